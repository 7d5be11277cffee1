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
  const logged =
    <Event extends { readonly callId: string }>(
      hook: ((event: Event) => void) | undefined,
      describe: (event: Event) => string,
    ) =>
    (event: Event): void => {
      notify(hook, () => event);
      console.error(`${new Date().toISOString()} secmaster ${event.callId} ${describe(event)}`);
    };
  return {
    onRequest: logged(
      hooks.onRequest,
      ({ operationId, attempt, method, url }) =>
        `${operationId} attempt ${attempt}: ${method} ${url}`,
    ),
    onResponse: logged(hooks.onResponse, ({ status, duration, requestId }) => {
      const suffix = requestId === undefined ? '' : `, request ${requestId}`;
      return `answer ${status} after ${Math.round(duration)} ms${suffix}`;
    }),
    onRetry: logged(
      hooks.onRetry,
      ({ delay, reason }) => `again in ${Math.round(delay)} ms, because of ${reason}`,
    ),
    onError: logged(
      hooks.onError,
      ({ error }) => `failed: ${error.name}: ${JSON.stringify(error.message)}`,
    ),
  };
}
