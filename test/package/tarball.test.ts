import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build, type BuildResult } from 'esbuild';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { familiesOf } from '../../scripts/lib/families.js';
import { readBundle } from '../../scripts/lib/openapi/document.js';
import { projectRoot, toolPath } from '../../scripts/lib/process.js';
import { atNight } from '../lib/at-night.js';
import { bundledDescription, companions } from '../lib/files.js';
import { installedPackage, mockAddress } from '../lib/shared/shared.js';
import { startLoopbackServer, type LoopbackServer } from '../client/loopback-server.js';
import { hasNode, installRuntime, wantedRuntimes } from './runtimes.js';
import { run } from './run.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'package-test-')));
/** An empty project that has installed the package. */
const consumer = join(folder, 'consumer');
const installed = join(consumer, 'node_modules/secmaster-openapi');
let server: LoopbackServer;

beforeAll(async () => {
  mkdirSync(consumer);
  await writeFile(join(consumer, 'package.json'), '{ "private": true }');
  symlinkSync(await installedPackage(), join(consumer, 'node_modules'), 'junction');
  cpSync(fileURLToPath(new URL('consumer', import.meta.url)), consumer, { recursive: true });
  // The same program once more, as TypeScript compiles it in a CommonJS project.
  cpSync(join(consumer, 'workflows.mts'), join(consumer, 'workflows.cts'));
  server = await startLoopbackServer();
  server.answer = {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ data: [{ name: 'Block an address' }] }),
  };
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const read = (...path: string[]) => readFileSync(join(installed, ...path), 'utf8');
const files = () =>
  readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
    .map((file) => file.replaceAll(sep, '/'));
interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest = () => JSON.parse(read('package.json')) as Manifest;

describe('The tarball', () => {
  test('holds code, types, description, licence and README, and nothing else', () => {
    expect(readdirSync(installed).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist',
      'generated',
      'package.json',
      'scripts',
      'src',
    ]);
    expect(files().filter((file) => file.startsWith('scripts/'))).toEqual([
      'scripts/contract/reports/report.schema.json',
    ]);
    expect(
      files()
        .filter((file) => file.startsWith('generated/'))
        .sort(),
    ).toEqual(
      [
        'generated/families.ts',
        'generated/openapi.json',
        'generated/openapi.yaml',
        'generated/openapi.zh-CN.json',
        'generated/shared.ts',
        ...familiesOf(readBundle(bundledDescription)).flatMap(({ folder }) =>
          ['index', 'methods', 'operations', 'types'].map(
            (name) => `generated/${folder}/${name}.ts`,
          ),
        ),
      ].sort(),
    );
    expect(files().filter((file) => file.startsWith('src/') && !file.endsWith('.ts'))).toEqual([]);
    const inDist = files().filter((file) => file.startsWith('dist/'));
    const isCode = (file: string) => /^dist\/(src|generated)\/.+(\.d\.ts|\.js)(\.map)?$/.test(file);
    expect(inDist.filter((file) => !isCode(file)).sort()).toEqual([
      'dist/scripts/contract.LICENSES.txt',
      'dist/scripts/contract.js',
      'dist/scripts/contract.lines.json',
      ...companions.workflows.map((file) => `dist/scripts/flows/${basename(file)}`).sort(),
      'dist/scripts/sandbox.js',
    ]);
    expect(inDist.filter((file) => file.endsWith('.js')).length).toBeGreaterThan(2);
  });

  test('names no folder of the machine that packed it, and no secret of its working copy', () => {
    const words = [projectRoot, folder, 'of-the-test', '_authToken', 'PRIVATE KEY'];
    const found = files().flatMap((file) => {
      const text = read(file);
      return words.filter((word) => text.includes(word)).map((word) => `${file}: ${word}`);
    });
    expect(found).toEqual([]);
  });

  test('runs nothing when it is installed', () => {
    const { scripts } = manifest();
    const lifeCycle = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    expect(Object.keys(scripts).filter((name) => lifeCycle.includes(name))).toEqual([]);
    // npm compiles what has one.
    expect(files()).not.toContain('binding.gyp');
  });

  const name = String.raw`["']((?:@[a-z-]+/)?[a-z][a-z:-]*)[^"']*["']`;
  const importOfPackage = new RegExp(
    `^(?:import|export)\\b(?:[^;'"]*\\bfrom)?\\s*${name}|\\bimport\\(${name}\\)`,
    'gm',
  );

  test('depends on what its code imports, and on nothing else', () => {
    const code = files().filter((file) => /^dist\/.+(\.d\.ts|\.js)$/.test(file));
    const imported = code.flatMap((file) =>
      [...read(file).matchAll(importOfPackage)].map(([, one, other]) => one ?? other),
    );
    const packages = [...new Set(imported)].filter((name) => !name?.startsWith('node:'));
    expect(packages.sort()).toEqual(Object.keys(manifest().dependencies).sort());
  });
});

describe('An empty project with the package', () => {
  const platforms = {
    'a browser': ['--lib', 'ES2023,DOM'],
    'Node.js alone': [
      ...['--lib', 'ES2023', '--types', 'node'],
      ...['--typeRoots', join(projectRoot, 'node_modules/@types')],
    ],
  };
  const strict = [
    ...['--strict', '--skipLibCheck', 'false', '--target', 'ES2023'],
    ...['--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'],
  ];
  const esm = ['workflows.mts', 'types-alone.mts', 'one-operation.mts'];
  const resolutions = {
    NodeNext: ['--module', 'NodeNext', ...esm, 'workflows.cts'],
    Bundler: ['--module', 'ESNext', '--moduleResolution', 'Bundler', ...esm],
  };
  const inBrowser = { platform: 'a browser', resolution: 'Bundler' } as const;
  const inNode = { platform: 'Node.js alone', resolution: 'NodeNext' } as const;

  test.each([
    // Whose types of browsers have no iterators unless they are asked for.
    { compiler: 'typescript', ...inBrowser },
    // With typescript-7 and for Node.js alone, the programs below are compiled.
    ...atNight({ compiler: 'typescript-7', ...inBrowser }, { compiler: 'typescript', ...inNode }),
  ])(
    'compiles with $compiler for $platform, modules as $resolution',
    async ({ compiler, platform, resolution }) => {
      const options = [...strict, ...platforms[platform], ...resolutions[resolution]];
      const tsc = toolPath(compiler, 'tsc');
      await run(consumer, process.execPath, tsc, '--noEmit', ...options);
    },
  );

  test('finds the description as JSON, as YAML, and in Chinese', async () => {
    const names = ['openapi.json', 'openapi.yaml', 'openapi.zh-CN.json'];
    const finds = names.map((name) => `require.resolve('secmaster-openapi/${name}')`);
    const { stdout } = await run(consumer, process.execPath, '-p', `[${finds}].join('\\n')`);
    const [json = '', yaml, chinese = ''] = stdout
      .trim()
      .split('\n')
      .map((path) => readFileSync(path, 'utf8'));
    const document = JSON.parse(json) as { openapi: string; paths: object };
    expect(document.openapi).toMatch(/^3\.1\./);
    // Which says the same as the JSON.
    expect(yaml).toBe(readFileSync(join(projectRoot, 'generated/openapi.yaml'), 'utf8'));
    const translated = JSON.parse(chinese) as {
      paths: object;
      info: { title: string };
    };
    expect(Object.keys(translated.paths)).toEqual(Object.keys(document.paths));
    expect(translated.info.title).toMatch(/\p{Script=Han}/u);
  });

  describe('runs', () => {
    beforeAll(async () => {
      const options = [...strict, ...platforms['Node.js alone'], ...resolutions.NodeNext];
      await run(consumer, process.execPath, toolPath('typescript-7', 'tsc'), ...options);
    });

    const calls = `for (const names of [namesByToken, namesByKey])
      await names(process.argv[1]).then((found) => console.log(process.version, ...found));`;
    const modules = {
      'an ES module': [
        '--input-type=module',
        '--eval',
        `import { namesByToken, namesByKey } from './workflows.mjs'; ${calls}`,
      ],
      CommonJS: [
        '--input-type=commonjs',
        '--eval',
        `const { namesByToken, namesByKey } = require('./workflows.cjs'); (async () => { ${calls} })();`,
      ],
    };

    async function checkRun(node: string, kind: keyof typeof modules, version: string) {
      server.seen.length = 0;
      const { stdout, stderr } = await run(consumer, node, ...modules[kind], server.url);
      // Node.js 22.12 says itself that it is new for it to load an ES module by require().
      const notice = /^\(node:\d+\) ExperimentalWarning: .* using require\(\)\.\n(.*\n){2}/;
      expect(stderr.replace(version === 'v22.12.0' ? notice : '', '')).toBe('');
      expect(stdout).toBe(`${version} Block an address\n`.repeat(2));
      const [byToken, byKey] = server.seen.map(({ headers }) => headers);
      expect(byToken?.['x-auth-token']).toBe('token-of-the-test');
      expect(byToken).not.toHaveProperty('authorization');
      expect(byKey?.authorization).toMatch(/^SDK-HMAC-SHA256 Access=key-of-the-test, /);
      expect(byKey).not.toHaveProperty('x-auth-token');
    }

    test.each(['an ES module', 'CommonJS'] as const)(
      'as %s under the Node.js of the tests',
      (kind) => checkRun(process.execPath, kind, process.version),
    );

    for (const name of wantedRuntimes.filter((one) => hasNode && one.startsWith('node'))) {
      test(`under ${name}`, async () => {
        const { program: node } = await installRuntime(folder, name);
        const version = (await run(folder, node, '--version')).stdout.trim();
        await checkRun(node, 'an ES module', version);
        await checkRun(node, 'CommonJS', version);
      });
    }
  });

  describe('has the contract tests as a command', () => {
    const command = (...args: string[]) =>
      run(consumer, join(consumer, 'node_modules/.bin/secmaster-contract'), ...args);

    test('that tests a server and writes a report', async () => {
      // What all of them find is tested where the contract tests are.
      const few = ['--operation', 'listWorkflows', '--runs', '2'];
      const options = [...few, '--report', 'contract-report'];
      const { stdout } = await command('--target', await mockAddress(), ...options);
      expect(stdout).toMatch(/\n\d{3} passed, 0 failed/);
      expect(readdirSync(join(consumer, 'contract-report')).sort()).toEqual([
        'exchanges.har',
        'findings.sarif',
        'junit.xml',
        'report.html',
        'report.json',
      ]);
    });

    test('that asks for a server, since the package has no mock', async () => {
      await expect(command()).rejects.toThrow('error: --target is missing');
      expect((await command('--help')).stdout).toContain('Usage: npx secmaster-contract [options]');
    });

    test('with the licences of what is compiled into it', () => {
      const licences = read('dist/scripts/contract.LICENSES.txt');
      for (const name of ['ajv', 'fast-check']) {
        expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+$`, 'm'));
      }
    });
  });

  describe('bundled for browsers, one operation alone,', () => {
    let bundle: BuildResult<{ metafile: true; write: false }>;

    beforeAll(async () => {
      bundle = await build({
        absWorkingDir: consumer,
        entryPoints: ['one-operation.mts'],
        outfile: 'one-operation.browser.mjs',
        bundle: true,
        format: 'esm',
        platform: 'browser',
        minify: true,
        metafile: true,
        write: false,
      });
    });

    const code = () => bundle.outputFiles[0]!.contents;

    test('holds no undici and imports nothing', () => {
      const { inputs, outputs } = bundle.metafile;
      expect(Object.keys(inputs).filter((input) => input.includes('undici'))).toEqual([]);
      expect(Object.values(outputs).flatMap((output) => output.imports)).toEqual([]);
    });

    test('is below 12 KB, minified and compressed', () => {
      expect(gzipSync(code()).length).toBeLessThan(12 * 1024);
    });

    test('runs', async () => {
      await writeFile(join(consumer, 'one-operation.browser.mjs'), code());
      const { stdout } = await run(
        consumer,
        process.execPath,
        '--input-type=module',
        '--eval',
        `import { listNames } from './one-operation.browser.mjs';
         console.log(...(await listNames(process.argv[1], 'token-of-the-test')));`,
        server.url,
      );
      expect(stdout).toBe('Block an address\n');
    });
  });
});
