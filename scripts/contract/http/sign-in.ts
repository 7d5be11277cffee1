import { authenticate } from '../../../src/credentials/authenticate.js';
import type { Secret } from '../../../src/credentials/credentials.js';
import { defaultCredentials } from '../../../src/credentials/default.js';
import { fromEnvironment, type Environment } from '../../../src/credentials/environment.js';
import { cacheSecrets } from '../../../src/credentials/secret-cache.js';
import { makeSignIn } from '../../../src/client.js';
import { defaultTimeouts } from '../../../src/deadline.js';
import { defaultConnections, type Fetch } from '../../../src/http.js';
import { defaultRetry } from '../../../src/retry.js';
import { ServerClock } from '../../../src/server-clock.js';
import { signer } from '../../../src/signing/signer.js';
import { isObject, step, type Description } from '../../lib/description.js';
import type { ContractCase } from '../case.js';
import {
  operationsOf,
  type ContractOperation,
  type SecurityAlternative,
  type SecurityScheme,
} from '../operation.js';
import type { WireRequest } from './wire.js';

/** Stands for a credential on a server that does not look at it. */
const placeholder = 'contract-test-token';

/** A value that is no credential of any kind. */
const malformed = 'malformed';

/** Headers by which a request is signed with an access key. */
const signed = ['authorization', 'x-sdk-date', 'x-security-token', 'x-project-id'];

/** What signs one request in. */
export interface SignIn {
  readonly parts: readonly CredentialPart[];
}

/** One credential, and where it travels. */
export interface CredentialPart {
  readonly in: 'header' | 'query' | 'cookie';
  readonly name: string;
  readonly value: string;
  /** As it stands in a line for a shell: a variable in place of a secret. */
  readonly shell: string;
}

/** Signs requests in. */
export interface SignsIn {
  /** The credentials of a case, or why it cannot be sent, as a sentence. */
  of(one: ContractCase, request: WireRequest): Promise<SignIn | { readonly skip: string }>;
  /** Everything secret that was used so far. */
  readonly secrets: ReadonlySet<string>;
}

/** Where credentials come from. */
export interface SignInOptions {
  readonly description: Description;
  /** Scheme, host and port of the server. */
  readonly origin: string;
  /** Whether the server is on this machine, so that placeholders may be sent. */
  readonly loopback: boolean;
  readonly environment: Environment;
}

/**
 * Signs in by what the environment holds: `CONTRACT_<NAME>` for each security scheme of that name (of
 * `basic` as `user:password`), an access key as the client takes it, and on this machine placeholders.
 */
export function signsIn(options: SignInOptions): SignsIn {
  const { description, origin, loopback, environment } = options;
  const operations = new Map(operationsOf(description).map((one) => [one.id, one]));
  const anyAlternatives = [...operations.values()].find(({ security }) => security.length > 0);
  const secrets = new Set<string>();
  const keys = cacheSecrets(
    loopback ? fromEnvironment(environment) : defaultCredentials({ env: environment }),
    signInContext,
  );
  let noKey = false;

  return {
    secrets,
    async of(one, request) {
      const { credentials } = one.request;
      if (credentials.kind === 'none') return { parts: [] };
      const security = alternativesOf(one);
      if (credentials.kind === 'default') {
        if (security.length === 0) return { parts: [] };
        for (const alternative of security) {
          const parts = await partsOf(alternative, request);
          if (parts !== undefined) return { parts };
        }
        return { skip: `There are no credentials for it: set ${variablesOf(security)}.` };
      }
      const alternative = security.find(({ index }) => index === credentials.index);
      if (alternative === undefined) {
        return { skip: 'Its way to sign in is not in the description.' };
      }
      if (credentials.kind === 'malformed') {
        return { parts: alternative.schemes.map((scheme) => part(scheme, malformed, malformed)) };
      }
      const parts = await partsOf(alternative, request);
      if (parts === undefined) {
        return { skip: `There are no credentials for it: set ${variablesOf([alternative])}.` };
      }
      if (credentials.kind === 'alternative') return { parts };
      const names = alternative.schemes
        .filter(({ id }) => credentials.schemes.includes(id))
        .map(({ name }) => name.toLowerCase());
      return { parts: parts.filter(({ name }) => names.includes(name.toLowerCase())) };
    },
  };

  function alternativesOf(one: ContractCase): readonly SecurityAlternative[] {
    // What is no operation is asked for as the operations are.
    const operation: ContractOperation | undefined =
      operations.get(one.operationId ?? '') ?? anyAlternatives;
    return operation?.security ?? [];
  }

  async function partsOf(
    { schemes }: SecurityAlternative,
    request: WireRequest,
  ): Promise<CredentialPart[] | undefined> {
    const given = schemes.map((scheme) => fromVariable(scheme));
    if (given.every((one) => one !== undefined)) return given;
    const names = schemes.map(({ name }) => name.toLowerCase());
    if (names.includes('x-sdk-date') && names.every((name) => signed.includes(name))) {
      const isTemporary = names.includes('x-security-token');
      const secret =
        (await key()) ??
        (loopback ? (isTemporary ? placeholders.temporary : placeholders.key) : undefined);
      if (secret === undefined) return undefined;
      // Only a temporary key has the token that goes with it.
      if (isTemporary && (secret.kind !== 'key' || secret.securityToken === undefined))
        return undefined;
      return signedParts(schemes, secret, request);
    }
    if (!loopback) return undefined;
    return schemes.map((scheme) => {
      const value = written(scheme, placeholder);
      return part(scheme, value, value);
    });
  }

  function fromVariable(scheme: SecurityScheme): CredentialPart | undefined {
    const variable = variableOf(scheme);
    const value = environment[variable];
    if (value === undefined || value === '') return undefined;
    secrets.add(value);
    const text = written(scheme, value);
    secrets.add(text.replace(/^\S+ /, ''));
    const prefix = /^(Bearer|Basic) /.exec(text)?.[0] ?? '';
    const shell =
      prefix === 'Basic '
        ? `Basic $(printf %s "$${variable}" | base64 -w0)`
        : `${prefix}$${variable}`;
    return part(scheme, text, shell);
  }

  async function key(): Promise<Secret | undefined> {
    if (noKey) return undefined;
    try {
      const secret = keys.fresh() ?? (await keys.get(new AbortController().signal));
      if (secret.kind === 'key') {
        for (const one of [secret.ak, secret.sk, secret.securityToken]) if (one) secrets.add(one);
      }
      return secret;
    } catch {
      noKey = true;
      return undefined;
    }
  }

  function signedParts(
    schemes: readonly SecurityScheme[],
    secret: Secret,
    request: WireRequest,
  ): CredentialPart[] {
    const { method, path, headers, body } = request;
    const before = new Set(Object.keys(headers));
    const all = authenticate(
      { method, url: origin + path, headers, body },
      secret,
      undefined,
      Date.now(),
    );
    return Object.entries(all)
      .filter(([name]) => !before.has(name))
      .map(([name, value]) => {
        const scheme = schemes.find((one) => one.name.toLowerCase() === name);
        const variable = scheme === undefined ? `CONTRACT_${upper(name)}` : variableOf(scheme);
        if (!Object.values(placeholders).includes(secret) && name === 'authorization') {
          const signature = /Signature=(\w+)/.exec(value)?.[1];
          if (signature !== undefined) secrets.add(signature);
        }
        return { in: 'header', name: scheme?.name ?? name, value, shell: `$${variable}` };
      });
  }

  function written({ id, type }: SecurityScheme, value: string): string {
    if (type !== 'http') return type === 'apiKey' ? value : `Bearer ${value}`;
    const scheme = description.follow(description.at(`/components/securitySchemes${step(id)}`));
    const name = isObject(scheme) ? String(scheme['scheme']).toLowerCase() : '';
    return name === 'basic' ? `Basic ${Buffer.from(value).toString('base64')}` : `Bearer ${value}`;
  }
}

const platformFetch: Fetch = (url, init) => fetch(url, init);

/** For the sources that ask the metadata service. */
const signInContext = makeSignIn(
  {
    fetch: platformFetch,
    hooks: {},
    middleware: [],
    clock: new ServerClock(),
    connections: defaultConnections,
  },
  () => platformFetch,
  { timeouts: defaultTimeouts, retry: defaultRetry, place: {} },
);

/** Sign in form alone, on a server that does not look at it. */
const placeholders: Readonly<Record<'key' | 'temporary', Secret>> = {
  key: { kind: 'key', signer, ak: 'CONTRACTTESTKEY', sk: placeholder },
  temporary: {
    kind: 'key',
    signer,
    ak: 'CONTRACTTESTKEY',
    sk: placeholder,
    securityToken: placeholder,
  },
};

function part(scheme: SecurityScheme, value: string, shell: string): CredentialPart {
  const place = scheme.in === 'query' || scheme.in === 'cookie' ? scheme.in : 'header';
  return { in: place, name: scheme.name, value, shell };
}

/** Names that were made before: each request asks for its own. */
const variables = new Map<string, string>();

function variableOf({ id }: SecurityScheme): string {
  const name = variables.get(id) ?? `CONTRACT_${upper(id)}`;
  variables.set(id, name);
  return name;
}

function variablesOf(alternatives: readonly SecurityAlternative[]): string {
  return alternatives
    .map(({ schemes }) => schemes.map(variableOf).join(' and '))
    .filter((text) => text !== '')
    .join(', or ');
}

/** `signatureDate` and `X-Sdk-Date` as they stand in the name of a variable. */
function upper(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toUpperCase();
}

/** A request with what signs it in. */
export function withCredentials(request: WireRequest, { parts }: SignIn): WireRequest {
  if (parts.length === 0) return request;
  const headers: Record<string, string> = { ...request.headers };
  let { path } = request;
  for (const { in: place, name, value } of parts) {
    if (place === 'header') headers[name.toLowerCase()] = value;
    if (place === 'cookie') {
      headers['cookie'] = [headers['cookie'], `${name}=${value}`].filter(Boolean).join('; ');
    }
    if (place === 'query') {
      path += `${path.includes('?') ? '&' : '?'}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
    }
  }
  return { ...request, path, headers };
}
