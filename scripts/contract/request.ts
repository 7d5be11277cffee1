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
  | { readonly kind: 'form'; readonly parts: Readonly<Record<string, string>> }
  /** Sent as it stands: text that is no JSON, or a body without a type. */
  | { readonly kind: 'text'; readonly text: string; readonly mediaType?: string };

/** The query of a request as it stands in an address: empty, or with its `?`. */
export function queryText({ query }: ContractRequest): string {
  if (query.length === 0) return '';
  return `?${query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeText(value)}`).join('&')}`;
}

/** A comma stays as it is: between the items of a list it must, and elsewhere it means the same. */
function encodeText(text: string): string {
  return encodeURIComponent(text).replaceAll('%2C', ',');
}
