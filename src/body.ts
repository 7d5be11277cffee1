/** A request body as it is sent, with its type. */
export interface EncodedBody {
  readonly bytes: string | Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/** The vendor's pages ask for exactly this on every operation but the import. */
export const jsonContentType = 'application/json;charset=UTF-8';

/**
 * Encodes a body as JSON.
 *
 * @throws TypeError if it is no JSON
 */
export function encodeJson(operationId: string, body: unknown): EncodedBody {
  let text: string | undefined;
  try {
    text = JSON.stringify(body);
  } catch (cause) {
    throw new TypeError(
      `${operationId}: "body" is no JSON: ${(cause as { message: string }).message.split('\n')[0]}.`,
    );
  }
  if (text === undefined) {
    throw new TypeError(
      `${operationId}: "body" is no JSON: expected an object, not a ${typeof body}.`,
    );
  }
  return { bytes: text, contentType: jsonContentType };
}

/**
 * Encodes the members of a body as the parts of a multipart form; members that are undefined or null
 * are left out. Bytes are sent as a file: under the name of a `File`, otherwise under the name of
 * their member. The form is encoded here and not by the transport, so that it can be sent again.
 *
 * @throws TypeError if a member is neither bytes nor a text, a number or a boolean
 */
export async function encodeForm(operationId: string, body: unknown): Promise<EncodedBody> {
  const form = new FormData();
  const members = isForm(body) ? [...body] : Object.entries(body ?? {});
  for (const [name, value] of members) {
    if (value === undefined || value === null) continue;
    if (value instanceof File) form.append(name, value);
    else if (value instanceof Blob) form.append(name, value, name);
    else if (['string', 'number', 'boolean'].includes(typeof value))
      form.append(name, String(value));
    else {
      throw new TypeError(
        `${operationId}: "${name}" must be a Blob or a File: new Blob([bytes]), or, of a stream, await new Response(stream).blob().`,
      );
    }
  }
  const encoded = new Response(form);
  const contentType = encoded.headers.get('content-type') ?? 'multipart/form-data';
  return { bytes: new Uint8Array(await encoded.arrayBuffer()), contentType };
}

/** Whether it is a form. Not by instanceof: a polyfill or another realm has a class of its own. */
export function isForm(body: unknown): body is FormData {
  return Object.prototype.toString.call(body) === '[object FormData]';
}
