import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describeAtNight } from '../lib/at-night.js';
import { packedPackage } from '../lib/shared/shared.js';
import { argumentsOf, ignoreLines, instructions, letIn } from './dockerfile.js';
import { runWith, shellEnvironment } from './run.js';

const [healthProgram, ...healthArguments] = JSON.parse(
  argumentsOf('HEALTHCHECK')[0]?.replace(/^.*? CMD /, '') ?? '[]',
) as string[];
const [command = '', ...commandArguments] = JSON.parse(
  argumentsOf('ENTRYPOINT')[0] ?? '[]',
) as string[];

describe('The Dockerfile', () => {
  test('names an exact release of Node.js that the package supports', () => {
    for (const image of argumentsOf('FROM')) {
      expect(image).toMatch(/^node:(20\.19|22\.\d+|24\.\d+)\.\d+-bookworm-slim( AS \w+)?$/);
    }
  });

  test('runs as a user without rights, and leaves nothing but the data to that user', () => {
    const names = instructions.map(({ name }) => name);
    expect(argumentsOf('USER')).toEqual(['node']);
    expect(names.lastIndexOf('RUN')).toBeLessThan(names.indexOf('USER'));
    expect(argumentsOf('VOLUME')).toEqual(['/data']);
    expect(
      argumentsOf('RUN')
        .join('\n')
        .match(/chown.*/g),
    ).toEqual(['chown node:node /data']);
  });

  test('is given no history, credentials, installed or built files', () => {
    expect(ignoreLines.find((line) => !line.startsWith('#'))).toBe('*');
    expect(letIn).not.toContain('.git');
    expect(letIn).not.toContain('node_modules');
    expect(letIn).not.toContain('dist');
    expect(ignoreLines).toContain('**/.env');
  });
});

// What is packed, installed and started here is packed and installed by those of the package, too.
describeAtNight('The image, by the commands of the Dockerfile in a folder', () => {
  let folder: string;
  let server: ChildProcess;
  let url: string;
  let environment: NodeJS.ProcessEnv;
  /** The port of the image may be busy on a machine that runs tests, so another is taken. */
  const here = (text: string) =>
    text.replaceAll('/data/', `${folder}/data/`).replaceAll('127.0.0.1:4011', new URL(url).host);

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'docker-')));
    const [, , globally = '', makeData = ''] = argumentsOf('RUN');
    // Packed by the commands before it, from what the build is given.
    await copyFile(await packedPackage(), join(folder, 'secmaster-openapi-packed.tgz'));
    await mkdir(join(folder, 'prefix'));
    await runWith(
      { npm_config_prefix: join(folder, 'prefix'), npm_config_prefer_offline: 'true' },
      folder,
      'sh',
      '-c',
      globally.replaceAll('/secmaster', `${folder}/secmaster`),
    );
    expect(makeData).toMatch(/^mkdir \/data && /);
    await mkdir(join(folder, 'data'));
    const bin = join(folder, 'prefix/bin');
    environment = { ...shellEnvironment(), PATH: `${bin}${delimiter}${process.env['PATH']}` };
    server = spawn(
      command,
      [
        ...commandArguments.map((one) => one.replace('/data/', `${folder}/data/`)),
        '--port',
        '0',
        '--seed',
        'soc',
      ],
      { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let printed = '';
    const port = await new Promise<string>((resolve, reject) => {
      server.stdout?.on('data', (piece: Buffer) => {
        printed += String(piece);
        const [, shown] = /^sandbox +http:\/\/0\.0\.0\.0:(\d+)$/m.exec(printed) ?? [];
        if (shown !== undefined) resolve(shown);
      });
      server.once('error', reject);
      server.once('exit', () => reject(new Error(`ended early: ${printed}`)));
    });
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    server.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const list =
    '/v1/f69081793d9e4ea8a2f479dcef961989/workspaces/f44065f5-557b-4376-ae02-8c65ef1960f4/soc/workflows';

  test('leaves no package file behind', async () => {
    expect((await readdir(folder)).filter((name) => name.endsWith('.tgz'))).toEqual([]);
  });

  test('answers requests from beyond the container', async () => {
    const answer = await fetch(url + list, { headers: { 'X-Auth-Token': 'anything' } });
    expect(await answer.json()).toMatchObject({ total: 40 });
  });

  test('can be controlled, since its entry point asks for that', async () => {
    const answer = await fetch(`${url}/_sandbox/clock`, { headers: { 'X-Sandbox-Control': '1' } });
    expect(answer.status).toBe(200);
  });

  test('is healthy by its own check, and not when nothing listens', async () => {
    expect(healthProgram).toBe('node');
    await runWith(environment, folder, 'node', ...healthArguments.map(here));
    const elsewhere = healthArguments.map((one) => one.replace('127.0.0.1:4011', '127.0.0.1:1'));
    await expect(runWith(environment, folder, 'node', ...elsewhere)).rejects.toThrow();
  });

  test('ends at SIGTERM with exit code 0, and keeps its state in the volume', async () => {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    const state = readFileSync(join(folder, 'data/sandbox.json'), 'utf8');
    expect(state).toContain('Isolate_ransomware_host');
  });
});
