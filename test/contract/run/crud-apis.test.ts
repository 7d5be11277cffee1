import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { FindingName } from '../../../scripts/contract/findings.js';
import { readSpec } from '../../../scripts/contract/run/options.js';
import { runContract, type RunOptions } from '../../../scripts/contract/run/run.js';
import { atNight, sampled } from '../../lib/at-night.js';
import { crudApis, crudServer, type CrudLie } from './crud-apis.js';
import { findingsOf } from './run-on.js';

const folder = mkdtempSync(join(tmpdir(), 'crud-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Name = keyof typeof crudApis;

/** Why nothing follows from that the first value of a parameter is taken. */
const takesOne =
  'It was accepted, which is wrong only if the server refuses a parameter that comes twice though it is no list (--can single-values).';

/** The groups that find a lie. */
const few: Partial<RunOptions> = { only: ['example', 'negative', 'behaviour'] };

async function runOnCrud(
  name: Name,
  options: Partial<RunOptions> = {},
  lie?: CrudLie,
  before?: (url: string) => Promise<unknown>,
) {
  const api = crudApis[name];
  const file = join(folder, `${name}.${api.description.startsWith('{') ? 'json' : 'yaml'}`);
  writeFileSync(file, api.description);
  const server = await crudServer(api, lie);
  try {
    const description = readSpec(file);
    await before?.(server.url);
    const run = await runContract({
      description,
      target: server.url,
      runs: 10,
      environment: {},
      ...options,
    });
    return { run, left: server.count(), asked: server.asked() };
  } finally {
    await server.stop();
  }
}

describe('a contract run on an API of somebody else', () => {
  test.each(sampled(Object.keys(crudApis) as Name[], 6))(
    'gives no finding where the server is honest, and leaves nothing behind that can be deleted: %s',
    async (name) => {
      const { run, left } = await runOnCrud(name);
      expect(findingsOf(run)).toEqual({});
      expect(run.counts.kept).toBeGreaterThan(50);
      const { inconclusive } = run.counts;
      const { [takesOne]: taken = 0 } = run.inconclusiveFor;
      // What is no ETag is refused by what is there.
      expect(inconclusive - taken).toBeLessThanOrEqual(
        ['guarded', 'watched'].includes(name) ? 8 : 0,
      );
      expect(left > 0).toBe(name === 'board');
    },
  );

  test.each<[CrudLie | undefined, string[], number]>([
    [undefined, [], 3],
    ['two limits refused', [], 2],
    ['two limits break it', ['server_error'], 2],
  ])(
    'judges a parameter that comes twice where it is not just accepted: %s',
    async (choice, found, accepted) => {
      const { run } = await runOnCrud('pets', { only: ['parameter'] }, choice);
      expect(Object.keys(findingsOf(run))).toEqual(found);
      expect(run.inconclusiveFor).toEqual({ [takesOne]: accepted });
      expect(run.capabilities['single-values']).toBeUndefined();
    },
  );

  test('reads a list to its end by pages no larger than the API gives', async () => {
    const { run } = await runOnCrud('notes', few);
    const whole = run.results.filter(({ case: one }) => one.name === 'whole');
    expect(whole.map(({ outcome, reason }) => reason ?? outcome)).toEqual(['kept']);
  });

  test('reads a list to its end where its pages are smaller than they are asked for', async () => {
    const { run } = await runOnCrud('pets', few, 'small pages');
    expect(findingsOf(run)).toEqual({});
    const whole = run.results.filter(({ case: one }) => one.name === 'whole');
    expect(whole.map(({ outcome, reason }) => reason ?? outcome)).toEqual(['kept']);
  });

  test.each<[Name, CrudLie]>([
    ['alarms', 'deleted marked'],
    ['alarms', 'first head longer'],
    ['pets', 'announced answers'],
    ['cards', 'copy undone'],
  ])('finds nothing wrong with what only looks like a lie: %s, %s', async (name, choice) => {
    const { run } = await runOnCrud(name, few, choice);
    expect(findingsOf(run)).toEqual({});
  });

  test('takes records that are there from a list whose pages may not be large', async () => {
    const { run } = await runOnCrud(
      'notes',
      { writes: false, only: ['example'] },
      undefined,
      (url) =>
        fetch(`${url}/v2/notes`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Basic ${btoa('a:b')}` },
          body: '{"title":"Here before"}',
        }),
    );
    const read = run.results.filter(({ case: one }) => one.operationId === 'showNote');
    expect(read.map(({ outcome, reason }) => reason ?? outcome)).toContain('kept');
  });

  test('asks no further for a list whose every page is the first one', async () => {
    const only: RunOptions['only'] = ['behaviour'];
    const honest = await runOnCrud('alarms', { only });
    const { run, asked } = await runOnCrud('alarms', { only }, 'start ignored');
    expect(Object.keys(findingsOf(run))).toEqual(
      expect.arrayContaining(['wrong_page', 'repeated_in_list']),
    );
    // A list is looked at three times if something is wrong, but not by forty pages each time.
    expect(asked).toBeLessThan(1.5 * honest.asked);
  });

  test.each<[Name, CrudLie, FindingName]>([
    ['pets', 'limit ignored', 'limit_ignored'],
    ['notes', 'update lost', 'update_lost'],
    ['tags', 'head of another length', 'head_differs'],
    ['pets', 'head of nothing', 'head_differs'],
    ['pets', 'head with content', 'unexpected_content'],
    ['guarded', 'condition ignored', 'invalid_accepted'],
    ['guarded', 'tag unknown', 'valid_refused'],
    ['alarms', 'tag stays', 'update_lost'],
    ['board', 'newest not listed', 'missing_in_list'],
    // Their findings are those of other rows, or of the lies of the honest server.
    ...atNight<[Name, CrudLie, FindingName]>(
      ['cards', 'copy without steps', 'write_lost'],
      ['alarms', 'direction ignored', 'wrong_order'],
      ['alarms', 'start off by one', 'wrong_page'],
      ['watched', 'condition ignored', 'invalid_accepted'],
      ['tags', 'head without tag', 'missing_header'],
      ['pets', 'bad accepted', 'invalid_accepted'],
      ['notes', 'deleted still readable', 'usable_after_delete'],
      ['guarded', 'tag stays', 'invalid_accepted'],
      ['alarms', 'old tag is met', 'update_lost'],
      ['alarms', 'level ignored', 'filter_ignored'],
      ['alarms', 'last record twice', 'repeated_in_list'],
      ['tags', 'deleted still readable', 'usable_after_delete'],
      ['alarms', 'size ignored', 'limit_ignored'],
      ['alarms', 'start ignored', 'wrong_page'],
      ['alarms', 'another size by default', 'wrong_default'],
      ['alarms', 'total of the page', 'wrong_total'],
      ['alarms', 'first record missing', 'missing_in_list'],
      ['alarms', 'last record missing', 'missing_in_list'],
    ),
  ])('names the one lie of a server: %s, %s', async (name, lie, found) => {
    const { run } = await runOnCrud(name, few, lie);
    expect(Object.keys(findingsOf(run))).toContain(found);
  });

  test.each<[CrudLie, FindingName]>([
    ['weak tag stays', 'update_lost'],
    ...atNight<[CrudLie, FindingName]>(['modified tomorrow', 'wrong_time']),
  ])('only notes what a server may have a reason for: %s', async (choice, noted) => {
    const { run } = await runOnCrud('alarms', { only: ['behaviour'] }, choice);
    expect(findingsOf(run)).toEqual({});
    const notes = run.results.flatMap((one) => one.notes ?? []);
    expect(notes.map(({ name }) => name)).toContain(noted);
  });
});
