import { UndecodableError, type Fetch, type TransportOptions } from './http.js';
import { makeTransport as makeBareTransport } from './platform-browser.js';

/** What is special to Deno, Bun and edge runtimes: they have a fetch, and an environment at best. */
export { certainlyNeverSent, certificateAdvice } from './causes.js';
export { withLog } from './log.js';

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

/** Version of this package. */
export const version = '0.1.0';

/** What is read of the global objects of runtimes. */
interface Runtime {
  readonly process?: { readonly versions?: Readonly<Record<string, string | undefined>> };
  readonly navigator?: { readonly userAgent?: string };
}

/**
 * The `User-Agent` of the requests, such as `secmaster-openapi/0.1.0 node/20.20.0`.
 *
 * @param suffix - what a program adds of its own
 */
export function userAgent(suffix: string | undefined): string {
  const { process, navigator } = globalThis as Runtime;
  const versions = process?.versions ?? {};
  const runtime = ['bun', 'deno', 'node'].find((one) => versions[one] !== undefined);
  const ofRuntime =
    runtime === undefined ? (navigator?.userAgent ?? 'unknown') : `${runtime}/${versions[runtime]}`;
  return [`secmaster-openapi/${version}`, ofRuntime, suffix].filter(Boolean).join(' ');
}
