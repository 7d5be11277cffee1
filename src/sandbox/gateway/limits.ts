import { gatewayRefusal } from '../core/refusal.js';
import type { SandboxRequest } from '../core/request.js';
import { minute } from '../world/times.js';

/** The greatest body that the gateway takes, in bytes. */
export const greatestBody = 12 * 2 ** 20;

const greatestTarget = 32 * 1024;
const greatestHeader = 32 * 1024;
const greatestHeaders = 128 * 1024;

/**
 * Refuses what is too large for the gateway.
 *
 * @throws Refusal 413, 414 or 494
 */
export function checkSize({ target, headers, body }: SandboxRequest): void {
  if (target.length > greatestTarget) throw gatewayRefusal(414, 'Request URI too large');
  const lengths = Object.entries(headers).map(([name, value]) => name.length + value.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (Math.max(0, ...lengths) > greatestHeader || total > greatestHeaders) {
    throw gatewayRefusal(494, 'Request header or cookie too large');
  }
  if (body.length > greatestBody) throw gatewayRefusal(413);
}

/** Counts the requests of each project, minute by minute. */
export class Throttle {
  #minute = 0;
  #counts = new Map<string, number>();

  /**
   * Counts a request.
   *
   * @param limit - requests a minute; 0 for no limit
   * @throws Refusal by the gateway, 429
   */
  count(project: string, limit: number, now: number): void {
    if (limit === 0) return;
    const current = Math.floor(now / minute);
    if (current !== this.#minute) this.#counts.clear();
    this.#minute = current;
    const count = this.#counts.get(project) ?? 0;
    if (count >= limit) {
      const message = `The throttling threshold has been reached: limit:${limit},time:1 minute`;
      throw gatewayRefusal(429, message);
    }
    this.#counts.set(project, count + 1);
  }
}
