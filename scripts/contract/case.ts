/** What a case is about; also how `--only` names it. */
export const caseGroups = [
  'example',
  'enum',
  'boundary',
  'optional',
  'branch',
  'negative',
  'parameter',
  'credentials',
  'content-type',
  'method',
  'path',
  'status',
  'property',
  'behaviour',
  'life-cycle',
  'flow',
] as const;

/** One of the groups. */
export type CaseGroup = (typeof caseGroups)[number];

/** What a server may be unable to do, so that cases which need it are skipped and counted. */
export const capabilities = {
  'choose-answer': 'picks its answer by the header Prefer (code=…, example=…), as a mock does',
  examples: 'knows the ids of the examples, so that a valid request by example succeeds',
  stateless: 'answers a request alike whatever came before it',
  'allow-header': 'names the methods of a path in the header Allow when it refuses one with 405',
  'malformed-json': 'answers a body that is no JSON with the documented error',
  'single-values': 'refuses a parameter that comes twice though it is no list',
  'null-body': 'tells a body that is null from none, where none is needed',
  'closed-forms': 'refuses a form with a part that its closed schema does not have',
  'verify-credentials': 'looks at the value of credentials, not only at their presence',
} as const;

/** One of the capabilities. */
export type Capability = keyof typeof capabilities;

/** What the contract allows as the answer to a request. */
export type Expectation =
  /** A documented success. */
  | { readonly kind: 'accepted' }
  /** A documented error with one of these statuses. */
  | { readonly kind: 'refused'; readonly statuses: readonly number[] }
  /** This status, and the value of this documented example. */
  | {
      readonly kind: 'example';
      readonly status: number;
      readonly name: string;
      readonly value: unknown;
    }
  /** No such method: 405 with `Allow`, or 404. */
  | { readonly kind: 'no-method' }
  /** No such path: 404. */
  | { readonly kind: 'no-path' };

/** One request, what the contract says of it, and why. */
export interface ContractCase {
  /** Unique and stable: operation, group and name. */
  readonly id: string;
  readonly group: CaseGroup;
  /** Undefined for a path or a method that the description does not have. */
  readonly operationId: string | undefined;
  /** What is done to the request, in a few words. */
  readonly name: string;
  /** The rule that the case exercises. */
  readonly rule: Rule;
  readonly request: ContractRequest;
  readonly expected: Expectation;
  /** Why that is expected, as a sentence. */
  readonly why: string;
  readonly needs: readonly Capability[];
}

/** A place of the description. */
interface Rule {
  /** `required`, `maximum`, `enum`, `security`, `responses`, … */
  readonly keyword: string;
  /** JSON pointer into the bundled description. */
  readonly pointer: string;
}

/** A request of a case, apart from the address of the server and from what signs it in. */
export interface ContractRequest {
  /** Upper case. */
  readonly method: string;
  /** Path with its parameters filled in and encoded. */
  readonly path: string;
  /** Values as text, not encoded yet, in the order in which they are sent; a name may come again. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Header parameters, and headers that a case is about; none that signs in. */
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  readonly body?: Body;
}

/** A request with nothing but a method and a path. */
export function bareRequest(method: string, path: string): ContractRequest {
  return { method, path, query: [], headers: {}, credentials: { kind: 'default' } };
}

/** How a request signs in. */
export type Credentials =
  /** As the run does by default, with whatever the server takes. */
  | { readonly kind: 'default' }
  /** By one of the alternatives of the description, by its index in `security`. */
  | { readonly kind: 'alternative'; readonly index: number }
  | { readonly kind: 'none' }
  /** By an alternative of several parts of which only these are sent. */
  | { readonly kind: 'partial'; readonly index: number; readonly schemes: readonly string[] }
  /** All parts of an alternative, but with a value that is no credential. */
  | { readonly kind: 'malformed'; readonly index: number };

/** What a request carries. */
export type Body =
  | {
      readonly kind: 'json';
      readonly value: unknown;
      /** That of the description, or another one on purpose. */
      readonly mediaType: string;
    }
  | {
      readonly kind: 'form';
      readonly parts: Readonly<Record<string, string>>;
      /** The parts that are plain text; each of the others is a file. */
      readonly texts: readonly string[];
      /** The bytes of those parts that are no text. */
      readonly files?: Readonly<Record<string, Uint8Array>>;
      /** What the files are called; as their parts if it is undefined. */
      readonly fileName?: string;
    }
  /** A form in one text; a name with several values comes again. */
  | {
      readonly kind: 'urlencoded';
      readonly parts: Readonly<Record<string, string | readonly string[]>>;
      readonly mediaType: string;
    }
  /** Sent as it stands: text that is no JSON, or a body without a type. */
  | { readonly kind: 'text'; readonly text: string; readonly mediaType?: string };

/** The query of a request as it stands in an address: empty, or with its `?`. */
export function queryText({ query }: ContractRequest): string {
  if (query.length === 0) return '';
  return `?${query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeText(value)}`).join('&')}`;
}

/**
 * A comma stays as it is: between the items of a list it must, and elsewhere it means the same. Half of a
 * surrogate pair, which a record may show, has no form in UTF-8, and is replaced.
 */
function encodeText(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString()).replaceAll('%2C', ',');
}

/** The value of a body in JSON; undefined for another one. */
export function jsonValue(body: Body | undefined): unknown {
  return body?.kind === 'json' ? body.value : undefined;
}

/** A request with another value of its body. */
export function withBody(request: ContractRequest, value: unknown): ContractRequest {
  return request.body?.kind === 'json' ? { ...request, body: { ...request.body, value } } : request;
}

/** Whether a header makes its request depend on what is there (RFC 9110, section 13.1). */
export const isCondition = (name: string): boolean => /^if-/i.test(name);
