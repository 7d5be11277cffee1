/** A canonical request taken apart; what a cut-off text does not tell is undefined. */
export interface EchoedRequest {
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
export function findEcho(text: string, knownHeaders: readonly string[]): EchoedRequest | undefined {
  const [, found] = /canonicalRequest:\s*([A-Za-z]+\|[^]*)/.exec(text) ?? [];
  if (found === undefined) return undefined;
  // In a whole body, a quote and more members of the JSON follow.
  const [echo = ''] = found.split(/"\s*[,}]/, 1);
  const parts = withoutMarkOfCut(echo.trimEnd()).split('|');
  return takeApart(parts.slice(0, parts.findLastIndex((part) => part !== '') + 1), knownHeaders);
}

function withoutMarkOfCut(text: string): string {
  const mark = ['…', '...'].find((one) => text.endsWith(one)) ?? '';
  return text.slice(0, text.length - mark.length);
}

/** Takes a canonical request apart that has line feeds, as ours. */
export function parseCanonicalRequest(text: string): EchoedRequest {
  const lines = text.split('\n');
  return takeApart(lines, lines.at(-2)?.split(';') ?? []);
}

/**
 * A `|` may be part of a header's value, so parts are told apart by their form: the line of names
 * comes after an empty part, and a header begins with a name that is known.
 */
function takeApart(parts: readonly string[], knownHeaders: readonly string[]): EchoedRequest {
  const [method = '', path, firstOfQuery] = parts;
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
    query: firstOfQuery,
    headers,
    signedHeaders,
    payloadHash,
    cut: payloadHash === undefined || !wholeHash.test(payloadHash),
  };
}
