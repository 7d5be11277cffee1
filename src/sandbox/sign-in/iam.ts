import { readJson } from '../core/json.js';
import { Refusal } from '../core/refusal.js';
import type { SandboxRequest } from '../core/request.js';
import type { Settings } from '../settings.js';
import type { Json } from '../world/table.js';
import type { World } from '../world/world.js';
import { callerOf, type Tokens } from './sign-in.js';
import type { Users } from './users.js';

/** What IAM has to know. */
export interface IamContext {
  readonly world: World;
  readonly users: Users;
  readonly tokens: Tokens;
  readonly settings: Settings;
  /** Id of the project that is called by the region's name. */
  readonly project: string;
  readonly region: string;
  readonly now: number;
}

/** An answer of IAM. */
export interface IamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/**
 * Answers as far as signing in needs IAM: `POST /v3/auth/tokens`, `GET /v3/projects` and
 * `POST /v3.0/OS-CREDENTIAL/securitytokens`.
 *
 * @returns undefined if the request is none for IAM
 * @throws Refusal in IAM's own form
 */
export function answerIam(request: SandboxRequest, context: IamContext): IamAnswer | undefined {
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

function signIn({ body: bytes }: SandboxRequest, context: IamContext): IamAnswer {
  const { world, tokens, users, project: main, region, now } = context;
  const body = jsonOf(bytes);
  const identity = at(body, 'auth', 'identity', 'password', 'user');
  const user = users.find(
    ({ name, domain, password }) =>
      name === at(identity, 'name') &&
      domain === at(identity, 'domain', 'name') &&
      password === at(identity, 'password'),
  );
  if (user === undefined) {
    throw keystoneRefusal(401, 'Unauthorized', 'The username or password is wrong.');
  }
  const scope = at(body, 'auth', 'scope', 'project');
  const named = at(scope, 'name');
  const project = at(scope, 'id') ?? (named === region ? main : undefined);
  const known = new Set([main, ...world.workspaces().map((one) => one.project)]);
  if (
    typeof project !== 'string' ||
    (!known.has(project) && context.settings.workspaces === 'known')
  ) {
    throw keystoneRefusal(401, 'Unauthorized', 'The project does not exist or is not yours.');
  }
  const { token, expiresAt } = tokens.issue(user, project, now);
  return {
    status: 201,
    headers: { 'x-subject-token': token },
    body: {
      token: {
        expires_at: iamTime(expiresAt),
        issued_at: iamTime(now),
        methods: ['password'],
        project: { id: project, name: region, domain: { name: user.domain } },
        user: { id: user.id, name: user.name, domain: { name: user.domain } },
        roles: user.roles.map((name) => ({ id: '0', name })),
      },
    },
  };
}

/** How long a temporary key may be valid, and is unless the request says; in seconds. */
const [shortest, longest] = [900, 86_400];

/** Gives out a temporary key for a token, which stands in the header or in the body. */
function issueTemporaryKey(
  { headers, body: bytes }: SandboxRequest,
  { tokens, now }: IamContext,
): IamAnswer {
  const identity = at(jsonOf(bytes), 'auth', 'identity');
  const methods = at(identity, 'methods');
  const seconds = at(identity, 'token', 'duration_seconds') ?? shortest;
  if (
    !Array.isArray(methods) ||
    methods.join() !== 'token' ||
    !(Number.isInteger(seconds) && Number(seconds) >= shortest && Number(seconds) <= longest)
  ) {
    throw keystoneRefusal(400, 'Bad Request', 'The request body is invalid.');
  }
  const issued = tokens.find(String(headers['x-auth-token'] ?? at(identity, 'token', 'id')));
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
  const body = { credential: { access, secret, securitytoken, expires_at: iamTime(expiresAt) } };
  return { status: 201, headers: {}, body };
}

function listProjects(
  request: SandboxRequest,
  name: string | null,
  context: IamContext,
): IamAnswer {
  callerOf(request, context.settings.auth, context);
  const { project, region } = context;
  const projects = name === null || name === region ? [{ id: project, name: region }] : [];
  return {
    status: 200,
    headers: {},
    body: { projects: projects.map((one) => ({ ...one, enabled: true })), links: {} },
  };
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

/** A member deep inside; undefined if the way to it is not there. */
function at(value: unknown, ...names: string[]): unknown {
  return names.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Json)[name] : undefined,
    value,
  );
}
