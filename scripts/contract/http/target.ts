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

/** Ends a run that cannot take place. @throws UserError with exit code 2 */
export function cannotRun(message: string): never {
  throw new UserError(message, couldNotRun);
}

/**
 * Reads the address of a server.
 *
 * @throws UserError with exit code 2 if it is none, or holds what must not stand in an address
 */
export function readTarget(text: string): Target {
  const fail = (fault: string): never => cannotRun(`--target ${fault}.`);
  const example = 'expected one such as http://127.0.0.1:3000';
  const url = URL.canParse(text) ? new URL(text) : fail(`is no address: ${example}`);
  const { origin, protocol, hostname } = url;
  if (protocol !== 'http:' && protocol !== 'https:') fail(`is no address of HTTP: ${example}`);
  if (url.username !== '' || url.password !== '') {
    fail(
      `${origin} holds a user or a password: leave them out, credentials come from the environment`,
    );
  }
  if (url.search !== '' || url.hash !== '') {
    fail(
      `${origin} has a query or a fragment: give the address before the paths of the description`,
    );
  }
  const loopback = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (protocol === 'http:' && !loopback) {
    fail(`${origin} would send credentials unencrypted to another machine: use https`);
  }
  const basePath = url.pathname.replace(/\/+$/, '');
  return { origin, basePath, address: origin + basePath, loopback };
}
