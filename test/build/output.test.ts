import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import {
  formerFiles,
  isUpToDate,
  publish,
  requireOutputFolder,
  requireUnedited,
  withOutputFolder,
  writeSums,
} from '../../scripts/lib/output.js';
import { contents, root, temporaryFolder } from './run-script.js';
import { withTypeScript } from '../lib/typescript.js';

const inputs = 'the inputs';

/** Publishes files as a build does. */
function put(out: string, files: Record<string, string>, options = {}): Promise<void> {
  return withOutputFolder(out, async (work, target) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(work, name)), { recursive: true });
      writeFileSync(join(work, name), text);
    }
    writeSums(work, inputs, []);
    publish(work, target, { force: false, docsOnly: false, ...options });
    await Promise.resolve();
  });
}

/** Path of an output folder that does not exist yet. */
const newOut = () => join(temporaryFolder(), 'out');

const files = { 'openapi.json': '{}', 'pets/types.ts': 'types', 'docs/index.html': 'page' };

describe('the output folder', () => {
  test('holds the files of a build, with their hashes, and nothing stands beside it', async () => {
    const out = newOut();
    await put(out, files);
    expect(Object.keys(contents(out))).toEqual(
      ['SHA256SUMS', 'docs/.build', ...Object.keys(files)].sort(),
    );
    expect(readFileSync(join(out, 'SHA256SUMS'), 'utf8')).toBe(
      '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  openapi.json\n' +
        '8d8460221bf4eb295f964884b40a9ba6302a9c2af2f9b1997cbed42fda139de8  pets/types.ts\n',
    );
    expect(readdirSync(dirname(out))).toEqual(['out']);
    expect(isUpToDate(inputs, out)).toBe(true);
    expect(isUpToDate('others', out)).toBe(false);
    writeFileSync(join(out, 'docs/index.html'), 'edited');
    expect(isUpToDate(inputs, out)).toBe(false);
  });

  test('keeps the times of files that the next build makes with the same content, and of no others', async () => {
    const out = newOut();
    await put(out, files);
    const former = new Date('2020-01-02T03:04:05Z');
    for (const name of Object.keys(files)) utimesSync(join(out, name), former, former);
    await put(out, { ...files, 'docs/index.html': 'Page' });
    const changed = Object.keys(files).filter(
      (name) => statSync(join(out, name)).mtimeMs !== former.getTime(),
    );
    expect(changed).toEqual(['docs/index.html']);
    expect(readFileSync(join(out, 'docs/index.html'), 'utf8')).toBe('Page');
    expect(isUpToDate(inputs, out)).toBe(true);
  });

  test('loses the files of the last build that the next does not make, and no others', async () => {
    const out = newOut();
    await put(out, files);
    writeFileSync(join(out, 'mine.txt'), 'mine');
    await put(out, { 'openapi.json': '{}', 'docs/start.html': 'page' });
    expect(Object.keys(contents(out))).toEqual(
      ['SHA256SUMS', 'docs/.build', 'docs/start.html', 'mine.txt', 'openapi.json'].sort(),
    );
    expect(existsSync(join(out, 'pets'))).toBe(false);
  });

  test('keeps a file that was edited since the last build, unless the build is forced', async () => {
    const out = newOut();
    await put(out, files);
    writeFileSync(join(out, 'pets/types.ts'), 'edited');
    const before = contents(out);
    await expect(put(out, files)).rejects.toThrow(
      `not what the last build has written: ${out}/pets/types.ts; a build would replace`,
    );
    expect(contents(out)).toEqual(before);
    await put(out, files, { force: true });
    expect(readFileSync(join(out, 'pets/types.ts'), 'utf8')).toBe('types');
    rmSync(join(out, 'pets/types.ts'));
    expect(() => requireUnedited(out)).not.toThrow();
  });

  test('is replaced without a question after a build that was killed while it published', async () => {
    const out = newOut();
    await put(out, files);
    // What it takes away first, and one of the files that it has moved.
    for (const name of ['SHA256SUMS', 'docs/.build']) rmSync(join(out, name));
    writeFileSync(join(out, 'openapi.json'), 'next');
    await put(out, files);
    expect(contents(out)).toMatchObject(files);
  });

  test('of which only the docs are published keeps all else', async () => {
    const out = newOut();
    await put(out, files);
    const next = { 'openapi.json': 'next', 'docs/start.html': 'page' };
    await put(out, next, { docsOnly: true, force: true });
    expect(contents(out)).toMatchObject({ 'openapi.json': '{}', 'docs/start.html': 'page' });
    expect(isUpToDate(inputs, out)).toBe(false);
    expect(formerFiles(out).sort()).toEqual(['docs/start.html', 'openapi.json', 'pets/types.ts']);
  });

  test('behind a link gets the files where the link leads', async () => {
    const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(elsewhere, join(folder, 'out'));
    await put(join(folder, 'out'), files);
    expect(contents(elsewhere)).toMatchObject(files);
    expect(readdirSync(folder)).toEqual(['out']);
  });
});

describe('an output folder is refused, before anything is moved,', () => {
  test.each<[string, (out: string) => void, RegExp]>([
    [
      'that is a link to nowhere',
      (out) => symlinkSync('gone', out),
      /^--out \S+\/out is a link that leads nowhere\.$/,
    ],
    [
      'that is a file',
      (out) => writeFileSync(out, ''),
      /^--out \S+\/out is a file; name a folder\.$/,
    ],
    [
      'with a folder in the place of a file',
      (out) => mkdirSync(join(out, 'pets/types.ts'), { recursive: true }),
      /^\S+\/out\/pets\/types\.ts is a folder, but the build makes a file of this name; remove it\.$/,
    ],
    [
      'with a file in the place of a folder',
      (out) => {
        mkdirSync(out);
        writeFileSync(join(out, 'pets'), '');
      },
      /^\S+\/out\/pets is no folder, but the build makes one of this name; remove it\.$/,
    ],
    [
      'with a link to nowhere in the place of a folder',
      (out) => {
        mkdirSync(out);
        symlinkSync('gone', join(out, 'docs'));
      },
      /^\S+\/out\/docs is no folder, but the build makes one of this name; remove it\.$/,
    ],
  ])('%s', async (_, prepare, message) => {
    const out = newOut();
    prepare(out);
    const before = contents(dirname(out));
    await expect(put(out, files)).rejects.toThrow(message);
    expect(contents(dirname(out))).toEqual(before);
  });
});

/** A program that calls the functions of the output folder. */
function program(text: string): string[] {
  const module = pathToFileURL(join(root, 'scripts/lib/output.ts')).href;
  const code = `import * as output from ${JSON.stringify(module)};\n${text}`;
  return [...withTypeScript, '--input-type=module', '--eval', code];
}

// Whoever may do anything can write to a read-only folder, so somebody else tries.
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
const canTry = (() => {
  const { status } = spawnSync(process.execPath, program(''), { cwd: root, ...nobody });
  return process.platform !== 'win32' && status === 0;
})();

(canTry ? describe : describe.skip)('a read-only output folder', () => {
  test.each(['out', 'out/pets', '.'])('is found before anything is moved: %s', async (name) => {
    const out = newOut();
    chmodSync(dirname(out), 0o777);
    await put(out, files);
    for (const folder of [out, join(out, 'pets'), join(out, 'docs')]) chmodSync(folder, 0o777);
    const before = contents(dirname(out));
    chmodSync(join(dirname(out), name), 0o555);
    const { stderr } = spawnSync(
      process.execPath,
      program(`await output.withOutputFolder(${JSON.stringify(out)}, async () => {});`),
      { cwd: root, encoding: 'utf8', ...nobody },
    );
    chmodSync(join(dirname(out), name), 0o777);
    expect(stderr).toMatch(
      new RegExp(`UserError: ${join(dirname(out), name)} is read-only; make it writable, or name`),
    );
    expect(contents(dirname(out))).toEqual(before);
  });
});

describe('of two builds for one folder', () => {
  const message = (out: string, pid: number | undefined) =>
    `another build is writing to ${out} (process ${pid}); wait for its end.`;

  test('the second is refused, and the first goes on', async () => {
    const out = newOut();
    const [first, second] = await Promise.allSettled([put(out, files), put(out, files)]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ reason: { message: message(out, process.pid) } });
    expect(contents(out)).toMatchObject(files);
    await put(out, files);
  });

  test('one that was killed does not keep the next from its work', async () => {
    const out = newOut();
    const child = spawn(
      process.execPath,
      program(
        `await output.withOutputFolder(${JSON.stringify(out)}, async (work) => {
  console.log(work);
  setInterval(() => {}, 1000);
  await new Promise(() => {});
});`,
      ),
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(child.stdout, 'data');
    await expect(put(out, files)).rejects.toThrow(message(out, child.pid));
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(readdirSync(dirname(out))).toHaveLength(2);
    await put(out, files);
    expect(contents(out)).toMatchObject(files);
    expect(readdirSync(dirname(out))).toEqual(['out']);
  });

  test('a lock of a process whose number another has now is no lock', async () => {
    const out = newOut();
    const lock = join(dirname(out), '.out-lock');
    mkdirSync(lock);
    writeFileSync(join(lock, 'owner'), `${process.pid} 1`);
    await put(out, files);
    expect(() => requireOutputFolder(out)).not.toThrow();
    expect(readdirSync(dirname(out))).toEqual(['out']);
  });
});
