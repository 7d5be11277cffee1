import type { Description } from '../../lib/openapi/document.js';
import type { ContractCase } from '../case.js';
import { operationsOf, type SecurityAlternative, type SecurityScheme } from '../operation.js';
import { placeholder, signers, type CredentialSource } from './signers.js';
import type { CredentialPart, SignIn, WireRequest } from './wire.js';

/** A value that is no credential of any kind. */
const malformed = 'malformed';

/** Signs requests in. */
export type SignsIn = ReturnType<typeof signsIn>;

/** Where credentials come from, and the description that says which ones are asked for. */
export interface SignInOptions extends Omit<CredentialSource, 'secrets'> {
  readonly description: Description;
}

/**
 * Signs in by what the environment holds: `CONTRACT_<NAME>` for each security scheme of that name (of
 * `basic` as `user:password`), a key where a scheme names an algorithm that signs, and on this
 * machine placeholders.
 */
export function signsIn({ description, ...options }: SignInOptions) {
  const { environment, loopback } = options;
  const operations = new Map(operationsOf(description).map((one) => [one.id, one]));
  const anySecurity = [...operations.values()].find(({ security }) => security.length > 0);
  const secrets = new Set<string>();
  const made = new Map(
    Object.entries(signers).map(([name, make]) => [name, make({ ...options, secrets })]),
  );
  // Read once: the environment is the process's own, where each look is slow, and it is asked for each request.
  const given = new Map(
    [...operations.values()]
      .flatMap(({ security }) => security.flatMap(({ schemes }) => schemes))
      .map((scheme) => [scheme.id, fromVariable(scheme)]),
  );

  return {
    /** Everything secret that is known so far. */
    secrets,
    /** The credentials of a case, or why it cannot be sent, as a sentence. */
    async of(one: ContractCase, request: WireRequest): Promise<SignIn | { readonly skip: string }> {
      const { credentials } = one.request;
      // What is no operation is asked for as the operations are.
      const { security } = operations.get(one.operationId ?? '') ?? anySecurity ?? { security: [] };
      const byDefault = credentials.kind === 'default';
      if (credentials.kind === 'none' || (byDefault && security.length === 0)) return { parts: [] };
      const ways = security.filter(({ index }) => byDefault || index === credentials.index);
      const [way] = ways;
      if (way === undefined) return { skip: 'Its way to sign in is not in the description.' };
      if (ways.every(isDigest)) {
        return {
          skip: 'The tests cannot sign in by HTTP Digest, whose header answers a challenge of the server.',
        };
      }
      if (credentials.kind === 'malformed') {
        return { parts: way.schemes.map((scheme) => part(scheme, malformed, malformed)) };
      }
      const isPart = credentials.kind === 'partial';
      const real = (some: readonly SecurityAlternative[]) =>
        firstOf(
          some.filter(({ schemes }) => schemes.length > 0),
          request,
          false,
        );
      // What is real goes first, and where it is there for one way, a placeholder for another proves nothing.
      const found =
        (await real(ways)) ??
        (await firstOf(ways, request, loopback && (isPart || !(await real(security)))));
      if (found === undefined) {
        return { skip: `There are no credentials for it: set ${variablesOf(ways)}.` };
      }
      if (!isPart) return { parts: found.parts };
      const names = found.schemes
        .filter(({ id }) => credentials.schemes.includes(id))
        .map(({ name }) => name.toLowerCase());
      return { parts: found.parts.filter(({ name }) => names.includes(name.toLowerCase())) };
    },
  };

  /** The first of some ways for which there are credentials, or placeholders. */
  async function firstOf(
    ways: readonly SecurityAlternative[],
    request: WireRequest,
    pretends: boolean,
  ) {
    for (const { schemes } of ways.filter((way) => !isDigest(way))) {
      const parts = await partsOf(schemes, request, pretends);
      if (parts !== undefined) return { schemes, parts };
    }
    return undefined;
  }

  async function partsOf(
    schemes: readonly SecurityScheme[],
    request: WireRequest,
    pretends: boolean,
  ): Promise<CredentialPart[] | undefined> {
    const own = schemes.map(({ id }) => given.get(id));
    if (own.every((one) => one !== undefined)) return own;
    const signer = schemes
      .map(({ algorithm }) => made.get(String(algorithm)))
      .find((one) => one !== undefined);
    if (signer !== undefined) {
      const names = schemes.map(({ name }) => name.toLowerCase());
      const headers = await signer(request, names, pretends);
      return (
        headers &&
        Object.entries(headers).map(([header, value]) => {
          const { id, name } = schemes[names.indexOf(header)] ?? { id: header, name: header };
          return { in: 'header', name, value, shell: `$${variableOf(id)}` };
        })
      );
    }
    if (!pretends) return undefined;
    return schemes.map((scheme) => {
      const { prefix, isBasic, encoded } = formOf(scheme);
      const value = prefix + encoded(isBasic ? `user:${placeholder}` : placeholder);
      return part(scheme, value, value);
    });
  }

  function fromVariable(scheme: SecurityScheme): CredentialPart | undefined {
    const variable = variableOf(scheme.id);
    const value = environment[variable];
    if (value === undefined || value === '') return undefined;
    const { prefix, isBasic, encoded } = formOf(scheme);
    const text = encoded(value);
    secrets.add(value).add(text);
    const shell = isBasic ? `$(printf %s "$${variable}" | base64 -w0)` : `$${variable}`;
    return part(scheme, prefix + text, prefix + shell);
  }
}

function isDigest({ schemes }: SecurityAlternative): boolean {
  return schemes.some(({ method }) => method === 'Digest');
}

/** What stands before a credential in its header, and how it stands there: HTTP Basic encodes it. */
function formOf({ method }: SecurityScheme) {
  const isBasic = method === 'Basic';
  return {
    isBasic,
    prefix: method && `${method} `,
    encoded: (value: string) => (isBasic ? Buffer.from(value).toString('base64') : value),
  };
}

function part(scheme: SecurityScheme, value: string, shell: string): CredentialPart {
  const place = scheme.in === 'query' || scheme.in === 'cookie' ? scheme.in : 'header';
  return { in: place, name: scheme.name, value, shell };
}

/** `CONTRACT_SIGNATURE_DATE` for `signatureDate`, and for `signature-date`. */
function variableOf(id: string): string {
  const words = id.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/[^A-Za-z\d]+/g, '_');
  return `CONTRACT_${words.toUpperCase()}`;
}

function variablesOf(alternatives: readonly SecurityAlternative[]): string {
  return alternatives
    .map(({ schemes }) => schemes.map(({ id }) => variableOf(id)).join(' and '))
    .filter((text) => text !== '')
    .join(', or ');
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
