import { hashing } from '#hash';

/** What a request may carry. */
export type Payload = string | Uint8Array | FormData | undefined;

/** Stands for the hash of a body that is not signed. */
export const unsignedPayload = 'UNSIGNED-PAYLOAD';

/**
 * Whether the body is left out of the signature: that of a form, whose bytes exist only once it is
 * sent, and any other that is not JSON.
 *
 * Source: the clients of the vendor's SDKs, which send `X-Sdk-Content-Sha256: UNSIGNED-PAYLOAD` for
 * each content type but JSON.
 *
 * @param contentType - value of the `Content-Type` header, if it is known
 */
export function isUnsignedPayload(body: Payload, contentType: string | undefined): boolean {
  if (body === undefined) return false;
  if (isForm(body)) return true;
  return contentType !== undefined && !/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(contentType);
}

/**
 * Hex SHA-256 of the bytes that are sent: those of the text in UTF-8, or none.
 *
 * Source: API request signing guide, HexEncode(Hash(RequestPayload)).
 *
 * @throws TypeError if the body is neither text nor bytes
 */
export function payloadHash(body: Payload): string {
  if (body === undefined || typeof body === 'string') return hashing.sha256Hex(body ?? '');
  if (!ArrayBuffer.isView(body)) {
    throw new TypeError('A body to sign must be text or bytes; a form is sent unsigned.');
  }
  return hashing.sha256Hex(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
}

/** Not by instanceof: a polyfill or another realm has a class of its own. */
function isForm(body: Payload): boolean {
  return Object.prototype.toString.call(body) === '[object FormData]';
}
