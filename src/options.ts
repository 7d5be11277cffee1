import type { Credentials } from './credentials/credentials.js';
import { longestTimer, type Timeouts } from './deadline.js';
import type { Place } from './endpoint.js';
import type { Hooks } from './hooks.js';
import type { TransportOptions } from './http.js';
import type { Middleware } from './middleware.js';
import { nearest } from './nearest.js';
import type { RetryOptions } from './retry.js';
import { isObject } from './values.js';

/** What a client is made from. */
export type SecMasterClientOptions = Place & SignIn & TransportOptions & CommonOptions;

interface CommonOptions {
  /** Project of the workspace; looked up by the region, if it is left out. */
  readonly projectId?: string | undefined;
  /**
   * Workspace of the calls; may be replaced in a call by `workspace_id`. Operations that are about no
   * workspace, such as `createWorkspace`, need none.
   */
  readonly workspaceId?: string | undefined;
  /** Address of IAM; that of the region, if it is left out. */
  readonly iamEndpoint?: string | undefined;
  readonly retry?: Partial<RetryOptions> | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
  readonly hooks?: Hooks | undefined;
  /** Stands around each attempt; of several, the first one is the outermost. */
  readonly middleware?: Middleware | readonly Middleware[] | undefined;
  /** Added to the `User-Agent` of the requests, such as `my-automation/1.2`. */
  readonly userAgent?: string | undefined;
}

/** One of two ways to say who calls. */
type SignIn =
  | {
      /** IAM token of the project: the value of `X-Subject-Token`, valid for 24 hours. */
      readonly token: string;
      readonly credentials?: undefined;
    }
  | {
      /** A source of tokens or access keys, such as `accessKey({ ak, sk })` or `defaultCredentials()`. */
      readonly credentials: Credentials;
      readonly token?: undefined;
    };

/** What each call takes beside its input. */
export interface CallOptions {
  /** Ends the call at once, a wait between attempts included. */
  readonly signal?: AbortSignal | undefined;
  /** Time-outs of this call, in milliseconds, in place of the client's. */
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** How this call is sent again, in place of the client's way. */
  readonly retry?: Partial<RetryOptions> | undefined;
  /** Headers to send beside those of the operation; they are signed. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Throws a TypeError if a value is not what the option of the name takes. */
type Check = (value: unknown, name: string) => void;

/** A check by a condition. The value is shown if it is a number, else only what kind of thing it is. */
export const check =
  (expected: string, fits: (value: unknown) => boolean): Check =>
  (value, name) => {
    if (fits(value)) return;
    const shown = typeof value === 'number' || value === null ? value : `of type ${typeof value}`;
    throw new TypeError(`"${name}" is ${shown}: expected ${expected}.`);
  };

/** Checked where it is used. */
const later: Check = () => {};
/** Options that are checked where they are used: here by their names alone. */
export const checkedLater = (...names: readonly string[]): Record<string, Check> =>
  Object.fromEntries(names.map((name) => [name, later]));
export const checkId: Check = (value, name) => void requirePathValue(name, value);
const fun = check('a function', (value) => typeof value === 'function');
const object = check('an object', isObject);
export const checkTime = check(
  `milliseconds from 0 to ${longestTimer}, or Infinity for no limit`,
  (value) =>
    value === Infinity || (typeof value === 'number' && value >= 0 && value <= longestTimer),
);
const count = check(
  'a whole number from 1, or Infinity for no limit',
  (value) => value === Infinity || (Number.isInteger(value) && Number(value) > 0),
);
const members =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, name) =>
    checkMembers(value, checks, name);

const timeouts = members({ attempt: checkTime, total: checkTime });
const retry = members({ maxAttempts: count, baseDelay: checkTime, maxDelay: checkTime });

const clientChecks: Readonly<Record<string, Check>> = {
  region: later,
  endpoint: later,
  iamEndpoint: check('an address', (value) => typeof value === 'string'),
  projectId: checkId,
  workspaceId: checkId,
  token: check(
    'a text; write credentials: token(…) for a function',
    (value) => typeof value === 'string',
  ),
  credentials(value, name) {
    if (isObject(value) && typeof value['getSecret'] === 'function') return;
    const instead = Object.entries(sources).find(([key]) => isObject(value) && key in value)?.[1];
    throw new TypeError(
      `"${name}" must be a source of credentials: write ${name}: ${instead ?? 'accessKey({ ak, sk }) or defaultCredentials()'}.`,
    );
  },
  fetch: fun,
  proxy: later,
  ca: later,
  dispatcher: later,
  connections: count,
  retry,
  timeouts,
  hooks: members({ onRequest: fun, onResponse: fun, onRetry: fun, onError: fun }),
  middleware: (value, name) => [value].flat().forEach((one) => fun(one, name)),
  userAgent: check(
    'a line of printable ASCII text, such as "my-automation/1.2"',
    (value) => typeof value === 'string' && /^[\x20-\x7e]+$/.test(value),
  ),
};

/** What to write in place of a mere object with such a member. */
const sources = {
  ak: 'accessKey({ ak, sk })',
  sk: 'accessKey({ ak, sk })',
  password: 'password({ domain, user, password })',
  token: 'token(value)',
};

/**
 * Checks the options of a client.
 *
 * @throws TypeError that names the option and what is expected; it never holds credentials
 */
export function checkOptions(options: SecMasterClientOptions): void {
  checkMembers(options, clientChecks);
}

/** Headers that the client or the transport sets. */
const reservedHeaders = new Set([
  'authorization',
  'connection',
  'content-length',
  'host',
  'transfer-encoding',
  'x-auth-token',
  'x-sdk-content-sha256',
  'x-sdk-date',
  'x-security-token',
]);

const callChecks: Readonly<Record<string, Check>> = {
  signal: check('an AbortSignal', (value) => isObject(value) && 'aborted' in value),
  timeouts,
  retry,
  headers(value, name) {
    object(value, name);
    for (const [header, content] of Object.entries(value as object)) {
      // No value is quoted: it may be a secret.
      const fault = reservedHeaders.has(header.toLowerCase())
        ? 'is set by the client'
        : !/^[\w!#$%&'*+.^`|~-]+$/.test(header)
          ? 'is no header name'
          : typeof content !== 'string' || !/^[\t\x20-\x7e]*$/.test(content)
            ? 'must be a line of printable ASCII text'
            : undefined;
      if (fault !== undefined) throw new TypeError(`"${name}": "${header}" ${fault}.`);
    }
  },
};

/** Checks what is given to one call. */
export function checkCallOptions(options: CallOptions): void {
  checkMembers(options, callChecks);
}

/**
 * Checks options by their names.
 *
 * @param name - of the option that holds them
 * @throws TypeError that names the first that is wrong
 */
export function checkMembers(
  given: unknown,
  known: Readonly<Record<string, Check>>,
  name?: string,
): void {
  object(given, name ?? 'options');
  const prefix = name === undefined ? '' : `${name}.`;
  for (const [key, value] of Object.entries(given as object)) {
    if (!Object.hasOwn(known, key)) {
      throw new TypeError(
        `There is no option "${prefix}${key}": did you mean "${prefix}${nearest(key, Object.keys(known))}"?`,
      );
    }
    if (value !== undefined) known[key]?.(value, prefix + key);
  }
}

/** What a list that is read record by record takes beside its input. */
export interface ListOptions extends CallOptions {
  /** Ends the list after so many records, though there may be more; all if it is left out. */
  readonly maxRecords?: number | undefined;
}

/** Checks what is given to a list. */
export function checkListOptions(options: ListOptions): void {
  checkMembers(options, { ...callChecks, maxRecords: count });
}

/**
 * Checks a value before it becomes a segment of a path: encoding keeps `/` and `%` from changing the
 * path, but nothing can keep an empty segment or a dot segment (RFC 3986, 5.2.4) in it.
 *
 * @param where - stands before the name in messages
 * @throws TypeError that names the value
 */
export function requirePathValue(name: string, given: unknown, where = ''): string {
  const value = typeof given === 'number' ? String(given) : given;
  if (typeof value !== 'string' || value === '') {
    throw new TypeError(`${where}"${name}" is missing: expected the text of an id.`);
  }
  if (value === '.' || value === '..' || /\p{Cc}/u.test(value)) {
    throw new TypeError(`${where}"${name}" is no id: ${JSON.stringify(value)}.`);
  }
  return value;
}
