import { queryText, type Body, type ContractRequest } from '../request.js';

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
    path: basePath + request.path + queryText(request),
    headers: {
      ...always,
      ...(content?.mediaType !== undefined && { 'content-type': content.mediaType }),
      ...Object.fromEntries(own),
    },
    body: content?.text,
  };
}

function writeBody(body: Body): { text: string; mediaType: string | undefined } {
  switch (body.kind) {
    case 'json':
      return { text: JSON.stringify(body.value) ?? '', mediaType: body.mediaType };
    case 'text':
      return { text: body.text, mediaType: body.mediaType };
    case 'form':
      return {
        text: writeForm(body.parts),
        mediaType: `multipart/form-data; boundary=${boundary}`,
      };
  }
}

/** Each part is a file of its own name, which servers take for text as well. */
function writeForm(parts: Readonly<Record<string, string>>): string {
  const quoted = (name: string): string =>
    name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const written = Object.entries(parts).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"; filename="${quoted(name)}"\r\n` +
      `Content-Type: application/octet-stream\r\n\r\n${value}\r\n`,
  );
  return `${written.join('')}--${boundary}--\r\n`;
}
