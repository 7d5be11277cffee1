/** An answer that is no success, thrown by whatever cannot go on; nothing has changed then. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Numbers of the decisions that the refusal rests on. */
  readonly decisions: readonly string[];

  constructor(
    status: number,
    body: Readonly<Record<string, unknown>>,
    decisions: readonly string[] = [],
  ) {
    super(String(body['message'] ?? body['error_msg'] ?? status));
    this.status = status;
    this.body = body;
    this.decisions = decisions;
  }
}

/** Code of the service for a request that it cannot make sense of. */
export const invalidParameters = 'SecMaster.20030001';

/** A refusal by the service: `{code, message}`. */
export function serviceRefusal(
  code: string,
  message: string,
  { status = 400, decisions = [] }: { status?: number; decisions?: readonly string[] } = {},
): Refusal {
  return new Refusal(status, { code, message }, decisions);
}

/** A refusal by the service of a request that it cannot make sense of. */
export function invalid(fault: string, code = invalidParameters): Refusal {
  return serviceRefusal(code, `Invalid parameters: ${fault}.`);
}

/** What the gateway says by itself, by status. */
const failures: Readonly<Record<number, readonly [code: string, message: string]>> = {
  401: ['APIGW.0301', 'Incorrect IAM authentication information: decrypt token fail'],
  403: ['APIGW.0306', 'API access denied.'],
  404: ['APIG.0101', 'The API does not exist or has not been published in the environment'],
  413: ['APIG.0201', 'Request entity too large'],
  429: ['APIGW.0308', 'The throttling threshold has been reached: limit:60,time:1 minute'],
  500: ['APIG.0201', 'Backend internal error'],
  502: ['APIG.0202', 'Backend unavailable'],
  504: ['APIG.0201', 'Backend timeout'],
};

/**
 * A refusal by the gateway: `{error_code, error_msg}`, to which the request's id is added. Message and code are
 * those that it has for the status, if they are left out.
 */
export function gatewayRefusal(status: number, message?: string, code?: string): Refusal {
  const [usualCode, usualMessage] = failures[status] ?? ['APIG.0201', `Status ${status}`];
  const body = { error_code: code ?? usualCode, error_msg: message ?? usualMessage };
  return new Refusal(status, body);
}
