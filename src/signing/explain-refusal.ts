import { hashing } from '#hash';

/** Headers whose values are no secrets and show what went wrong. */
const shownHeaders = new Set(['host', 'x-project-id', 'x-sdk-content-sha256', 'x-sdk-date']);

/** A header where none should be: the echo has another form than the known one. */
const secretHeader = /\b(?:authorization|cookie|x-auth-token|x-security-token):/i;

/**
 * Says in which lines the canonical request that the gateway echoes in a refusal (`APIGW.0301`,
 * `APIG.0301`) differs from the one that was signed. Values of headers are shown only of those that
 * are never secret.
 *
 * Source: answers of the gateway in threads of the vendor's SDKs, such as
 * https://github.com/huaweicloud/huaweicloud-sdk-nodejs-v3/issues/2.
 *
 * @param errorText - message of the gateway, or the whole body of its answer
 * @param ours - canonical request of the request that was sent, by `canonicalRequestOf`
 * @returns one sentence for each line that differs; undefined if there is no echo, or nothing in it
 *   differs: then the secret key is probably not the one of the access key
 */
export function explainRefusedSignature(errorText: string, ours: string): string | undefined {
  const lines = ours.split('\n');
  const signed = takeApart(lines, lines.at(-2)?.split(';') ?? []);
  const echo = findEcho(errorText, [...signed.headers.keys()]);
  if (echo === undefined) return undefined;
  const sentences = [
    ...compareLine('method', signed.method, echo.method, echo.cut && echo.path === undefined),
    ...compareLine('path', signed.path, echo.path, echo.cut && echo.query === undefined),
    ...compareLine('query', signed.query, echo.query, echo.cut && echo.headers.size === 0),
    ...compareHeaders(signed, echo),
    ...compareLine(
      'list of signed headers',
      signed.signedHeaders,
      echo.signedHeaders,
      echo.cut && echo.payloadHash === undefined,
    ),
    ...compareLine('payload hash', signed.payloadHash, echo.payloadHash, echo.cut, nameOfHash),
  ];
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

/** @param maybeCut - whether the echo may end within this line */
function compareLine(
  line: string,
  ours = '',
  theirs: string | undefined,
  maybeCut: boolean,
  note: (text: string) => string = () => '',
): string[] {
  if (theirs === undefined || ours === theirs) return [];
  if (maybeCut && ours.startsWith(theirs)) return [];
  if (secretHeader.test(theirs)) return [`The ${line} differs from the one that was signed.`];
  const [shownOurs, shownTheirs] = excerpts(ours, theirs);
  return [
    `The ${line} differs: signed ${shownOurs}${note(ours)}, the gateway found ${shownTheirs}${note(theirs)}.`,
  ];
}

function compareHeaders(signed: EchoedRequest, echo: EchoedRequest): string[] {
  const lastFound = [...echo.headers.keys()].at(-1) ?? '';
  const headersCut = echo.cut && echo.signedHeaders === undefined;
  const names = new Set([...signed.headers.keys(), ...echo.headers.keys()]);
  return [...names].flatMap((name) => {
    const [ours, theirs] = [signed.headers.get(name), echo.headers.get(name)];
    if (ours === undefined) return [`The gateway found a header "${name}" that was not signed.`];
    if (theirs === undefined) {
      // Names are sorted, so one that comes after the last that was found may have been cut off.
      const maybeCut = headersCut && name > lastFound;
      return maybeCut ? [] : [`The header "${name}" was signed, but the gateway did not find it.`];
    }
    const line = `header "${name}"`;
    const differences = compareLine(line, ours, theirs, headersCut && name === lastFound);
    const isShown = shownHeaders.has(name) && /^[\w.:[\]-]*$/.test(ours + theirs);
    if (isShown || differences.length === 0) return differences;
    return [`The ${line} has another value than the one that was signed.`];
  });
}

function nameOfHash(hash: string): string {
  if (hash === hashing.sha256Hex('')) return ' (no body)';
  return hash === hashing.sha256Hex('{}') ? ' (the body "{}")' : '';
}

/** Both texts in quotes, shortened to the place where they begin to differ. */
function excerpts(ours: string, theirs: string): [string, string] {
  let same = 0;
  while (same < ours.length && ours[same] === theirs[same]) same += 1;
  const start = Math.max(0, same - 60);
  const show = (text: string) => {
    const shown = text.slice(start, start + 160);
    const [before, after] = [start > 0 ? '…' : '', start + 160 < text.length ? '…' : ''];
    return `${before}${JSON.stringify(shown)}${after}`;
  };
  return [show(ours), show(theirs)];
}

/** A canonical request taken apart; what a cut-off text does not say is undefined. */
interface EchoedRequest {
  readonly method: string;
  readonly path: string | undefined;
  readonly query: string | undefined;
  /** By name, in their order. */
  readonly headers: ReadonlyMap<string, string>;
  /** Names joined by `;`. */
  readonly signedHeaders: string | undefined;
  readonly payloadHash: string | undefined;
  /** The text ends before its payload hash does, so its last part may be cut off. */
  readonly cut: boolean;
}

const wholeHash = /^(?:[0-9a-f]{64}|UNSIGNED-PAYLOAD)$/i;
const nameList = /^[^\s:;]+(?:;[^\s:;]+)*;?$/;

/**
 * Finds the canonical request that the gateway made of a request, in the text of its refusal:
 * `verify aksk signature fail, canonicalRequest:GET|/v1/…/||host:…||host;x-sdk-date|e3b0…`.
 *
 * @param text - the message, or the whole body
 * @param knownHeaders - names of the headers that were signed
 * @returns undefined if there is none
 */
function findEcho(text: string, knownHeaders: readonly string[]): EchoedRequest | undefined {
  const [, found] = /canonicalRequest:\s*([A-Za-z]+\|[^]*)/.exec(text) ?? [];
  if (found === undefined) return undefined;
  // In a whole body, a quote and more members of the JSON follow.
  const [echo = ''] = found.split(/"\s*[,}]/, 1);
  // A text that was cut off may be marked as such.
  const parts = echo
    .trimEnd()
    .replace(/(?:…|\.{3})$/, '')
    .split('|');
  return takeApart(parts.slice(0, parts.findLastIndex((part) => part !== '') + 1), knownHeaders);
}

/**
 * A `|` may be part of a header's value, so parts are distinguished by their form: the line of names
 * comes after an empty part, and a header begins with a name that is known.
 */
function takeApart(parts: readonly string[], knownHeaders: readonly string[]): EchoedRequest {
  const [method = '', path, query] = parts;
  const blank = parts.findLastIndex(
    (part, index) => index > 2 && part === '' && nameList.test(parts[index + 1] ?? ''),
  );
  const signedHeaders = blank === -1 ? undefined : parts[blank + 1];
  // More text of the gateway may follow the hash.
  const payloadHash =
    blank === -1 ? undefined : /^[\w-]*/.exec(parts[blank + 2] ?? '')?.[0] || undefined;
  const middle = parts.slice(3, blank === -1 ? undefined : blank);
  const known = new Set([...knownHeaders, ...(signedHeaders?.split(';') ?? [])]);
  const headers = new Map<string, string>();
  let current: string | undefined;
  for (const [index, part] of middle.entries()) {
    const [, name, value] = /^([^\s:]+):([^]*)$/.exec(part) ?? [];
    if (name !== undefined && known.has(name) && !headers.has(name)) {
      current = name;
      headers.set(name, value ?? '');
    } else if (current !== undefined && !(blank === -1 && index === middle.length - 1)) {
      // At the end of a text that was cut off, it may be the beginning of the next name instead.
      headers.set(current, `${headers.get(current)}|${part}`);
    }
  }
  return {
    method,
    path,
    query,
    headers,
    signedHeaders,
    payloadHash,
    cut: payloadHash === undefined || !wholeHash.test(payloadHash),
  };
}
