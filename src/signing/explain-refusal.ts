import { findEcho, parseCanonicalRequest, type EchoedRequest } from './gateway-echo.js';
import { hashing } from '#hash';

/** Headers whose values are no secrets and tell what went wrong. */
const shownHeaders = new Set(['host', 'x-project-id', 'x-sdk-content-sha256', 'x-sdk-date']);

/** A header where none should be: the echo has another form than the known one. */
const secretHeader = /\b(?:authorization|cookie|x-auth-token|x-security-token):/i;

/**
 * Says in which lines the canonical request that the gateway echoes in a refusal (`APIGW.0301`,
 * `APIG.0301`) differs from the one that was signed. Values of headers are told only of those that
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
  const signed = parseCanonicalRequest(ours);
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
    const maybeCut = headersCut && name === lastFound;
    if (shownHeaders.has(name) && /^[\w.:[\]-]*$/.test(ours + theirs)) {
      return compareLine(line, ours, theirs, maybeCut);
    }
    return ours === theirs || (maybeCut && ours.startsWith(theirs))
      ? []
      : [`The ${line} has another value than the one that was signed.`];
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
