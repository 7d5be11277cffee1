import { connect } from 'node:net';
import { connect as connectSafely } from 'node:tls';
import type { WireRequest } from './wire.js';

/** For so long a server may say nothing before it is taken for done, in milliseconds. */
const silence = 2000;

/** The head of an answer, after those that only announce it, and something more. */
const withContent = /^(?:HTTP\/1\.\d 1\d\d.*?\r\n\r\n)*HTTP\/1\.\d [2-5].*?\r\n\r\n./s;

/**
 * Whether anything comes after the head of the answer to a HEAD, which is sent on a connection of its own:
 * clients of HTTP end theirs without a look at it.
 */
export function hasContent(origin: string, { path, headers }: WireRequest): Promise<boolean> {
  const { protocol, hostname, port, host } = new URL(origin);
  const isSafe = protocol === 'https:';
  const place = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (isSafe ? 443 : 80),
  };
  const lines = Object.entries({ ...headers, host, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return new Promise((resolve) => {
    let seen = '';
    const socket = isSafe ? connectSafely(place) : connect(place);
    socket.setTimeout(silence, () => socket.destroy());
    socket.setEncoding('latin1').on('data', (text: string) => {
      seen += text;
      if (withContent.test(seen)) socket.destroy();
    });
    // That there is no answer is found by others.
    socket.on('error', () => {});
    socket.on('close', () => resolve(withContent.test(seen)));
    socket.write(`HEAD ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  });
}
