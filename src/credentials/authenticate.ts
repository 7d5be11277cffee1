import type { HttpRequest } from '../http.js';
import type { Secret } from './credentials.js';

/**
 * The headers of a request with those that sign it in.
 *
 * @param secret - undefined if the request needs none
 * @param now - time of signing by the server's clock, in milliseconds since 1970
 */
export function authenticate(
  request: HttpRequest,
  secret: Secret | undefined,
  projectId: string | undefined,
  now: number,
): Record<string, string> {
  const headers: Record<string, string> = { ...request.headers };
  if (secret === undefined) return headers;
  if (secret.kind === 'token') {
    headers['x-auth-token'] = secret.token;
    return headers;
  }
  const { signer, ak, sk, securityToken } = secret;
  return Object.assign(headers, signer.sign(request, { ak, sk, securityToken, projectId }, now));
}

/** What a request holds that is secret, once it is signed in. */
export function secretsOf(
  secret: Secret | undefined,
  { authorization }: Readonly<Record<string, string>>,
): (string | undefined)[] {
  if (secret?.kind !== 'key') return [secret?.token];
  const signature = /Signature=(\w+)/.exec(authorization ?? '')?.[1];
  return [secret.sk, secret.securityToken, authorization, signature];
}
