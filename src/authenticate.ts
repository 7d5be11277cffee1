import type { Secret } from './credentials/credentials.js';
import type { HttpRequest } from './http.js';

/**
 * The headers of a request with those that sign it in.
 *
 * @param now - time of signing by the server's clock, in milliseconds since 1970
 */
export function authenticate(
  request: HttpRequest,
  secret: Secret,
  projectId: string | undefined,
  now: number,
): Record<string, string> {
  if (secret.kind === 'token') return { ...request.headers, 'x-auth-token': secret.token };
  const { signer, ak, sk, securityToken } = secret;
  const added = signer.sign(request, { ak, sk, securityToken, projectId }, now);
  return { ...request.headers, ...added };
}

/** Shorter texts are no secrets, and taking them out would garble every word that holds them. */
const shortestSecret = 6;

/** Makes a function that takes the parts of a secret out of a text which a server wrote. */
export function redactor(
  secret: Secret,
  headers: Readonly<Record<string, string>>,
): (text: string) => string {
  return (text) => {
    const signature = /Signature=(\w+)/.exec(headers['authorization'] ?? '')?.[1];
    const hidden =
      secret.kind === 'token'
        ? [secret.token]
        : [secret.sk, secret.securityToken, headers['authorization'], signature];
    return hidden.reduce<string>(
      (rest, part = '') =>
        part.length < shortestSecret ? rest : rest.replaceAll(part, '[hidden]'),
      text,
    );
  };
}
