import { gatewayRefusal, type Refusal } from '../core/refusal.js';
import type { SandboxRequest } from '../core/request.js';
import type { SignInMode } from '../settings.js';
import type { Random } from '../world/random.js';
import { readSignature } from './signature.js';
import type { SandboxUser, Users } from './users.js';

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

/** What credentials are held against. */
export interface SignInContext {
  readonly settings: { readonly auth: SignInMode };
  readonly users: Users;
  readonly tokens: Tokens;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether the gateway finds the credentials expired, whatever they are. */
  readonly expired?: boolean;
}

/** How long a token is valid. */
const lifetime = 24 * 3_600_000;

/** How far the time of a signature may be from the clock. */
const tolerance = 15 * 60_000;

/** A temporary access key that the sandbox has given out. */
export interface TemporaryKey extends IssuedToken {
  readonly ak: string;
  readonly sk: string;
  readonly securityToken: string;
}

/** The tokens and temporary access keys that the sandbox has given out. */
export class Tokens {
  readonly #issued = new Map<string, IssuedToken>();
  readonly #keys = new Map<string, TemporaryKey>();
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

  /** Gives out a temporary access key for the user and the project of a token. */
  issueKey(user: string, project: string, expiresAt: number): TemporaryKey {
    const ak = `HST${this.#random.hex(17).toUpperCase()}`;
    const sk = this.#random.hex(40);
    const securityToken = `hQ${this.#random.hex(62)}`;
    const key = { user, project, expiresAt, ak, sk, securityToken };
    this.#keys.set(ak, key);
    return key;
  }

  findKey(ak: string): TemporaryKey | undefined {
    return this.#keys.get(ak);
  }
}

/**
 * Finds out who calls.
 *
 * @throws Refusal by the gateway, 401
 */
export function callerOf(
  request: SandboxRequest,
  { settings: { auth: mode }, users, tokens, now, expired = false }: SignInContext,
): Caller {
  const [anybody] = users;
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
    const temporary = signature && tokens.findKey(signature.ak);
    const key = temporary ?? users.find(({ ak }) => ak === signature?.ak);
    const user = temporary ? users.find(({ id }) => id === temporary.user) : (key as SandboxUser);
    // As with a token, expiry is what a temporary key is there to try.
    if (temporary !== undefined && temporary.expiresAt <= now) throw refused('decrypt token fail');
    if (mode === 'presence') return { user: user ?? anybody, project: undefined };
    if (signature === undefined) throw refused('authorization format error');
    if (user === undefined || key === undefined) throw refused(`ak ${signature.ak} not exist`);
    // A temporary key goes with the token that it was given out with, a lasting one with none.
    const securityToken = request.headers['x-security-token']?.trim() ?? '';
    if (securityToken !== (temporary?.securityToken ?? '')) {
      const isMissing = securityToken === '';
      throw refused(isMissing ? 'the X-Security-Token is missing' : 'decrypt token fail');
    }
    if (!(Math.abs(signature.time - now) <= tolerance)) {
      throw refused(`the X-Sdk-Date is more than 15 minutes from the gateway's time`);
    }
    if (!signature.verify(key.sk)) {
      const echo = signature.canonicalRequest.replaceAll('\n', '|');
      throw refused(`verify aksk signature fail, canonicalRequest:${echo}`);
    }
    return { user, project: temporary?.project ?? request.headers['x-project-id'] };
  }
  throw refused('auth info is missing');
}

/** The gateway's refusal of credentials. */
function refused(reason: string): Refusal {
  return gatewayRefusal(401, `Incorrect IAM authentication information: ${reason}`);
}
