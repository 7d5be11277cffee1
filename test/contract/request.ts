import type { ContractOperation } from '../../scripts/contract/operation.js';

/** A request, apart from the address of the server. */
export interface ContractRequest {
  readonly method: string;
  /** Path with its parameters filled in. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON value or parts of a form, by `mediaType`; undefined for none. */
  readonly body?: unknown;
  readonly mediaType?: string;
}

/** Credentials of the form that the description asks for; the mock takes any. */
export const token = { 'X-Auth-Token': process.env['CONTRACT_TOKEN'] ?? 'contract-test-token' };

/** The signed form of credentials. */
export const signature = {
  Authorization: 'SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=00',
  'X-Sdk-Date': '20250718T064446Z',
};

/** A request that keeps the contract: each parameter and the body by example. */
export function exampleRequest(operation: ContractOperation, bodyExample = 0): ContractRequest {
  const values = (place: string): [string, string][] =>
    operation.parameters
      .filter((parameter) => parameter.in === place && parameter.example !== undefined)
      .map(({ name, example }) => [name, String(example)]);
  return {
    method: operation.method,
    path: values('path').reduce(
      (path, [name, value]) => path.replace(`{${name}}`, encodeURIComponent(value)),
      operation.path,
    ),
    query: Object.fromEntries(values('query')),
    headers: token,
    ...(operation.body && {
      body: operation.body.examples[bodyExample]?.value,
      mediaType: operation.body.mediaType,
    }),
  };
}

/** Sends a request to the server and reads its answer whole. */
export async function send(server: string, request: ContractRequest): Promise<Answer> {
  const url = new URL(server + request.path);
  for (const [name, value] of Object.entries(request.query)) url.searchParams.set(name, value);
  const { body, mediaType } = request;
  const form = mediaType === 'multipart/form-data' && body !== undefined;
  const response = await fetch(url, {
    method: request.method,
    headers: {
      ...request.headers,
      // A form brings a type with its boundary.
      ...(mediaType !== undefined && !form && { 'Content-Type': mediaType }),
    },
    body: form ? formOf(body) : encode(body, mediaType),
  });
  const text = await response.text();
  return {
    status: response.status,
    mediaType: (response.headers.get('Content-Type') ?? '').split(';')[0]?.trim() ?? '',
    headers: response.headers,
    text,
  };
}

/** An answer of the server. */
export interface Answer {
  readonly status: number;
  /** Without its parameters. */
  readonly mediaType: string;
  readonly headers: Headers;
  readonly text: string;
}

function encode(body: unknown, mediaType: string | undefined): string | undefined {
  if (body === undefined) return undefined;
  return mediaType === 'application/json' ? JSON.stringify(body) : String(body);
}

function formOf(body: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body as Record<string, string>)) {
    form.append(name, new Blob([value]), name);
  }
  return form;
}
