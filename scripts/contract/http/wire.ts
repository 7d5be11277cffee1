import { curlLines } from '../../lib/curl.js';
import { addressText } from '../../lib/openapi/serialization.js';
import { type Body, type ContractRequest, queryText } from '../case.js';

/** Headers of every request, unless a case sets them: plain bytes, so that nothing has to be unpacked. */
const always = {
  accept: '*/*',
  'accept-encoding': 'identity',
  'user-agent': 'contract-tests',
};

/** Separates the parts of forms; fixed, so that two runs send the same bytes. */
const boundary = '----contract-tests-7MA4YWxkTrZu0gW';

/** A request as it goes over the wire. */
export interface WireRequest {
  /** Upper case. */
  readonly method: string;
  /** Path and query, encoded. */
  readonly path: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The body as it is sent, if it is no text. */
  readonly bytes?: Uint8Array;
}

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

/**
 * Writes the request of a case as it is sent, without what signs it in.
 *
 * @param basePath - path of the server's address, without a slash at the end
 */
export function wireRequest(request: ContractRequest, basePath: string): WireRequest {
  const own = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  const content = request.body === undefined ? undefined : writeBody(request.body);
  return {
    method: request.method,
    path: addressText(basePath + request.path) + queryText(request),
    headers: {
      ...always,
      ...(content?.mediaType !== undefined && { 'content-type': content.mediaType }),
      ...Object.fromEntries(own),
    },
    body: content?.text,
    ...(content?.bytes && { bytes: content.bytes }),
  };
}

/** A body with its media type. */
interface Content {
  readonly text: string;
  readonly bytes?: Uint8Array;
  readonly mediaType: string | undefined;
}

function writeBody(body: Body): Content {
  switch (body.kind) {
    case 'json':
      return { text: JSON.stringify(body.value) ?? '', mediaType: body.mediaType };
    case 'text':
      return { text: body.text, mediaType: body.mediaType };
    case 'urlencoded': {
      const pairs = Object.entries(body.parts).flatMap(([name, value]) =>
        [value].flat().map((one) => [name, one] as [string, string]),
      );
      return { text: new URLSearchParams(pairs).toString(), mediaType: body.mediaType };
    }
    case 'form': {
      const { parts, files } = body;
      return {
        text: writeForm(body).toString(),
        ...(files && { bytes: writeForm({ ...body, parts: { ...parts, ...files } }) }),
        mediaType: `multipart/form-data; boundary=${boundary}`,
      };
    }
  }
}

/** Each part is a file, unless it is plain text. */
function writeForm({
  parts,
  texts,
  fileName,
}: {
  readonly parts: Readonly<Record<string, string | Uint8Array>>;
  readonly texts: readonly string[];
  readonly fileName?: string;
}): Buffer {
  const quoted = (name: string): string =>
    name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const written = Object.entries(parts).flatMap(([name, value]) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`,
    texts.includes(name)
      ? ''
      : `; filename="${quoted(fileName ?? name)}"\r\nContent-Type: application/octet-stream`,
    '\r\n\r\n',
    value,
    '\r\n',
  ]);
  return Buffer.concat([...written, `--${boundary}--\r\n`].map((part) => Buffer.from(part)));
}

/**
 * The line for a POSIX shell that sends the request of a case again. Credentials are variables of the
 * shell, or placeholders that are no secrets.
 *
 * @param server - address of the server, without a slash at the end
 */
export function curlLine(request: ContractRequest, server: string, { parts }: SignIn): string {
  const { method, path, headers, body } = request;
  const query = queryText(request);
  const own = Object.keys(headers).map((name) => name.toLowerCase());
  const places = (place: string): typeof parts => parts.filter((part) => part.in === place);
  const pairs = (place: string): string[] =>
    places(place).map(({ name, shell }) => `${encodeURIComponent(name)}=${shell}`);
  const inQuery = pairs('query').join('&');
  const inCookie = pairs('cookie').join('; ');
  const typed = own.includes('content-type') || body === undefined || body.kind === 'form';
  return curlLines({
    options: ['--globoff', '--path-as-is', method === 'HEAD' ? '--head' : `-X ${method}`],
    url: [
      server + path + query,
      ...(inQuery === '' ? [] : [query === '' ? '?' : '&', { shell: inQuery }]),
    ],
    headers: [
      ...Object.entries(headers),
      ...places('header')
        .filter(({ name }) => !own.includes(name.toLowerCase()))
        .map(({ name, shell }) => [name, shell.includes('$') ? { shell } : shell] as const),
      ...(inCookie === '' ? [] : [['Cookie', { shell: inCookie }] as const]),
      // Without a type curl would send that of a web form.
      ...(typed ? [] : [['Content-Type', body.mediaType] as const]),
    ],
    body:
      body?.kind === 'form'
        ? Object.entries(body.parts).map(([name, text]) =>
            body.texts.includes(name)
              ? { name, text }
              : { name, content: text, fileName: body.fileName ?? name },
          )
        : body && writeBody(body).text,
  }).join(' ');
}
