/** Code of success in the envelope of an answer. */
const successCode = '00000000';

interface ErrorDetails {
  operationId: string;
  status?: number;
  code?: string;
  requestId?: string;
  cause?: unknown;
}

/** A call that the server refused, that failed on the server, or that never reached it. */
export class SecMasterError extends Error {
  override readonly name = 'SecMasterError';
  /** Operation that was called. */
  readonly operationId: string;
  /** HTTP status of the answer; undefined if there was none. */
  readonly status: number | undefined;
  /** Code of the service (`SecMaster.…`) or of the gateway (`APIG.…`, `APIGW.…`), if the answer has one. */
  readonly code: string | undefined;
  /** Id under which the vendor's support finds the request, if the answer has one. */
  readonly requestId: string | undefined;

  constructor(message: string, { operationId, status, code, requestId, cause }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.operationId = operationId;
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

/** The error for an answer with a status other than 2xx. */
export function refusal(operationId: string, response: Response, body: unknown): SecMasterError {
  return answerError(operationId, response, body, `was refused with ${response.status}`);
}

/** The error for an answer 2xx whose envelope reports a failure, or undefined if it does not. */
export function envelopeFailure(
  operationId: string,
  response: Response,
  body: unknown,
): SecMasterError | undefined {
  const { success, code } = members(body);
  const failed = success === false || (typeof code === 'string' && code !== successCode);
  return failed
    ? answerError(operationId, response, body, `failed with ${response.status}`)
    : undefined;
}

function answerError(
  operationId: string,
  response: Response,
  body: unknown,
  what: string,
): SecMasterError {
  const { code, message, error_code, error_msg, request_id } = members(body);
  const knownCode = text(code) ?? text(error_code);
  const knownMessage = text(message) ?? text(error_msg);
  const requestId = text(response.headers.get('X-Request-Id')) ?? text(request_id);
  const sentence = [
    `${operationId} ${what}`,
    knownCode === undefined ? '' : ` ${knownCode}`,
    knownMessage === undefined ? '' : `: ${knownMessage}`,
    requestId === undefined ? '' : ` (request ${requestId})`,
  ].join('');
  return new SecMasterError(sentence, {
    operationId,
    status: response.status,
    code: knownCode,
    requestId,
  });
}

function members(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
