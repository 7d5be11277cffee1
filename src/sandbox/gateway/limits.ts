import { gatewayRefusal } from '../core/refusal.js';
import type { SandboxRequest } from '../core/request.js';

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
  if (target.length > greatestTarget) throw tooLarge(414, 'Request URI too large');
  const lengths = Object.entries(headers).map(([name, value]) => name.length + value.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (Math.max(0, ...lengths) > greatestHeader || total > greatestHeaders) {
    throw tooLarge(494, 'Request header or cookie too large');
  }
  if (body.length > greatestBody) throw tooLarge(413, 'Request entity too large');
}

function tooLarge(status: number, message: string) {
  return gatewayRefusal(status, 'APIG.0201', message);
}

/** What the gateway says by itself, by status. */
const failures: Readonly<Record<number, readonly [code: string, message: string]>> = {
  401: ['APIGW.0301', 'Incorrect IAM authentication information: decrypt token fail'],
  403: ['APIGW.0306', 'API access denied.'],
  404: ['APIG.0101', 'The API does not exist or has not been published in the environment'],
  413: ['APIG.0201', 'Request entity too large'],
  429: ['APIGW.0308', 'The throttling threshold has been reached: limit:60,time:1 minute'],
  500: ['APIG.0201', 'Backend internal error'],
  502: ['APIG.0202', 'Backend unavailable'],
  504: ['APIG.0201', 'Backend timeout'],
};

/** The body that the gateway has for a status. */
export function gatewayBody(status: number): { error_code: string; error_msg: string } {
  const [error_code, error_msg] = failures[status] ?? ['APIG.0201', `Status ${status}`];
  return { error_code, error_msg };
}
