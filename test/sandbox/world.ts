import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';
import type { SandboxControl } from '../../src/sandbox/index.js';
import type { WorldRecord } from '../../src/sandbox/world/table.js';
import type { WorldState } from '../../src/sandbox/world/world.js';
import { SandboxServer } from '../../src/sandbox/sandbox.js';

/** An object of JSON. */
export type Json = Record<string, unknown>;

/** A life cycle as its file has it. */
export interface CycleFile {
  readonly name: string;
  readonly collection: string;
  readonly status: string;
  readonly states: Record<string, unknown>;
  readonly undescribed?: Record<string, string>;
  readonly readings?: Record<string, { default: string }>;
  readonly transitions: readonly CycleTransition[];
}

/** A transition as its file has it. */
export interface CycleTransition {
  readonly from: string | string[];
  readonly to: string;
  readonly operation?: string;
  readonly label: { en: string };
  readonly when?: Condition | Condition[];
  readonly after?: string;
  readonly effects?: readonly Record<string, unknown>[];
  readonly refusal?: { message: string };
}

/** A condition as its file has it. */
export interface Condition {
  readonly operation?: string | string[];
  readonly body?: Record<string, unknown>;
  readonly record?: Record<string, unknown>;
  readonly parent?: Record<string, unknown>;
  readonly same?: Record<string, string>;
  readonly others?: 'none' | 'some';
  readonly outcome?: 'done' | 'failed';
  readonly readings?: Record<string, string | string[]>;
}

const folder = new URL('../../spec/families/workflows/life-cycles/', import.meta.url);

/** The life cycles, read from the files and by nothing that the sandbox reads them by. */
export const cycles: readonly CycleFile[] = readdirSync(folder).map((file) => ({
  name: file.replace('.yaml', ''),
  ...(parse(readFileSync(new URL(file, folder), 'utf8')) as Omit<CycleFile, 'name'>),
}));

/** Where the sandbox has its records. */
export const home =
  '/v1/f69081793d9e4ea8a2f479dcef961989/workspaces/f44065f5-557b-4376-ae02-8c65ef1960f4';

/** The ids of the description's examples, which the seed has. */
export const ids = {
  workflow: 'c19470f3-5eaf-4572-82e8-2ff094495919',
  version: '7d3f0c1e-52a4-4b0e-9a3c-0c2b6a1f4e11',
  finished: '2b9c7a54-6f1d-4d7e-8a90-3f5b1c2d4e66',
  failed: '6e0d1f7b-48c3-4c19-9a52-d7b80e35c2a1',
};

/** A diagram with one node between its start and its end. */
export const taskflow = taskflowOf({ id: 'check', name: 'check' });

/** A diagram with a node that a person decides, as the vendor writes one, and one after it. */
export const decisionTaskflow = taskflowOf(
  {
    id: 'decide',
    name: 'Isolate the host?',
    'soar:due_handle': 'interrupt',
    'soar:handlers': '[]',
  },
  { id: 'check', name: 'check' },
);

/** A diagram with user tasks in a row. */
export function taskflowOf(...tasks: { readonly id: string; readonly [name: string]: string }[]) {
  const ids = ['start', ...tasks.map(({ id }) => id), 'end'];
  const flows = ids
    .slice(1)
    .map((targetRef, index) =>
      element('sequenceFlow', { id: `f${index + 1}`, sourceRef: ids[index], targetRef }),
    );
  const process = element('process', { id: 'p' }, [
    element('startEvent', { id: 'start' }),
    ...tasks.map((attributes) => element('userTask', attributes)),
    element('endEvent', { id: 'end' }),
    ...flows,
  ]);
  const elements = [element('definitions', {}, [process])];
  return btoa(JSON.stringify({ elementType: '{}', workflow: { elements } }));
}

/** An element of a diagram. */
export function element(name: string, attributes: Json, elements: Json[] = []): Json {
  return { type: 'element', name: `bpmn2:${name}`, attributes, elements };
}

/** The body of a new workflow. */
export const newWorkflow = {
  name: 'Isolate_host',
  engine_type: 'public_engine',
  aop_type: 'HEMOSTASIS',
  dataclass_id: 'e410ae50-43fa-343e-807a-a2a9edb8018e',
};

/** The body of a new version. */
export const newVersion = {
  name: 'Isolate_host',
  description: '',
  taskconfig: '{"node_info":{},"usertask_info":{}}',
  taskflow,
  taskflow_type: 'JSON',
  aop_type: 'HEMOSTASIS',
};

/** An answer, read. */
interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON of it; an empty object if it is none. */
  readonly body: Json & { data: Json };
}

/** Sends JSON, below the workspace if the path does not begin with a slash. */
export type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answered>;

/** Sends requests to a server without a port. */
export function sendTo(server: SandboxServer): Send {
  return async (method, path, body, headers = {}) => {
    const { response } = await server.handle({
      method,
      target: path.startsWith('/')
        ? path
        : `${home}/soc/workflows${/^(\?|$)/.test(path) ? path : `/${path}`}`,
      headers: {
        'x-auth-token': 'any',
        'x-sandbox-control': '1',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body)),
    });
    const text = new TextDecoder().decode(response.body);
    return {
      status: response.status,
      headers: new Headers(response.headers),
      text,
      body: (/^[{[]/.test(text) ? JSON.parse(text) : {}) as Answered['body'],
    };
  };
}

/** The records of a collection in a state of the sandbox. */
export function recordsOf(control: SandboxControl, collection: string): WorldRecord[] {
  return [...(control.state().workspaces[0]?.collections[collection] ?? [])];
}

type Change = (collection: string, record: { data: Json; inner: Json; due?: number }) => void;

/** Changes the data of records behind the sandbox's back. */
export function rewrite(control: SandboxControl, change: Change): void {
  control.replaceState(changed(control.state(), change));
}

/** Changes the data of records in a state, which nobody else has. */
export function changed(state: WorldState, change: Change): WorldState {
  const { workspaces } = state as unknown as {
    workspaces: { collections: Record<string, Parameters<Change>[1][]> }[];
  };
  for (const { collections } of workspaces) {
    for (const [collection, records] of Object.entries(collections)) {
      for (const record of records) change(collection, record);
    }
  }
  return state;
}
