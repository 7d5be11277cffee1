import { requestIdOf } from '../attempt.js';
import { AuthenticationError } from '../errors.js';
import type { Secret, SignInContext, SignInRequest } from './credentials.js';
import { resolveIamEndpoint } from '../endpoint.js';
import { membersOf } from '../values.js';
import { readObject, sendSignIn, senselessAnswer, tracedBy } from './sign-in.js';

const advice =
  'Give "projectId" (the console shows it under My Credentials), or credentials that may list projects.';

/**
 * The project that IAM has for the region of the client (`GET /v3/projects`), for a client and a
 * secret that name none. None is ever created.
 *
 * @throws TypeError if there is no region to go by
 * @throws AuthenticationError if IAM refuses, or knows no project or several; with its trace id
 */
export async function findProjectId(secret: Secret, context: SignInContext): Promise<string> {
  const { region } = context;
  if (region === undefined) {
    throw new TypeError(
      '"projectId" is missing: expected the id of the project, or the "region" to find it by.',
    );
  }
  // The address of the client goes before that of the credentials file.
  const ofFile = secret.kind === 'key' ? secret.iamEndpoint : undefined;
  const iam = resolveIamEndpoint({ region, iamEndpoint: context.iamEndpoint ?? ofFile });
  const request: SignInRequest = {
    name: 'KeystoneListProjects',
    purpose: `Finding the project of the region ${region} at IAM`,
    request: {
      method: 'GET',
      url: `${iam}/v3/projects?name=${encodeURIComponent(region)}`,
      headers: { accept: 'application/json' },
    },
    secret,
  };
  const answer = await sendSignIn(context, request, 200, advice);
  const { projects } = readObject(answer.text);
  if (!Array.isArray(projects)) throw senselessAnswer(request, answer, 'a list of projects');
  if (projects.length !== 1) {
    const requestId = requestIdOf(answer.headers, answer.redact);
    const count = projects.length === 0 ? 'no project' : `${projects.length} projects`;
    throw new AuthenticationError(
      `IAM has ${count} for the region ${region}${tracedBy(requestId)}: give the "projectId" that is meant (the console shows it under My Credentials).`,
      { status: answer.status, requestId, outcome: 'not-sent' },
    );
  }
  const { id } = membersOf(projects[0]);
  if (typeof id !== 'string' || id === '')
    throw senselessAnswer(request, answer, 'the id of the project');
  return id;
}
