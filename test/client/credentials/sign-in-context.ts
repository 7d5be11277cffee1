import { makeTransport } from '#platform';
import { makeSignIn } from '../../../src/client.js';
import type { Secret, SignInContext } from '../../../src/credentials/credentials.js';
import { defaultTimeouts, type Timeouts } from '../../../src/deadline.js';
import type { Hooks } from '../../../src/hooks.js';
import { defaultConnections, type Fetch } from '../../../src/http.js';
import type { RetryOptions } from '../../../src/retry.js';
import { ServerClock } from '../../../src/server-clock.js';

/** How a client was made, as far as signing in depends on it. */
export interface SignInOptions extends Omit<SignInContext, 'send'> {
  fetch?: Fetch;
  hooks?: Hooks;
  timeouts?: Partial<Timeouts>;
  /** Requests are sent once, if it is left out. */
  retry?: Partial<RetryOptions>;
}

/** What the client of these options gives to a source of credentials. */
export function signInContext(options: SignInOptions = {}): SignInContext {
  const { fetch = makeTransport({ proxy: false }), hooks = {}, timeouts, retry, signal } = options;
  const connect = makeSignIn(
    { fetch, hooks, middleware: [], clock: new ServerClock(), connections: defaultConnections },
    () => fetch,
    {
      timeouts: { ...defaultTimeouts, ...timeouts },
      retry: { maxAttempts: 1, baseDelay: 1, maxDelay: 60_000, ...retry },
      place: options,
    },
  );
  return connect(signal);
}

const members = [
  'kind',
  'signer',
  'ak',
  'sk',
  'securityToken',
  'token',
  'projectId',
  'iamEndpoint',
  'expiresAt',
];

/** What a secret holds and does not list. */
export function membersOf(secret: Secret): Record<string, unknown> {
  const values = secret as unknown as Record<string, unknown>;
  return Object.fromEntries(
    members.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]),
  );
}
