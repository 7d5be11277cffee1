/** What an address may be, and what a message shows as an example. */
export interface AddressRules {
  /** An address that would pass. */
  example: string;
  /** Whether `http://` may also go to 169.254.0.0/16, which no router forwards (RFC 3927). */
  linkLocal?: boolean;
}

/**
 * Checks the address of a server, which requests with credentials will go to.
 *
 * @param name - of the option or variable that holds the address, for messages
 * @returns the address without a slash at its end
 * @throws TypeError if it is no address, would send credentials unencrypted to another machine, or
 *   holds more than a place
 */
export function checkAddress(name: string, address: string, rules: AddressRules): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    // What stands before an @ is a password.
    const shown = String(address).includes('@') ? '' : ` ${JSON.stringify(address)}`;
    throw new TypeError(
      `The "${name}"${shown} is no address: expected one such as ${rules.example}.`,
    );
  }
  const plain =
    url.protocol === 'http:' &&
    (isLoopback(url.hostname) || (rules.linkLocal === true && isLinkLocal(url.hostname)));
  if (url.protocol !== 'https:' && !plain) {
    throw new TypeError(
      `The "${name}" ${url.protocol}//${url.host} must begin with https://; http:// is for a server on this machine only.`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError(
      `The "${name}" at ${url.host} must hold neither a user, a password, a query nor a fragment.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isLinkLocal(host: string): boolean {
  return /^169\.254\.\d+\.\d+$/.test(host);
}
