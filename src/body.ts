/** A request body as it is sent, with its type. */
export interface EncodedBody {
  readonly bytes: string | Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/** The vendor's pages ask for exactly this on every operation but the import. */
export const jsonContentType = 'application/json;charset=UTF-8';

/** Whether a media type is JSON, or built on it. */
export function isJson(mediaType: string): boolean {
  return /^application\/(.+\+)?json\b/i.test(mediaType);
}

/**
 * Encodes a body as its media type says: as JSON or a form, else as it is given. By default a
 * `FormData` is a form, bytes are what they are, and all else is JSON.
 *
 * @throws TypeError if it cannot be encoded so
 */
export async function encodeBody(
  operationId: string,
  body: unknown,
  mediaType = isForm(body)
    ? 'multipart/form-data'
    : body instanceof Uint8Array
      ? 'application/octet-stream'
      : 'application/json',
): Promise<EncodedBody> {
  if (isJson(mediaType)) return encodeJson(operationId, body, mediaType);
  const isMultipart = /^multipart\/form-data/i.test(mediaType);
  let content = body as BodyInit;
  if (isMultipart || /urlencoded/i.test(mediaType))
    content = formOf(operationId, body, isMultipart);
  else if (typeof body !== 'string' && !(body instanceof Blob || body instanceof Uint8Array)) {
    throw new TypeError(`${operationId}: "body" must be a text or a Blob.`);
  }
  // Encoded here and not by the transport, so that it can be sent again.
  const sent = new Response(content);
  return {
    bytes: new Uint8Array(await sent.arrayBuffer()),
    contentType: (isMultipart && sent.headers.get('content-type')) || mediaType,
  };
}

/**
 * Encodes a body as JSON.
 *
 * @throws TypeError if it is no JSON
 */
function encodeJson(operationId: string, body: unknown, mediaType: string): EncodedBody {
  let fault = `expected an object, not a ${typeof body}`;
  try {
    const bytes = JSON.stringify(body) as string | undefined;
    if (bytes !== undefined) return { bytes, contentType: `${mediaType};charset=UTF-8` };
  } catch (cause) {
    [fault = ''] = (cause as { message: string }).message.split('\n');
  }
  throw new TypeError(`${operationId}: "body" is no JSON: ${fault}.`);
}

/**
 * The members of a body as the parts of a form, each item of a list as one; members that are undefined
 * or null are left out. Bytes are files: under the name of a `File`, otherwise under the name of their
 * member.
 *
 * @param isMultipart - whether a part may be bytes
 * @throws TypeError if a member is neither bytes nor a text, a number or a boolean
 */
function formOf(operationId: string, body: unknown, isMultipart: boolean): BodyInit {
  const form = new FormData();
  for (const [name, member] of isForm(body) ? body : Object.entries(body ?? {})) {
    for (const value of [member].flat() as unknown[]) {
      if (value === undefined || value === null) continue;
      if (isMultipart && value instanceof Blob) {
        form.append(name, value, value instanceof File ? value.name : name);
      } else if (['string', 'number', 'boolean'].includes(typeof value)) {
        form.append(name, String(value));
      } else {
        const expected = isMultipart
          ? 'a Blob or a File: new Blob([bytes]), or, of a stream, await new Response(stream).blob()'
          : 'a text, a number or a boolean';
        throw new TypeError(`${operationId}: "${name}" must be ${expected}.`);
      }
    }
  }
  return isMultipart ? form : new URLSearchParams([...form] as [string, string][]);
}

/** Whether it is a form. Not by instanceof: a polyfill or another realm has a class of its own. */
export function isForm(body: unknown): body is FormData {
  return Object.prototype.toString.call(body) === '[object FormData]';
}
