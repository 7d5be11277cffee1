import { describe, expect, test } from '@jest/globals';
import { transform } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolPath } from '../../scripts/lib/process.js';
import { readDescription, type JsonObject } from '../../scripts/lib/openapi/document.js';
import { createSecMasterClient } from '../../src/index.js';
import { startSandbox } from '../../src/sandbox/index.js';
import { makeConsumerFolder } from '../lib/consumer-folder.js';
import { bundledDescription } from '../lib/files.js';
import { run } from './run.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  scripts: Record<string, string>;
};

describe('The README', () => {
  test('has client code that runs on the sandbox of npm start as it stands', async () => {
    const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code as string);
    const [first = '', ...others] = blocks.filter((code) => code.includes('http://127.0.0.1:4010'));
    expect(others).toHaveLength(1);
    const folder = await makeConsumerFolder();
    const sandbox = await startSandbox({ seed: 'soc' });
    const runBlock = async (text: string) => {
      const { code } = await transform(text, { loader: 'ts' });
      const file = join(folder, 'example.mjs');
      await writeFile(file, code.replace('http://127.0.0.1:4010', sandbox.url));
      return run(folder, process.execPath, file);
    };
    try {
      expect(await runBlock(first)).toEqual({
        stdout: expect.stringMatching(
          /^[\w-]{36} pending_submit\n7d3f0c1e-52a4-4b0e-9a3c-0c2b6a1f4e11 activated\n$/,
        ),
        stderr: '',
      });
      for (const code of others) expect(await runBlock(code)).toEqual({ stdout: '', stderr: '' });
      const { playbooks } = createSecMasterClient(sandbox.clientOptions());
      const found = await playbooks.listPlaybooks({ name: 'Isolate_host', offset: 0, limit: 10 });
      expect(found.data).toEqual([expect.objectContaining({ enabled: true })]);
    } finally {
      await sandbox.close();
      await rm(folder, { recursive: true });
    }
  });

  test('has client code that compiles under the strictest options', async () => {
    const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code as string);
    expect(blocks.length).toBeGreaterThan(2);
    const folder = await makeConsumerFolder();
    try {
      await cp(join(root, 'generated/workflows/types.ts'), join(folder, 'types.ts'));
      const files = blocks.map((_, index) => `example-${index}.mts`);
      await Promise.all(
        blocks.map((code, index) => writeFile(join(folder, files[index] as string), code)),
      );
      const compilerOptions = {
        ...{ noEmit: true, module: 'NodeNext', target: 'ES2023', types: ['node'] },
        ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
        ...{ noPropertyAccessFromIndexSignature: true, noImplicitReturns: true },
        ...{ noFallthroughCasesInSwitch: true, verbatimModuleSyntax: true },
      };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
      const tsc = toolPath('typescript-7', 'tsc');
      await run(folder, process.execPath, tsc, '-p', folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('names commands that exist', () => {
    const named = [...readme.matchAll(/npm run ([\w-]+)/g)].map((match) => match[1] as string);
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
    const undocumented = Object.keys(manifest.scripts).filter((name) => !readme.includes(name));
    // npm itself runs those before and after others.
    expect(undocumented.filter((name) => !/^(pre|post)/.test(name))).toEqual([]);
  });

  test('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] as string);
    const files = links.filter((link) => !link.startsWith('https://'));
    expect(files).not.toEqual([]);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

test('The description has the version of the package', () => {
  const { document } = readDescription(bundledDescription);
  expect((document['info'] as JsonObject)['version']).toBe(manifest.version);
});
