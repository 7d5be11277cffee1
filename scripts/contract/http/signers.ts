import type { Secret, SignInContext } from '../../../src/core.js';
import type { WireRequest } from './wire.js';

/** Variables by their names, those of the process or others. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where credentials come from. */
export interface CredentialSource {
  readonly environment: Environment;
  /** Scheme, host and port of the server. */
  readonly origin: string;
  /** Whether the server is on this machine, so that placeholders may be sent. */
  readonly loopback: boolean;
  /** Takes everything secret that is used. */
  readonly secrets: Set<string>;
}

/** Stands for a credential on a server that does not look at it. */
export const placeholder = 'contract-test-token';

/**
 * Signs a request.
 *
 * @param names - the headers that are asked for, in lower case
 * @param pretends - whether a placeholder does where there is no key
 * @returns the headers to add, by their names in lower case; undefined if there is no fit key
 */
export type Signer = (
  request: WireRequest,
  names: readonly string[],
  pretends: boolean,
) => Promise<Readonly<Record<string, string>> | undefined>;

/** Signers by the algorithm that a security scheme names in `x-signing-algorithm`. */
export const signers: Readonly<Record<string, (source: CredentialSource) => Signer>> = {
  'SDK-HMAC-SHA256': signerByAccessKey,
};

/** Life left from which on a key is asked for anew, in milliseconds. */
const margin = 5 * 60_000;

/** Signs by the access key that the client would take, or on this machine by a placeholder. */
function signerByAccessKey({ environment, origin, loopback, secrets }: CredentialSource): Signer {
  let client: Promise<typeof import('../../../src/core.js')> | undefined;
  let known: Promise<Secret | undefined> | undefined;
  let end = Infinity;

  return async ({ method, path, headers, ...sent }, names, pretends) => {
    const body = sent.bytes ? new Uint8Array(sent.bytes) : sent.body;
    // Whoever tests an API without such signatures loads nothing of the client.
    client ??= import('../../../src/core.js');
    const { accessKey, defaultCredentials, fromEnvironment } = await client;
    const isTemporary = names.includes('x-security-token');
    if (known === undefined || Date.now() > end) {
      const found = loopback
        ? fromEnvironment(environment)
        : defaultCredentials({ env: environment });
      known = found.getSecret(context).then(
        (secret) => {
          end = (secret.expiresAt ?? Infinity) - margin;
          return secret;
        },
        () => undefined,
      );
    }
    const own = await known;
    if (own === undefined && !pretends) return undefined;
    const securityToken = isTemporary ? placeholder : undefined;
    const form = accessKey({ ak: 'CONTRACTTESTKEY', sk: placeholder, securityToken });
    const secret = own ?? (await form.getSecret(context));
    if (secret.kind !== 'key') return undefined;
    const added = secret.signer.sign(
      { method, url: origin + path, headers, body },
      secret,
      Date.now(),
    );
    // Only a temporary key has the token that goes with it.
    if (names.some((name) => added[name] === undefined)) return undefined;
    if (own !== undefined) {
      const signature = /Signature=(\w+)/.exec(added['authorization'] ?? '')?.[1];
      for (const one of [secret.ak, secret.sk, secret.securityToken, signature]) {
        if (one !== undefined) secrets.add(one);
      }
    }
    return added;
  };
}

/** For the source that asks the metadata service of a cloud server. */
const context: SignInContext = {
  async send({ request: { method, url, headers, body }, timeouts }) {
    const answer = await fetch(url, {
      method,
      headers,
      ...(typeof body === 'string' && { body }),
      ...(timeouts && { signal: AbortSignal.timeout(timeouts.total) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, attempts: 1, redact: String };
  },
};
