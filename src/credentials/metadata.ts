import { checkAddress } from '../endpoint.js';
import { membersOf } from '../values.js';
import { makeKeySecret } from './access-key.js';
import type { Credentials, KeySecret, SignInContext, SignInRequest } from './credentials.js';
import { expiryOf, readObject, refusedSignIn, sendSignIn, senselessAnswer } from './sign-in.js';
import { headerValueFault } from './token.js';

/** Address of the metadata service, the same on each cloud server. */
const service = 'http://169.254.169.254';

/**
 * Time for an answer with all attempts, in milliseconds: the service is next door, and elsewhere
 * nobody answers.
 */
const timeouts = { attempt: 3_000, total: 3_000 };

/** Life of a token of the metadata service, in seconds: the longest that it grants. */
const tokenLife = 21_600;

const advice =
  'Give the cloud server an agency, and let the agency use SecMaster; outside of a cloud server choose other credentials.';

/**
 * Gets a temporary access key from the metadata service of a cloud server (ECS) that has an agency.
 *
 * @param options - `endpoint` replaces the address of the service, which is the only one that
 *   `http://` may go to beside this machine
 * @throws TypeError if `endpoint` is no such address
 */
export function fromMetadata({
  endpoint = service,
}: { endpoint?: string | undefined } = {}): Credentials {
  const address = checkAddress('endpoint', endpoint, { example: service, linkLocal: true });
  return Object.freeze<Credentials>({
    name: 'metadata',
    getSecret: async (context) => getKey(address, await getToken(address, context), context),
  });
}

const common = { isLocal: true, timeouts } satisfies Partial<SignInRequest>;

/** The token that version 2 of the service asks for; undefined if it is version 1. */
async function getToken(address: string, context: SignInContext): Promise<string | undefined> {
  const request: SignInRequest = {
    ...common,
    name: 'metadata token',
    purpose: 'The request for a token of the metadata service',
    request: {
      method: 'PUT',
      url: `${address}/meta-data/latest/api/token`,
      headers: { 'x-metadata-token-ttl-seconds': String(tokenLife) },
    },
  };
  const answer = await context.send(request);
  if (answer.status === 404 || answer.status === 405) return undefined;
  if (answer.status !== 200) throw refusedSignIn(request, answer, advice);
  const token = answer.text.trim();
  if (headerValueFault(token) !== undefined) throw senselessAnswer(request, answer, 'a token');
  return token;
}

async function getKey(
  address: string,
  token: string | undefined,
  context: SignInContext,
): Promise<KeySecret> {
  const request: SignInRequest = {
    ...common,
    name: 'metadata key',
    purpose: 'The request for a key of the metadata service',
    request: {
      method: 'GET',
      url: `${address}/openstack/latest/securitykey`,
      headers: token === undefined ? {} : { 'x-metadata-token': token },
    },
    secrets: [token],
  };
  const answer = await sendSignIn(context, request, 200, advice);
  const { access, secret, securitytoken, expires_at } = membersOf(
    readObject(answer.text)['credential'],
  );
  return makeKeySecret(
    {
      // What is no text is refused along with what is missing.
      ak: access as string,
      sk: secret as string,
      securityToken: (securitytoken ?? '') as string,
    },
    (part) => senselessAnswer(request, answer, `a fit ${membersOfAnswer[part]}`),
    { expiresAt: expiryOf(answer, expires_at) },
  );
}

const membersOfAnswer = {
  ak: 'credential.access',
  sk: 'credential.secret',
  securityToken: 'credential.securitytoken',
  projectId: 'project',
} as const;
