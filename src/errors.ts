import { membersOf } from './values.js';

/**
 * What became of a request that failed, so that a program knows whether to send it again.
 *
 * - `not-sent`: it never left this machine, so nothing was done
 * - `refused`: the gateway or the service said no, so nothing was done
 * - `unknown`: it may have been done
 */
export type Outcome = 'not-sent' | 'refused' | 'unknown';

/** What is known of a failure. */
export interface FailureDetails {
  /** Operation that was called; while signing in, that of IAM. */
  operationId?: string | undefined;
  /** HTTP status of the answer; undefined if there was none. */
  status?: number | undefined;
  /** Code of the service, `SecMaster.` and eight digits. */
  serviceCode?: string | undefined;
  /** Code of the gateway or of IAM, such as `APIGW.0301`. */
  gatewayCode?: string | undefined;
  /** Id under which the vendor's support finds the request. */
  requestId?: string | undefined;
  /** What the server wrote, if it is a JSON object, with credentials taken out. */
  body?: ErrorBody | undefined;
  /** How often the request was sent, the first time included; 0 if it never left. */
  attempts?: number;
  /** What became of the request; undefined if none failed. */
  outcome?: Outcome | undefined;
  /** How long to wait before the next request, in milliseconds, if the server or its gateway said. */
  retryAfter?: number | undefined;
  cause?: unknown;
}

/** Body of an error: of the service (`code`, `message`), or of the gateway in front of it. */
export type ErrorBody =
  | { readonly code: string; readonly message: string }
  | { readonly error_code: string; readonly error_msg: string; readonly request_id?: string };

/** By it errors are known across two copies of this package, where `instanceof` fails. */
const brand = Symbol.for('secmaster-openapi.error');

/** A call that failed. Its subclasses say how; none of them holds credentials. */
export class SecMasterError extends Error {
  override readonly name: string = 'SecMasterError';
  readonly operationId: string | undefined;
  readonly status: number | undefined;
  readonly serviceCode: string | undefined;
  readonly gatewayCode: string | undefined;
  readonly requestId: string | undefined;
  /** The documented errors, if the answer is one; gateways add members such as `details`. */
  readonly body: ErrorBody | undefined;
  readonly attempts: number = 0;
  /** What became of the request; undefined if no request failed, as in a {@link WorkflowRunError}. */
  readonly outcome: Outcome | undefined;
  /**
   * How long to wait before the next request, in milliseconds: what the server asked for (`Retry-After`),
   * the window of the gateway's limit, or what is left of it. Undefined if nobody said.
   */
  readonly retryAfter: number | undefined;

  constructor(message: string, { cause, ...details }: FailureDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, details);
  }

  /** The code of the service or, failing that, of the gateway. */
  get code(): string | undefined {
    return this.serviceCode ?? this.gatewayCode;
  }

  get [brand](): true {
    return true;
  }
}

/** No credentials could be had, or the gateway refused them (401). */
export class AuthenticationError extends SecMasterError {
  override readonly name = 'AuthenticationError';
}

/** The caller lacks the permission, or the workspace is unknown (403). */
export class PermissionError extends SecMasterError {
  override readonly name = 'PermissionError';
}

/** The workflow or the version does not exist (400 with its code, since the service has no 404). */
export class NotFoundError extends SecMasterError {
  override readonly name = 'NotFoundError';
}

/** Too many requests (429), and waiting did not help or would take longer than the call may. */
export class ThrottledError extends SecMasterError {
  override readonly name = 'ThrottledError';
}

/** The service refused the request (another 4xx). */
export class InvalidRequestError extends SecMasterError {
  override readonly name = 'InvalidRequestError';
}

/** The gateway or the service failed (5xx), or its answer makes no sense. */
export class ServerError extends SecMasterError {
  override readonly name = 'ServerError';
}

/** The server could not be reached, is not trusted, or the connection broke. */
export class NetworkError extends SecMasterError {
  override readonly name = 'NetworkError';
}

/** No answer within the time-out of an attempt or of the whole call. */
export class TimeoutError extends SecMasterError {
  override readonly name = 'TimeoutError';
}

/** The caller's signal ended the call; `cause` is its reason. */
export class AbortedError extends SecMasterError {
  override readonly name = 'AbortedError';
}

/** A list has more records than the service gives; all that it gives were read. */
export class TooManyRecordsError extends SecMasterError {
  override readonly name = 'TooManyRecordsError';
}

/**
 * Whether something that was caught is an error of this client, whichever copy of the package made
 * it. With the error codes of an operation, `ErrorCodes['…']` of its family, an editor proposes those
 * for its `code`; the service may have others.
 *
 * @param operationId - asks for an error of this operation
 */
export function isSecMasterError<Code extends string = never>(
  error: unknown,
  operationId?: string,
): error is SecMasterError & { readonly code: Code | (string & {}) | undefined } {
  if (!(brand in membersOf(error))) return false;
  return operationId === undefined || (error as SecMasterError).operationId === operationId;
}

function guard<Kind extends SecMasterError>(name: Kind['name']): (error: unknown) => error is Kind {
  return (error): error is Kind => isSecMasterError(error) && error.name === name;
}

/** Whether it is an {@link AuthenticationError}, of whichever copy of the package. */
export const isAuthenticationError =
  /* @__PURE__ */ guard<AuthenticationError>('AuthenticationError');
/** Whether it is a {@link PermissionError}, of whichever copy of the package. */
export const isPermissionError = /* @__PURE__ */ guard<PermissionError>('PermissionError');
/** Whether it is a {@link NotFoundError}, of whichever copy of the package. */
export const isNotFoundError = /* @__PURE__ */ guard<NotFoundError>('NotFoundError');
/** Whether it is a {@link ThrottledError}, of whichever copy of the package. */
export const isThrottledError = /* @__PURE__ */ guard<ThrottledError>('ThrottledError');
/** Whether it is an {@link InvalidRequestError}, of whichever copy of the package. */
export const isInvalidRequestError =
  /* @__PURE__ */ guard<InvalidRequestError>('InvalidRequestError');
/** Whether it is a {@link ServerError}, of whichever copy of the package. */
export const isServerError = /* @__PURE__ */ guard<ServerError>('ServerError');
/** Whether it is a {@link NetworkError}, of whichever copy of the package. */
export const isNetworkError = /* @__PURE__ */ guard<NetworkError>('NetworkError');
/** Whether it is a {@link TimeoutError}, of whichever copy of the package. */
export const isTimeoutError = /* @__PURE__ */ guard<TimeoutError>('TimeoutError');
/** Whether it is an {@link AbortedError}, of whichever copy of the package. */
export const isAbortedError = /* @__PURE__ */ guard<AbortedError>('AbortedError');
/** Whether it is a {@link TooManyRecordsError}, of whichever copy of the package. */
export const isTooManyRecordsError =
  /* @__PURE__ */ guard<TooManyRecordsError>('TooManyRecordsError');
