import { check, checkedLater, checkId, checkMembers } from '../options.js';
import { isObject } from '../values.js';
import { fetchOf, type SandboxFetch } from './http/fetch.js';
import type { Listening, ListenOptions } from './http/server.js';
import type { SandboxControl } from './control/control.js';
import { SandboxServer, type SandboxOptions } from './sandbox.js';
import { usualSettings } from './settings.js';
import { usualUsers } from './sign-in/users.js';

export type { SeedName } from './core/family.js';
export type { SandboxClock } from './control/clock.js';
export type { Fault, FaultKind } from './control/faults.js';
export type { JournalEntry, JournalFilter } from './control/journal.js';
export type { RunFailure } from './families/workflows/walk.js';
export type { Readings } from './life-cycle/rules.js';
export type { SandboxFetch, SandboxInit } from './http/fetch.js';
export type { SandboxControl } from './control/control.js';
export type { SandboxOptions } from './sandbox.js';
export type { Settings, SignInMode } from './settings.js';
export type { Role, SandboxUser } from './sign-in/users.js';
export type { WorldState } from './world/world.js';

/** Options for a client of a sandbox, to be handed to `createSecMasterClient`. */
export interface SandboxClientOptions {
  readonly endpoint: string;
  readonly iamEndpoint: string;
  readonly projectId: string;
  readonly workspaceId: string;
  readonly token: string;
  readonly fetch?: SandboxFetch;
}

/** A service of SecMaster that remembers what it is told, inside of this process. */
export interface Sandbox {
  /** The standard `fetch`; no request leaves the process, whatever host it is for. */
  readonly fetch: SandboxFetch;
  /** Resets it, sets its clock, makes it fail, and shows what it was asked. */
  readonly control: SandboxControl;
  /**
   * Options for `createSecMasterClient`.
   *
   * @param user - name of the user who calls: of `admin`, who may do everything, `author`, `reviewer` and
   *   `reader`, or of those that the sandbox was given; the first of them if left out
   */
  clientOptions(user?: string): SandboxClientOptions;
}

/** A sandbox that listens. */
export interface RunningSandbox extends Sandbox, Listening {}

/** What a sandbox that listens is made from. */
export interface StartOptions extends SandboxOptions, ListenOptions {
  /** Path of a file that keeps the state from one start to the next. */
  readonly data?: string | undefined;
}

const text = check('a text', (value) => typeof value === 'string');
const ofUser = Object.keys(usualUsers[0]);

const optionChecks = {
  // The settings have a schema.
  ...checkedLater('seed', 'readings', ...Object.keys(usualSettings)),
  random: text,
  projectId: checkId,
  workspaceId: checkId,
  region: text,
  frozen: check('true or false', (value) => typeof value === 'boolean'),
  now: check('a Date', (value) => isObject(value) && typeof value['getTime'] === 'function'),
  users: check(
    `a list of users, each with ${ofUser.join(', ')}`,
    (value) =>
      Array.isArray(value) &&
      value.every((user) => isObject(user) && ofUser.every((name) => name in user)),
  ),
};

const listenChecks = checkedLater('port', 'host', 'control', 'controlOrigins', 'data');

/**
 * Makes a sandbox without a port, for tests: `createSecMasterClient(sandbox.clientOptions())`.
 *
 * @throws TypeError if an option makes no sense
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  checkMembers(options, optionChecks);
  const server = new SandboxServer(options, () => Date.now());
  const fetch = fetchOf(server);
  return {
    fetch,
    control: server.control,
    clientOptions: (user) => ({ ...optionsFor(server, 'http://127.0.0.1', user), fetch }),
  };
}

/**
 * Starts a sandbox on a port of this machine.
 *
 * @throws TypeError if an option makes no sense or the data file cannot be used
 * @throws Error with the code EADDRINUSE if the port is busy
 */
export async function startSandbox(options: StartOptions = {}): Promise<RunningSandbox> {
  checkMembers(options, { ...optionChecks, ...listenChecks });
  const { port: wanted, host, control, controlOrigins, data, ...given } = options;
  const server = new SandboxServer(given, () => Date.now());
  // Loaded here, since a page has neither ports nor files.
  const { listen } = await import('./http/server.js');
  const { useDataFile } = await import('./http/data-file.js');
  const listening = await listen(server, { port: wanted, host, control, controlOrigins });
  const { url, port } = listening;
  try {
    const endFile = data === undefined ? undefined : await useDataFile(server, data);
    return {
      fetch: fetchOf(server),
      control: server.control,
      clientOptions: (user) => optionsFor(server, url, user),
      url,
      port,
      close: async () => {
        server.close();
        await listening.close();
        await endFile?.();
      },
    };
  } catch (error) {
    await listening.close();
    throw error;
  }
}

function optionsFor(
  server: SandboxServer,
  endpoint: string,
  user: string | undefined,
): SandboxClientOptions {
  const { project, workspace } = server.home;
  return {
    endpoint,
    iamEndpoint: endpoint,
    projectId: project,
    workspaceId: workspace,
    token: server.tokenFor(user),
  };
}
