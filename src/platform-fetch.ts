import { UndecodableError, type Fetch, type TransportOptions } from './http.js';
import { makeTransport as makeBareTransport } from './platform-browser.js';

/** What is special to Deno, Bun and edge runtimes: they have a fetch, and an environment at best. */
export { certainlyNeverSent, certificateAdvice } from './connection-failures.js';
export { withLog } from './log.js';
export { userAgent } from './user-agent.js';

/** The transport of browsers, and an error for an answer in an encoding that no fetch decodes. */
export function makeTransport(options: TransportOptions): Fetch {
  return refuseUnknownEncodings(makeBareTransport(options));
}

/** What a fetch decodes, if it asked for it. */
const decoded = /^(gzip|x-gzip|deflate|br|zstd|identity)?$/i;

/** The same `fetch`, that fails to read a body in an encoding which no fetch decodes. */
export function refuseUnknownEncodings(send: Fetch): Fetch {
  return async (url, init) => {
    const response = await send(url, init);
    const { status, headers } = response;
    const encoding = headers.get('content-encoding') ?? '';
    if (encoding.split(',').every((one) => decoded.test(one.trim()))) return response;
    const refuse = async (): Promise<never> => {
      await response.arrayBuffer();
      throw new UndecodableError(`with the unknown content encoding ${JSON.stringify(encoding)}`);
    };
    return { status, headers, text: refuse, arrayBuffer: refuse };
  };
}
