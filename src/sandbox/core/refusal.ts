/** An answer that is no success, thrown by whatever cannot go on; nothing has changed then. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Numbers of the decisions that the refusal rests on. */
  readonly decisions: readonly string[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    body: Readonly<Record<string, unknown>>,
    {
      decisions = [],
      headers = {},
    }: { decisions?: readonly string[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(String(body['message'] ?? body['error_msg'] ?? status));
    this.status = status;
    this.body = body;
    this.decisions = decisions;
    this.headers = headers;
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
  return new Refusal(status, { code, message }, { decisions });
}

/** A refusal by the service of a request that it cannot make sense of. */
export function invalid(fault: string, code = invalidParameters): Refusal {
  return serviceRefusal(code, `Invalid parameters: ${fault}.`);
}

/** A refusal by the gateway: `{error_code, error_msg}`, to which the request's id is added. */
export function gatewayRefusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  return new Refusal(status, { error_code: code, error_msg: message }, { headers });
}
