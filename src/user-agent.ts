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
