import type { LifeCycleRules } from '../../../src/sandbox/life-cycle/rules.js';
import { families, SandboxServer } from '../../../src/sandbox/sandbox.js';
import type { ServerModule } from './stateful.js';

/** The operations that the sandbox plays. */
export const operations: ServerModule['operations'] = new Set(
  families.flatMap(({ described }) => described.operations.map(({ id }) => id)),
);

/** What every sandbox begins with, as an honest one has made it: lists of several records. */
const seed = new SandboxServer({ seed: 'soc' }, () => Date.now()).control.state();

/** Starts the sandbox, some of whose life cycles may be others. */
export const startServer: ServerModule['startServer'] = (lifeCycles = []) => {
  const drifted = (rules: LifeCycleRules): LifeCycleRules =>
    lifeCycles.find(({ name }) => name === rules.name) ?? rules;
  const server = new SandboxServer(
    { seed },
    () => Date.now(),
    families.map((family) => {
      const { described } = family;
      return {
        ...family,
        described: { ...described, lifeCycles: described.lifeCycles.map(drifted) },
      };
    }),
  );
  return {
    answer: async (request) => (await server.handle(request)).response,
    records: () =>
      server.control.state().workspaces.map(({ id, collections }) => [
        id,
        // How often something was written shows nowhere.
        Object.values(collections).map((all) => all.map(({ changed: _, ...record }) => record)),
      ]),
    snapshot: () => {
      const state = server.control.state();
      return () => server.control.replaceState(state);
    },
  };
};
