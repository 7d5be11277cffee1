import { jsonAnswer, type Answer, type Surroundings } from '../core/core.js';
import type { Home } from '../core/family.js';
import { readJson } from '../core/json.js';
import { Refusal } from '../core/refusal.js';
import type { SandboxRequest } from '../core/request.js';
import { memberAt } from '../life-cycle/members.js';
import { callerOf } from './sign-in.js';

/** What a request finds, and the project that is called by the region's name. */
type IamContext = Surroundings & Pick<Home, 'project' | 'region'>;

/**
 * Answers as far as signing in needs IAM: `POST /v3/auth/tokens`, `GET /v3/projects` and
 * `POST /v3.0/OS-CREDENTIAL/securitytokens`.
 *
 * @returns undefined if the request is none for IAM
 * @throws Refusal in IAM's own form
 */
export function answerIam(request: SandboxRequest, context: IamContext): Answer | undefined {
  const [path, query = ''] = request.target.split('?');
  if (path === '/v3/auth/tokens' && request.method === 'POST') return signIn(request, context);
  if (path === '/v3.0/OS-CREDENTIAL/securitytokens' && request.method === 'POST') {
    return issueTemporaryKey(request, context);
  }
  if (path === '/v3/projects' && request.method === 'GET') {
    return listProjects(request, new URLSearchParams(query).get('name'), context);
  }
  return undefined;
}

function signIn({ body: bytes }: SandboxRequest, context: IamContext): Answer {
  const { world, tokens, users, project: main, region, now } = context;
  const body = jsonOf(bytes);
  const identity = memberAt(body, 'auth.identity.password.user');
  const user = users.find(
    ({ name, domain, password }) =>
      name === memberAt(identity, 'name') &&
      domain === memberAt(identity, 'domain.name') &&
      password === memberAt(identity, 'password'),
  );
  if (user === undefined) {
    throw keystoneRefusal(401, 'Unauthorized', 'The username or password is wrong.');
  }
  const scope = memberAt(body, 'auth.scope.project');
  const named = memberAt(scope, 'name');
  const project = memberAt(scope, 'id') ?? (named === region ? main : undefined);
  const known = new Set([main, ...world.workspaces().map((one) => one.project)]);
  if (
    typeof project !== 'string' ||
    (!known.has(project) && context.settings.workspaces === 'known')
  ) {
    throw keystoneRefusal(401, 'Unauthorized', 'The project does not exist or is not yours.');
  }
  const { token, expiresAt } = tokens.issue(user, project, now);
  const shown = {
    expires_at: iamTime(expiresAt),
    issued_at: iamTime(now),
    methods: ['password'],
    project: { id: project, name: region, domain: { name: user.domain } },
    user: { id: user.id, name: user.name, domain: { name: user.domain } },
    roles: user.roles.map((name) => ({ id: '0', name })),
  };
  return { ...jsonAnswer(201, { token: shown }), headers: { 'x-subject-token': token } };
}

/** How long a temporary key may be valid, and is unless the request says; in seconds. */
const [shortest, longest] = [900, 86_400];

/** Gives out a temporary key for a token, which stands in the header or in the body. */
function issueTemporaryKey(
  { headers, body: bytes }: SandboxRequest,
  { tokens, now }: IamContext,
): Answer {
  const identity = memberAt(jsonOf(bytes), 'auth.identity');
  const methods = memberAt(identity, 'methods');
  const seconds = memberAt(identity, 'token.duration_seconds') ?? shortest;
  if (
    !Array.isArray(methods) ||
    methods.join() !== 'token' ||
    !(Number.isInteger(seconds) && Number(seconds) >= shortest && Number(seconds) <= longest)
  ) {
    throw keystoneRefusal(400, 'Bad Request', 'The request body is invalid.');
  }
  const issued = tokens.find(String(headers['x-auth-token'] ?? memberAt(identity, 'token.id')));
  if (issued === undefined || issued.expiresAt <= now) {
    throw keystoneRefusal(
      401,
      'Unauthorized',
      'The request you have made requires authentication.',
    );
  }
  const { user, project } = issued;
  const key = tokens.issueKey(user, project, now + Number(seconds) * 1000);
  const { ak: access, sk: secret, securityToken: securitytoken, expiresAt } = key;
  const credential = { access, secret, securitytoken, expires_at: iamTime(expiresAt) };
  return jsonAnswer(201, { credential });
}

function listProjects(request: SandboxRequest, name: string | null, context: IamContext): Answer {
  callerOf(request, context);
  const { project, region } = context;
  const projects = name === null || name === region ? [{ id: project, name: region }] : [];
  const shown = projects.map((one) => ({ ...one, enabled: true }));
  return jsonAnswer(200, { projects: shown, links: {} });
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return readJson(bytes);
  } catch {
    throw keystoneRefusal(400, 'Bad Request', 'The request body is invalid.');
  }
}

function keystoneRefusal(status: number, title: string, message: string): Refusal {
  return new Refusal(status, { error: { code: status, message, title } });
}

/** A time as IAM writes it, with microseconds. */
const iamTime = (now: number) => new Date(now).toISOString().replace('Z', '000Z');
