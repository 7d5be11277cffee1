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
 * Encodes a body as its media type says: as JSON or a form, else as it is given.
 *
 * @throws TypeError if it cannot be encoded so
 */
export async function encodeBody(
  operationId: string,
  body: unknown,
  mediaType = 'application/json',
): Promise<EncodedBody> {
  if (/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(mediaType)) {
    return encodeForm(operationId, body, mediaType);
  }
  if (isJson(mediaType)) {
    const encoded = encodeJson(operationId, body);
    return mediaType === 'application/json' ? encoded : { ...encoded, contentType: mediaType };
  }
  if (typeof body === 'string') return { bytes: body, contentType: mediaType };
  if (body instanceof Blob || body instanceof Uint8Array) {
    const bytes = new Uint8Array(await new Response(body as BodyInit).arrayBuffer());
    return { bytes, contentType: mediaType };
  }
  throw new TypeError(
    `${operationId}: "body" must be a text or a Blob, to be sent as ${mediaType}.`,
  );
}

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
 * Encodes the members of a body as the parts of a form, each item of a list as one; members that are
 * undefined or null are left out. Bytes are sent as a file: under the name of a `File`, otherwise
 * under the name of their member. The form is encoded here and not by the transport, so that it can be sent again.
 *
 * @throws TypeError if a member is neither bytes nor a text, a number or a boolean
 */
export async function encodeForm(
  operationId: string,
  body: unknown,
  mediaType = 'multipart/form-data',
): Promise<EncodedBody> {
  const form = new FormData();
  const members: [string, unknown][] = isForm(body)
    ? [...body]
    : Object.entries(body ?? {}).flatMap(([name, value]) =>
        [value].flat().map((one): [string, unknown] => [name, one]),
      );
  const isMultipart = mediaType.startsWith('multipart/');
  for (const [name, value] of members) {
    if (value === undefined || value === null) continue;
    if (value instanceof File && isMultipart) form.append(name, value);
    else if (value instanceof Blob && isMultipart) form.append(name, value, name);
    else if (['string', 'number', 'boolean'].includes(typeof value))
      form.append(name, String(value));
    else {
      const expected = isMultipart
        ? 'a Blob or a File: new Blob([bytes]), or, of a stream, await new Response(stream).blob()'
        : 'a text, a number or a boolean';
      throw new TypeError(`${operationId}: "${name}" must be ${expected}.`);
    }
  }
  const texts = [...form] as [string, string][];
  const encoded = new Response(isMultipart ? form : new URLSearchParams(texts));
  const contentType = encoded.headers.get('content-type') ?? mediaType;
  return { bytes: new Uint8Array(await encoded.arrayBuffer()), contentType };
}

/** Whether it is a form. Not by instanceof: a polyfill or another realm has a class of its own. */
export function isForm(body: unknown): body is FormData {
  return Object.prototype.toString.call(body) === '[object FormData]';
}
