import { requireScalar } from './values.js';

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
  mediaType: string,
): Promise<EncodedBody> {
  if (isJson(mediaType)) {
    const contentType = `${mediaType};charset=UTF-8`;
    return { bytes: jsonText(operationId, body), contentType };
  }
  const isMultipart = /^multipart\/form-data/i.test(mediaType);
  const content =
    isMultipart || /urlencoded/i.test(mediaType)
      ? formOf(operationId, body, isMultipart)
      : body instanceof Blob || body instanceof Uint8Array
        ? (body as BodyInit)
        : requireScalar(operationId, 'body', body, fileOrText);
  // Encoded here and not by the transport, so that it can be sent again.
  const sent = new Response(content);
  return {
    bytes: new Uint8Array(await sent.arrayBuffer()),
    contentType: (isMultipart && sent.headers.get('content-type')) || mediaType,
  };
}

function jsonText(operationId: string, body: unknown): string {
  let fault = `expected an object, not a ${typeof body}`;
  try {
    const text = JSON.stringify(body) as string | undefined;
    if (text !== undefined) return text;
  } catch (cause) {
    [fault = ''] = (cause as { message: string }).message.split('\n');
  }
  throw new TypeError(`${operationId}: "body" is no JSON: ${fault}.`);
}

/** What may be bytes, and how a stream becomes it. */
const fileOrText = 'a text, a Blob or a File; of a stream, await new Response(stream).blob()';

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
      } else {
        form.append(
          name,
          requireScalar(operationId, name, value, isMultipart ? fileOrText : undefined),
        );
      }
    }
  }
  return isMultipart ? form : new URLSearchParams(form as unknown as Record<string, string>);
}

/** Whether it is a form. Not by instanceof: a polyfill or another realm has a class of its own. */
export function isForm(body: unknown): body is FormData {
  return (body as FormData | null)?.[Symbol.toStringTag as never] === 'FormData';
}
