import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startSandbox } from '../../src/sandbox/index.js';
import { home, newVersion, newWorkflow, ids } from './world.js';
import { sampled } from '../lib/at-night.js';
import { withTypeScript } from '../lib/typescript.js';

let folder: string;
let data: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  data = join(folder, 'state.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function create(url: string, name: string): Promise<void> {
  const { status } = await fetch(`${url}${home}/soc/workflows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': 'any' },
    body: JSON.stringify({ ...newWorkflow, name }),
  });
  expect(status).toBe(200);
}

async function namesIn(file: string): Promise<string[]> {
  const state = JSON.parse(await readFile(file, 'utf8')) as {
    workspaces: { collections: { workflows: { data: { name: string } }[] } }[];
  };
  return state.workspaces.flatMap(({ collections }) =>
    collections.workflows.map((one) => one.data.name),
  );
}

describe('A data file', () => {
  test('keeps the state from one start to the next', async () => {
    const first = await startSandbox({ data });
    await create(first.url, 'kept');
    await first.control.save();
    expect(await namesIn(data)).toEqual(['Test_aop', 'kept']);
    await create(first.url, 'later');
    const state = first.control.state();
    await first.close();
    const second = await startSandbox({ data });
    expect(second.control.state()).toMatchObject({ workspaces: state.workspaces });
    await second.close();
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  test.each([
    ['broken', '{"format":', /cannot be used. It is no JSON/],
    ['foreign', '{"name":"package"}', /cannot be used. It is no state of the sandbox/],
    [
      'newer',
      '{"format":"secmaster-sandbox","version":99}',
      /It has the version 99, and this sandbox reads version 1/,
    ],
  ])('that is %s is refused in one sentence and left alone', async (_, text, message) => {
    await writeFile(data, text);
    await expect(startSandbox({ data })).rejects.toThrow(message);
    expect(await readFile(data, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  test('keeps the time: what was saved by a clock that was advanced is not in the future', async () => {
    const first = await startSandbox({ data, nodeTime: 1000 });
    first.control.clock.advance(86_400_000);
    await create(first.url, 'of tomorrow');
    const now = first.control.clock.now();
    await first.close();
    const second = await startSandbox({ data });
    expect(second.control.clock.now()).toBeGreaterThanOrEqual(now - 1000);
    await create(second.url, 'after it');
    const answer = await fetch(`${second.url}${home}/soc/workflows?sortby=update_time`, {
      headers: { 'x-auth-token': 'any' },
    });
    const { data: listed } = (await answer.json()) as { data: { create_time: string }[] };
    const times = listed.map(({ create_time }) => create_time);
    expect(times).toEqual([...times].sort().reverse());
    await second.close();
  });

  test('that cannot be written any more is an answer, and no end of the sandbox', async () => {
    const inner = join(folder, 'inner');
    await mkdir(inner);
    const sandbox = await startSandbox({ data: join(inner, 'state.json') });
    await rm(inner, { recursive: true });
    await create(sandbox.url, 'unsaved');
    const answer = await fetch(`${sandbox.url}/_sandbox/save`, {
      method: 'POST',
      headers: { 'x-sandbox-control': '1' },
    });
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({
      error_code: 'Sandbox.0004',
      error_msg: expect.stringContaining('ENOENT') as never,
    });
    await expect(sandbox.close()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('that cannot be written is found out at the start', async () => {
    const nowhere = join(folder, 'gone', 'state.json');
    await expect(startSandbox({ data: nowhere })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('loses nothing that was saved before, whenever the process is killed', async () => {
    let saved = 0;
    // Killed at moments that differ, most of them in the middle of a save.
    for (const round of sampled([1, 2, 3, 4], 4)) {
      const { child, url } = await startCommand();
      const control = (path: string) =>
        fetch(`${url}/_sandbox/${path}`, {
          method: 'POST',
          headers: { 'x-sandbox-control': '1' },
        });
      await create(url, `saved ${round}`);
      await control('save');
      saved += 1;
      // A large state takes a while to write.
      await Promise.all([...Array(40).keys()].map(() => addLargeVersion(url)));
      const unfinished = control('save').catch(() => undefined);
      await new Promise((done) => setTimeout(done, round * 3));
      child.kill('SIGKILL');
      await Promise.all([once(child, 'exit'), unfinished]);
      expect((await namesIn(data)).filter((name) => name.startsWith('saved'))).toHaveLength(saved);
    }
  });

  test('is written every minute', async () => {
    // Only the interval is in the hand of the test; sockets and files need the other timers.
    jest.useFakeTimers({
      doNotFake: [
        'Date',
        'queueMicrotask',
        'performance',
        'hrtime',
        'nextTick',
        'setImmediate',
        'setTimeout',
      ],
    });
    try {
      const sandbox = await startSandbox({ data });
      await create(sandbox.url, 'of this minute');
      jest.advanceTimersByTime(59_000);
      await new Promise((done) => setTimeout(done, 50));
      expect(await namesIn(data).catch(() => [])).not.toContain('of this minute');
      jest.advanceTimersByTime(1_000);
      let names: string[] = [];
      while (!names.includes('of this minute')) {
        await new Promise((done) => setTimeout(done, 5));
        names = await namesIn(data).catch(() => []);
      }
      await sandbox.close();
    } finally {
      jest.useRealTimers();
    }
  });

  test('is written when the command is stopped', async () => {
    const { child, url } = await startCommand();
    await create(url, 'at the end');
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(await namesIn(data)).toEqual(['Test_aop', 'at the end']);
  });
});

async function addLargeVersion(url: string): Promise<void> {
  await fetch(`${url}${home}/soc/workflows/${ids.workflow}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': 'any' },
    body: JSON.stringify({ ...newVersion, output: 'x'.repeat(100_000) }),
  });
}

/** Starts the command as a person does. */
async function startCommand(): Promise<{ child: ChildProcess; url: string }> {
  const script = new URL('../../scripts/sandbox.ts', import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    [...withTypeScript, script, '--port', '0', '--data', data],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /^sandbox {4}(.*)$/.exec(line) ?? [];
    if (url !== undefined) return { child, url };
  }
  throw new Error('The command ended without an address.');
}
