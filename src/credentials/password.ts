import { failureText, safeCause } from '../causes.js';
import { AuthenticationError } from '../errors.js';
import type { Credentials, SignInContext, SignInRequest, TokenSecret } from './credentials.js';
import { resolveIamEndpoint } from '../endpoint.js';
import { membersOf } from '../values.js';
import { expiryOf, readObject, sendSignIn, senselessAnswer } from './sign-in.js';
import { makeTokenSecret } from './token.js';

/** An IAM user and what it signs in with. */
export interface PasswordOptions {
  /** Name of the account that the user belongs to. */
  domain: string;
  /** Name of the IAM user. */
  user: string;
  password: string;
  /**
   * Passcode of the virtual MFA device, for users with login protection. A passcode is good for one
   * token: to let the client renew its token, give a function.
   */
  totp?: string | (() => Promise<string> | string) | undefined;
  /** Id of the user. IAM's pages ask for it beside a passcode; the names stand in if it is left out. */
  userId?: string | undefined;
}

const advice =
  'Check "domain" (the account), "user" (an IAM user: a HUAWEI ID cannot get tokens), "password", whether the user needs a "totp" and may use the API, and that the project is one of the account.';

/**
 * Gets a token from IAM for the project of the client, or for the project of its region
 * (`POST /v3/auth/tokens`, valid for 24 hours).
 *
 * `getSecret` throws AuthenticationError if IAM refuses, and TypeError if the client has neither a
 * project nor a region.
 *
 * @throws TypeError that names the option which is missing; no message holds the password
 */
export function password(options: PasswordOptions): Credentials {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('password needs an object: password({ domain, user, password }).');
  }
  const { domain, user, password: word, totp, userId } = options;
  for (const [name, value] of Object.entries({ domain, user, password: word })) {
    if (typeof value !== 'string' || value === '') {
      throw new TypeError(`"${name}" is missing: expected a text.`);
    }
  }
  if (totp !== undefined && typeof totp !== 'function') requirePasscode(totp, TypeError);

  async function getSecret(context: SignInContext): Promise<TokenSecret> {
    const scope = scopeOf(context);
    const iam = resolveIamEndpoint(context);
    const passcode = await readPasscode(totp);
    const names = { name: user, domain: { name: domain } };
    const identity = {
      methods: passcode === undefined ? ['password'] : ['password', 'totp'],
      password: { user: { ...names, password: word } },
      ...(passcode !== undefined && {
        totp: { user: { ...(userId === undefined ? names : { id: userId }), passcode } },
      }),
    };
    const request: SignInRequest = {
      name: 'KeystoneCreateUserTokenByPassword',
      purpose: `Signing in at IAM as ${JSON.stringify(user)} of ${JSON.stringify(domain)}`,
      request: {
        method: 'POST',
        url: `${iam}/v3/auth/tokens?nocatalog=true`,
        headers: { 'content-type': 'application/json;charset=UTF-8' },
        body: JSON.stringify({ auth: { identity, scope: { project: scope } } }),
      },
      secrets: [word, passcode],
      safeToRepeat: passcode === undefined,
    };
    const answer = await sendSignIn(context, request, 201, advice);
    const body = membersOf(readObject(answer.text)['token']);
    const projectId = membersOf(body['project'])['id'];
    return makeTokenSecret(
      {
        token: answer.headers.get('x-subject-token') ?? '',
        projectId: typeof projectId === 'string' ? projectId : undefined,
        expiresAt: expiryOf(answer, body['expires_at'], body['issued_at']),
      },
      () => senselessAnswer(request, answer, 'a token in X-Subject-Token'),
    );
  }
  return Object.freeze<Credentials>({ name: 'password', getSecret });
}

function scopeOf({ projectId, region }: SignInContext): { id: string } | { name: string } {
  if (projectId !== undefined) return { id: projectId };
  // The main project of a region has its name.
  if (region !== undefined) return { name: region };
  throw new TypeError(
    'A token is for one project: give "projectId", or the "region" whose main project is meant.',
  );
}

async function readPasscode(totp: PasswordOptions['totp']): Promise<string | undefined> {
  if (typeof totp !== 'function') return totp;
  let passcode: string;
  try {
    passcode = await totp();
  } catch (cause) {
    throw new AuthenticationError(`The function given as "totp" failed: ${failureText(cause)}`, {
      outcome: 'not-sent',
      cause: safeCause(cause),
    });
  }
  requirePasscode(passcode, AuthenticationError);
  return passcode;
}

function requirePasscode(value: unknown, Failure: new (message: string) => Error): void {
  if (typeof value !== 'string' || !/^\d{6}$/.test(value)) {
    throw new Failure('"totp" is no passcode: expected the six digits that the MFA device shows.');
  }
}
