import type { SandboxRequest, SandboxResponse } from '../../../src/sandbox/core/request.js';
import type { LifeCycleRules } from '../../../src/sandbox/life-cycle/rules.js';
import { listen } from '../../../src/sandbox/http/server.js';
import { families, SandboxServer, type Handled } from '../../../src/sandbox/sandbox.js';

/** The operations that the sandbox plays. */
export const operations: ReadonlySet<string> = new Set(
  families.flatMap(({ described }) => described.operations.map(({ id }) => id)),
);

/** What every sandbox begins with, as an honest one has made it: lists of several records. */
const seed = new SandboxServer({ seed: 'soc' }, () => Date.now()).control.state();

/** An honest sandbox in this process. */
export type StatefulServer = ReturnType<typeof startServer>;

/** Starts the sandbox afresh, with these life cycles in place of its own of the same names. */
export function startServer(lifeCycles: readonly LifeCycleRules[] = []) {
  const drifted = (rules: LifeCycleRules): LifeCycleRules =>
    lifeCycles.find(({ name }) => name === rules.name) ?? rules;
  const played = families.map((family) => {
    const { described } = family;
    const own = { ...described, lifeCycles: described.lifeCycles.map(drifted) };
    return { ...family, described: own };
  });
  const server = new SandboxServer({ seed }, () => Date.now(), played);
  return {
    answer: async (request: SandboxRequest): Promise<SandboxResponse> =>
      (await server.handle(request)).response,
    /** What the sandbox holds, as JSON. */
    records: () =>
      server.control.state().workspaces.map(({ id, collections }) => [
        id,
        // How often something was written shows nowhere.
        Object.values(collections).map((all) => all.map(({ changed: _, ...record }) => record)),
      ]),
    /** Keeps what the sandbox holds. @returns what takes it back to that */
    snapshot: () => {
      const state = server.control.state();
      return () => server.control.replaceState(state);
    },
  };
}

/**
 * Listens on a port of this machine while something is done.
 *
 * @throws what a request made `answer` throw: a fault of the mutant itself is none that a test noticed
 */
export async function listening<Result>(
  answer: StatefulServer['answer'],
  use: (address: string) => Promise<Result>,
): Promise<Result> {
  let fault: { readonly error: unknown } | undefined;
  const handle = async (request: SandboxRequest): Promise<Handled> => {
    try {
      return { response: await answer(request), latency: 0 };
    } catch (error) {
      fault ??= { error };
      return {
        response: { status: 0, headers: {}, body: new Uint8Array() },
        latency: 0,
        broken: 'reset',
      };
    }
  };
  const { url, close } = await listen({ handle }, {});
  try {
    const result = await use(url);
    if (fault !== undefined) throw fault.error;
    return result;
  } finally {
    await close();
  }
}
