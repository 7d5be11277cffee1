import { processEnvironment } from './credentials/environment.js';
import { notify, type Hooks } from './hooks.js';

/** Variable of the environment that switches the log on. */
const variable = 'SECMASTER_LOG';

/**
 * Hooks that write a line to the standard error for each request, answer, retry and failure, beside
 * what the given ones do, if `SECMASTER_LOG` is `debug`. Credentials are in none of these events.
 */
export function withLog(hooks: Hooks): Hooks {
  if (processEnvironment()[variable]?.toLowerCase() !== 'debug') return hooks;
  const write = (callId: string, text: string): void =>
    console.error(`${new Date().toISOString()} secmaster ${callId} ${text}`);
  return bothHooks(hooks, {
    onRequest: ({ callId, operationId, attempt, method, url }) =>
      write(callId, `${operationId} attempt ${attempt}: ${method} ${url}`),
    onResponse: ({ callId, status, duration, requestId }) =>
      write(
        callId,
        `answer ${status} after ${Math.round(duration)} ms${requestId === undefined ? '' : `, request ${requestId}`}`,
      ),
    onRetry: ({ callId, delay, reason }) =>
      write(callId, `again in ${Math.round(delay)} ms, because of ${reason}`),
    onError: ({ callId, error }) =>
      write(callId, `failed: ${error.name}: ${JSON.stringify(error.message)}`),
  });
}

/** Hooks that call two others, one after the other. */
function bothHooks(one: Hooks, other: Hooks): Hooks {
  const both =
    <Event>(
      first: ((event: Event) => void) | undefined,
      second: ((event: Event) => void) | undefined,
    ) =>
    (event: Event): void => {
      notify(first, () => event);
      notify(second, () => event);
    };
  return {
    onRequest: both(one.onRequest, other.onRequest),
    onResponse: both(one.onResponse, other.onResponse),
    onRetry: both(one.onRetry, other.onRetry),
    onError: both(one.onError, other.onError),
  };
}
