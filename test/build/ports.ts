import { connect, createServer } from 'node:net';
import { listening } from '../lib/loopback.js';

/** Holds a port of 127.0.0.1 for as long as `use` runs. */
export async function withBusyPort(use: (port: number) => Promise<void>): Promise<void> {
  const { url, close } = await listening(createServer());
  await use(portOf(url)).finally(close);
}

/** The port of an address. */
export const portOf = (url: string): number => Number(new URL(url).port);

/** Whether nothing listens on a port of 127.0.0.1. */
export function refusesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => resolve(true));
  });
}
