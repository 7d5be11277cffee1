import { createSecMasterClient, type SecMasterClient } from '../../src/index.js';
import {
  createSandbox,
  type JournalEntry,
  type Sandbox,
  type SandboxOptions,
} from '../../src/sandbox/index.js';

/** When the clock of a sandbox stands still in tests that look at times. */
export const now = new Date('2026-07-02T01:25:17.400Z');

/** A sandbox whose clock stands still, and a client of it. */
export function clientOnSandbox(options: SandboxOptions = {}): {
  sandbox: Sandbox;
  client: SecMasterClient;
} {
  const sandbox = createSandbox({ frozen: true, ...options });
  return { sandbox, client: createSecMasterClient(sandbox.clientOptions()) };
}

/** The requests that a sandbox took, as `METHOD path body` below the workflows. */
export function requestsOf({ control }: Sandbox): string[] {
  return control
    .journal()
    .map(({ method, path, body }) =>
      [method, path.replace(/^.*\/soc\/workflows/, ''), JSON.stringify(body) ?? '']
        .join(' ')
        .trim(),
    );
}

/** The parameters in the address of a request. */
export function queryOf({ query }: JournalEntry): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

const examples = createSandbox().control.state();

/**
 * Puts so many records into a collection in place of all others, by the names `record-0`, `record-1` …
 * from the newest to the oldest: the order in which lists give them.
 *
 * @param members - what they have beside what the example of the description has
 */
export function fill(
  { control }: Sandbox,
  collection: 'workflows' | 'instances',
  count: number,
  members: object = {},
): void {
  const [workspace] = examples.workspaces;
  const [example] = workspace?.collections[collection] ?? [];
  if (workspace === undefined || example === undefined) throw new Error('There is no example.');
  const records = Array.from({ length: count }, (_, index) => {
    const id = `record-${count - 1 - index}`;
    return { ...example, id, data: { ...example.data, ...members, id }, changed: index };
  });
  const collections = { ...workspace.collections, [collection]: records };
  control.replaceState({ ...examples, workspaces: [{ ...workspace, collections }] });
}
