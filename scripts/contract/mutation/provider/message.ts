import type { Description } from '../../../lib/description.js';
import type { ContractCase } from '../../case.js';
import { signsIn, withCredentials } from '../../http/sign-in.js';
import { wireRequest, type WireRequest } from '../../http/wire.js';

/** Where the provider would be, if there were HTTP between it and the suite. */
const origin = 'http://127.0.0.1';

/**
 * Writes the requests of cases as they reach a server on this machine, with placeholders for
 * credentials; undefined if a case cannot be signed in.
 */
export function messagesOf(
  description: Description,
): (one: ContractCase) => Promise<WireRequest | undefined> {
  const signIn = signsIn({ description, origin, loopback: true, environment: {} });
  return async (one) => {
    const plain = wireRequest(one.request, '');
    const signed = await signIn.of(one, plain);
    if ('skip' in signed) return undefined;
    const message = withCredentials(plain, signed);
    return { ...message, headers: { ...message.headers, ...framing(message) } };
  };
}

/** Headers that the HTTP client adds. */
function framing({ method, body }: WireRequest): Record<string, string> {
  const usual = ['POST', 'PUT', 'PATCH'].includes(method);
  return {
    host: '127.0.0.1',
    connection: 'keep-alive',
    ...(body !== undefined
      ? { 'content-length': String(Buffer.byteLength(body)) }
      : usual && { 'content-length': '0' }),
  };
}
