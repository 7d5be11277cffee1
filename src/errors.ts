import type { GatewayError, ServiceError } from '../generated/types.js';

/** What is known of a failure. */
export interface FailureDetails {
  /** Operation that was called; undefined while signing in. */
  operationId?: string;
  /** HTTP status of the answer; undefined if there was none. */
  status?: number;
  /** Code of the service, `SecMaster.` and eight digits. */
  serviceCode?: string;
  /** Code of the gateway or of IAM, such as `APIGW.0301`. */
  gatewayCode?: string;
  /** Id under which the vendor's support finds the request. */
  requestId?: string;
  /** What the server wrote, if it is a JSON object, with credentials taken out. */
  body?: ErrorBody;
  /** How often the request was sent, the first time included; 0 if it never left. */
  attempts?: number;
  cause?: unknown;
}

/** Body of an error: of the service, or of the gateway in front of it. */
export type ErrorBody = ServiceError | GatewayError;

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
  readonly attempts: number;

  constructor(message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.operationId = details.operationId;
    this.status = details.status;
    this.serviceCode = details.serviceCode;
    this.gatewayCode = details.gatewayCode;
    this.requestId = details.requestId;
    this.body = details.body;
    this.attempts = details.attempts ?? 0;
  }

  /** The code of the service or, failing that, of the gateway. */
  get code(): string | undefined {
    return this.serviceCode ?? this.gatewayCode;
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

/** Too many requests (429), and waiting did not help. */
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

/** The server could not be reached, or the connection broke. */
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
