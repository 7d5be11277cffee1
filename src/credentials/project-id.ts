import { authenticate, redactor } from '../authenticate.js';
import { AuthenticationError } from '../errors.js';
import type { HttpRequest } from '../http.js';
import { ServerClock } from '../server-clock.js';
import type { Secret, SignInContext } from './credentials.js';
import { resolveIamEndpoint } from './iam-endpoint.js';
import {
  iamTimeout,
  membersOf,
  readObject,
  refusedSignIn,
  senselessAnswer,
  sendSignIn,
  type SignInAnswer,
  type SignInRequest,
} from './sign-in-request.js';

const advice =
  'Give "projectId" (the console shows it under My Credentials), or credentials that may list projects.';

/**
 * The project of the requests: that of the client, else that of the secret, else the one that IAM has
 * for the region (`GET /v3/projects`). None is ever created.
 *
 * @throws TypeError if there is no region to go by
 * @throws AuthenticationError if IAM refuses, or knows no project or several; with its trace id
 */
export async function findProjectId(secret: Secret, context: SignInContext): Promise<string> {
  const known = context.projectId ?? secret.projectId;
  if (known !== undefined) return known;
  const { region } = context;
  if (region === undefined) {
    throw new TypeError(
      '"projectId" is missing: expected the id of the project, or the "region" to find it by.',
    );
  }
  const { call, answer } = await listProjects(secret, region, context);
  if (answer.status !== 200) throw refusedSignIn(call, answer, advice);

  const { projects } = readObject(answer.text);
  if (!Array.isArray(projects)) throw senselessAnswer(call, answer, 'a list of projects');
  if (projects.length !== 1) {
    const requestId = answer.headers.get('x-iam-trace-id') ?? undefined;
    const traced = requestId === undefined ? '' : ` (request ${requestId})`;
    const count = projects.length === 0 ? 'no project' : `${projects.length} projects`;
    throw new AuthenticationError(
      `IAM has ${count} for the region ${region}${traced}: give the "projectId" that is meant (the console shows it under My Credentials).`,
      { status: answer.status, requestId },
    );
  }
  const { id } = membersOf(projects[0]);
  if (typeof id !== 'string' || id === '')
    throw senselessAnswer(call, answer, 'the id of the project');
  return id;
}

/** Asks IAM; once more if it refused the time of the signature. */
async function listProjects(
  secret: Secret,
  region: string,
  context: SignInContext,
): Promise<{ call: SignInRequest; answer: SignInAnswer }> {
  const clock = new ServerClock();
  const send = async (now: number): Promise<{ call: SignInRequest; answer: SignInAnswer }> => {
    const request: HttpRequest = {
      method: 'GET',
      url: `${iamAddress(secret, context)}/v3/projects?name=${encodeURIComponent(region)}`,
      headers: { accept: 'application/json' },
    };
    const headers = authenticate(request, secret, undefined, now);
    const call: SignInRequest = {
      purpose: `Finding the project of the region ${region} at IAM`,
      request: { ...request, headers },
      timeout: iamTimeout,
      redact: redactor(secret, headers),
    };
    return { call, answer: await sendSignIn(call, context) };
  };
  const used = clock.now();
  const first = await send(used);
  const wrongTime =
    first.answer.status === 401 &&
    secret.kind === 'key' &&
    clock.learn(first.answer.headers.get('date'), used);
  return wrongTime ? send(clock.now()) : first;
}

/** The address of IAM: that of the client goes before that of the credentials file. */
function iamAddress(secret: Secret, context: SignInContext): string {
  const ofFile = secret.kind === 'key' ? secret.iamEndpoint : undefined;
  return resolveIamEndpoint({ ...context, iamEndpoint: context.iamEndpoint ?? ofFile });
}
