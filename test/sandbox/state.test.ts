import { beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operationsOf } from '../../scripts/contract/operation.js';
import { readDescription } from '../../scripts/lib/openapi/document.js';
import { checkState } from '../../src/sandbox/world/state-check.js';
import { createSandbox, startSandbox, type Sandbox } from '../../src/sandbox/index.js';
import type { WorldRecord } from '../../src/sandbox/world/table.js';
import { bundledDescription } from '../lib/files.js';
import { ids, type Json } from './world.js';

/** A state that can be changed. */
interface DraftState {
  now: number;
  notes: Json;
  workspaces: {
    project: unknown;
    id: unknown;
    collections: Record<string, Record<keyof WorldRecord, unknown>[]>;
  }[];
}

let sandbox: Sandbox;
let draft: DraftState;
beforeEach(() => {
  sandbox = createSandbox({ auth: 'off', frozen: true });
  draft = sandbox.control.state() as unknown as DraftState;
});

const main = ({ workspaces }: DraftState) => workspaces.find(({ id }) => id !== '')!;
const records = (state: DraftState, collection: string) => main(state).collections[collection]!;
const run = (state: DraftState) => records(state, 'instances').find(({ id }) => id === ids.failed)!;
const twice = <Item>(list: Item[]) => list.push(structuredClone(list.at(-1)!));

describe('A state of the sandbox is refused in one sentence, and changes nothing,', () => {
  test.each<[string, (state: DraftState) => unknown, string]>([
    ['if the project of a workspace is no text', (state) => (main(state).project = 5), 'is none'],
    ['if a workspace has no id', (state) => (main(state).id = undefined), 'is none'],
    [
      'if a workspace comes twice',
      (state) => state.workspaces.push(main(state)),
      'It has the workspace "f44065f5-557b-4376-ae02-8c65ef1960f4" of the project "f69081793d9e4ea8a2f479dcef961989" twice.',
    ],
    [
      'if the id of a record comes twice',
      (state) => twice(records(state, 'versions')),
      `In its versions, "${ids.version}" comes twice.`,
    ],
    ['if a workspace is null', ({ workspaces }) => workspaces.push(null as never), 'is none'],
    [
      'if it was saved after all times that can be written',
      (state) => (state.now = 1e15),
      'a part of it is missing',
    ],
    ['if a record is of no time', (state) => (run(state).createdAt = -1), 'is no record'],
    ['if a record is due at no time', (state) => (run(state).due = -1e300), 'is no record'],
    [
      'if a run has lost its nodes',
      (state) => (run(state).inner = { logs: [] }),
      `In its instances, "${ids.failed}" has lost the nodes of its diagram.`,
    ],
    [
      'if a node of a run is none',
      (state) => (run(state).inner = { nodes: [null], logs: [] }),
      'has lost',
    ],
    [
      'if the log of a run breaks its schema',
      (state) => Object.assign(run(state).inner as Json, { logs: [{ status: 5 }] }),
      'topology/audit_logs/0',
    ],
    [
      'if the count of the versions of a workflow is no number',
      (state) => (records(state, 'workflows')[0]!.inner = { numbered: 'many' }),
      'is no record',
    ],
  ])('%s', async (_, damage, message) => {
    damage(draft);
    const before = JSON.stringify(sandbox.control.state());
    const seed = draft as never;
    const refused = expect.objectContaining({
      name: 'TypeError',
      message: expect.stringMatching(/^[^.]*(\.\w[^.]*)*\.$/) as never,
    }) as never;
    for (const load of [
      () => sandbox.control.replaceState(draft),
      () => sandbox.control.reset(seed),
      () => createSandbox({ seed }),
    ]) {
      expect(load).toThrow(message);
      expect(load).toThrow(refused);
    }
    const answer = await sandbox.fetch('http://any/_sandbox/state', {
      method: 'PUT',
      headers: { 'x-sandbox-control': '1', 'content-type': 'application/json' },
      body: JSON.stringify(draft),
    });
    expect(await answer.text()).toContain(JSON.stringify(message).slice(1, -1));
    expect(answer.status).toBe(400);
    expect(JSON.stringify(sandbox.control.state())).toBe(before);

    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const data = join(folder, 'state.json');
    const text = JSON.stringify(draft);
    await writeFile(data, text);
    await expect(startSandbox({ data })).rejects.toThrow(message);
    expect(await readFile(data, 'utf8')).toBe(text);
    await rm(folder, { recursive: true });
  });

  test('unless it is whole', () => {
    sandbox.control.replaceState(draft);
    expect(sandbox.control.state()).toEqual(draft);
  });

  test('unless its records show their ids, under whatever name', () => {
    const [record] = records(draft, 'incidents');
    const { id, ...others } = record!.data as Json;
    record!.data = { ...others, incident_id: id };
    expect(checkState(draft, () => undefined)).toBe(draft);
    record!.data = others;
    expect(() => checkState(draft, () => undefined)).toThrow('is no record of the sandbox');
  });

  test('unless it is whole, whatever requests have created', async () => {
    const before = structuredClone(main(draft).collections);
    const creations = operationsOf(readDescription(bundledDescription)).filter(
      ({ id, method, path }) =>
        method === 'POST' && /^(create|upload)/.test(id) && !/\{(?!project|workspace)/.test(path),
    );
    for (const { path, body } of creations) {
      const { project, id } = main(draft);
      const target = path.replace('{project_id}', String(project));
      const value = (body?.examples[0]?.value ?? {}) as Json;
      const form = new FormData();
      for (const [name, member] of Object.entries(value)) {
        form.set(name, /file$/i.test(name) ? new File(['x'], String(member)) : String(member));
      }
      const isForm = body?.mediaType === 'multipart/form-data';
      const { status } = await sandbox.fetch(
        `http://any${target.replace('{workspace_id}', String(id))}`,
        {
          method: 'POST',
          headers: {
            'x-auth-token': 'any',
            ...(!isForm && { 'content-type': 'application/json' }),
          },
          body: isForm ? form : JSON.stringify(value),
        },
      );
      expect(`${path}: ${status}`).toMatch(/: 20[01]$/);
    }
    const state = sandbox.control.state();
    const after = main(state as never).collections;
    const grown = Object.keys(after).filter((name) => after[name]!.length > before[name]!.length);
    expect(grown).toEqual(
      expect.arrayContaining(['notes', 'attachments', 'connections', 'alerts']),
    );
    const again = createSandbox({ seed: state, auth: 'off', frozen: true }).control.state();
    expect(again.workspaces).toEqual(state.workspaces);
  });
});
