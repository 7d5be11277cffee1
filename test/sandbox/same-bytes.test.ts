import { beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SandboxServer } from '../../src/sandbox/sandbox.js';
import { withTypeScript } from '../lib/typescript.js';
import { run } from '../package/run.js';
import { hasNode, installRuntime, wantedRuntimes } from '../package/runtimes.js';
import { hashOfAnswers } from './answers.js';
import { ids, newVersion, sendTo } from './world.js';

const root = new URL('../../', import.meta.url).pathname;

/** The hash that another Node.js prints. */
async function hashOn(node: string): Promise<string> {
  const program = `
    import { hashOfAnswers } from './test/sandbox/answers.ts';
    console.log(process.version, await hashOfAnswers('one'));
  `;
  const { stdout } = await run(
    ...[root, node, ...withTypeScript, '--input-type=module', '--eval', program],
  );
  return stdout.trim();
}

describe('The answers of a sandbox', () => {
  let hash: string;
  beforeAll(async () => {
    hash = await hashOfAnswers('one');
  });

  test('are the same bytes for the same seed and requests', async () => {
    expect(await hashOfAnswers('one')).toBe(hash);
    expect(hash).toMatchInlineSnapshot(
      `"f0008f76e7adfbb02b28b9df7df3436ad6450e2cc1d4a9e44df57a4d8399a9de"`,
    );
  });

  // The nightly run has other versions of Node.js.
  const versions = wantedRuntimes.filter((name) => hasNode && name.startsWith('node'));
  test.each(['node', ...versions])('are the same bytes in another process, of %s', async (name) => {
    const folder = await mkdtemp(join(tmpdir(), 'node-'));
    const program =
      name === 'node' ? process.execPath : (await installRuntime(folder, name)).program;
    const [version, other] = (await hashOn(program)).split(' ');
    const [, wanted = process.version.slice(1)] = name.split('@');
    expect(version).toMatch(new RegExp(`^v${wanted.replaceAll('.', '\\.')}\\b`));
    expect(other).toBe(hash);
    await rm(folder, { recursive: true });
  });

  test('are others for another seed', async () => {
    expect(await hashOfAnswers('two')).not.toBe(hash);
  });
});

describe('A thousand writes at once', () => {
  test('leave every workflow with one active version at most, and no id twice', async () => {
    const server = new SandboxServer({ auth: 'off' }, () => 1.8e12);
    const send = sendTo(server);
    const created = await Promise.all(
      [...Array(200).keys()].map(() => send('POST', `${ids.workflow}/versions`, newVersion)),
    );
    const versions = created.map(({ body }) => String(body.data['id']));
    expect(new Set(versions).size).toBe(200);
    const act = (version: string) => [
      send('PUT', `versions/${version}`, { status: 'pending_approval' }),
      send('POST', `versions/${version}/approval`, { result: 'PASS', content: '' }),
      send('PUT', `versions/${version}`, { status: 'activated' }),
      send('PUT', ids.workflow, { description: version }),
    ];
    const answers = await Promise.all(versions.flatMap(act));
    expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
    const { body } = await send('GET', `${ids.workflow}/versions?status=activated`);
    const active = body.data as unknown as Record<string, unknown>[];
    expect(active.map(({ id }) => id)).toEqual([versions.at(-1)]);
    const { body: workflow } = await send('GET', ids.workflow);
    expect(workflow.data).toMatchObject({ version_id: versions.at(-1), version: 'V201' });
  });
});
