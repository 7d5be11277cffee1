import { gatewayRefusal, type Refusal } from '../core/refusal.js';
import type { SandboxRequest } from '../core/request.js';
import type { SignInMode } from '../settings.js';
import type { Random } from '../world/random.js';
import { readSignature } from './signature.js';
import type { SandboxUser } from './users.js';

/** A token that the sandbox has given out. */
export interface IssuedToken {
  readonly user: string;
  readonly project: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Who calls, and for which project if the credentials say. */
export interface Caller {
  readonly user: SandboxUser;
  readonly project: string | undefined;
}

/** How long a token is valid. */
const lifetime = 24 * 3_600_000;

/** How far the time of a signature may be from the clock. */
const tolerance = 15 * 60_000;

/** The tokens that the sandbox has given out. */
export class Tokens {
  readonly #issued = new Map<string, IssuedToken>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Gives out a token for a project, valid for 24 hours. */
  issue({ id: user }: SandboxUser, project: string, now: number): { token: string } & IssuedToken {
    const token = `MII${this.#random.hex(61)}`;
    const issued = { user, project, expiresAt: now + lifetime };
    this.#issued.set(token, issued);
    return { token, ...issued };
  }

  find(token: string): IssuedToken | undefined {
    return this.#issued.get(token);
  }
}

/**
 * Finds out who calls.
 *
 * @throws Refusal by the gateway, 401
 */
export function callerOf(
  request: SandboxRequest,
  mode: SignInMode,
  {
    users,
    tokens,
    now,
    expired = false,
  }: { users: readonly SandboxUser[]; tokens: Tokens; now: number; expired?: boolean },
): Caller {
  const anybody = users[0];
  if (anybody === undefined) throw new Error('The sandbox has no users.');
  if (expired) throw refused('token expired');
  const token = request.headers['x-auth-token']?.trim();
  const authorization = request.headers['authorization']?.trim();
  if (token) {
    const issued = tokens.find(token);
    if (issued !== undefined && issued.expiresAt > now) {
      const user = users.find(({ id }) => id === issued.user);
      if (user !== undefined) return { user, project: issued.project };
    }
    // An issued token that has expired is refused in any mode: expiry is what it is there to try.
    if (mode === 'presence' && issued === undefined) return { user: anybody, project: undefined };
    if (mode !== 'off') throw refused('decrypt token fail');
  }
  if (mode === 'off') return { user: anybody, project: undefined };
  if (authorization && request.headers['x-sdk-date'] !== undefined) {
    const signature = readSignature(request);
    const user = users.find(({ ak }) => ak === signature?.ak);
    if (mode === 'presence') return { user: user ?? anybody, project: undefined };
    if (signature === undefined) throw refused('authorization format error');
    if (user === undefined) throw refused(`ak ${signature.ak} not exist`);
    if (!(Math.abs(signature.time - now) <= tolerance)) {
      throw refused(`the X-Sdk-Date is more than 15 minutes from the gateway's time`);
    }
    if (!signature.verify(user.sk)) {
      const echo = signature.canonicalRequest.replaceAll('\n', '|');
      throw refused(`verify aksk signature fail, canonicalRequest:${echo}`);
    }
    return { user, project: request.headers['x-project-id'] };
  }
  throw refused('auth info is missing');
}

/** The gateway's refusal of credentials. */
function refused(reason: string): Refusal {
  return gatewayRefusal(401, 'APIGW.0301', `Incorrect IAM authentication information: ${reason}`);
}
