import { UserError } from '../../lib/cli.js';

/** The server on trial. */
export interface Target {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path before the paths of the description, without a slash at the end. */
  readonly basePath: string;
  /** Origin and path, as it is printed. */
  readonly address: string;
  /** Whether it is on this machine. */
  readonly loopback: boolean;
}

/** Exit code of a run that could not take place. */
export const couldNotRun = 2;

/**
 * Reads the address of a server.
 *
 * @throws UserError with exit code 2 if it is none, or holds what must not stand in an address
 */
export function readTarget(text: string): Target {
  const example = 'expected one such as http://127.0.0.1:3000';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UserError(`--target is no address: ${example}.`, couldNotRun);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UserError(`--target is no address of HTTP: ${example}.`, couldNotRun);
  }
  if (url.username !== '' || url.password !== '') {
    throw new UserError(
      `--target ${url.origin} holds a user or a password: leave them out, credentials come from the environment.`,
      couldNotRun,
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw new UserError(
      `--target ${url.origin} has a query or a fragment: give the address before the paths of the description.`,
      couldNotRun,
    );
  }
  const loopback = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !loopback) {
    throw new UserError(
      `--target ${url.origin} would send credentials unencrypted to another machine: use https.`,
      couldNotRun,
    );
  }
  const basePath = url.pathname.replace(/\/+$/, '');
  return { origin: url.origin, basePath, address: url.origin + basePath, loopback };
}
