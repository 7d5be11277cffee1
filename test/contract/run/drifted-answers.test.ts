import { expect, test } from '@jest/globals';
import { startServer, type StatefulServer } from '../../../scripts/contract/mutation/sandbox.js';
import { brokenOn } from './broken-on.js';

type Answer = StatefulServer['answer'];
type Request = Parameters<Answer>[0];

/** A sandbox whose successes of one method on some paths are other texts. */
function saying(
  method: string,
  path: RegExp,
  change: (text: string, request: Request) => string,
): Answer {
  const server = startServer();
  return async (request) => {
    const right = await server.answer(request);
    const isMeant = request.method === method && path.test(request.target.split('?')[0]!);
    if (right.status !== 200 || !isMeant) return right;
    const text = change(Buffer.from(right.body).toString(), request);
    return { ...right, body: Buffer.from(text) };
  };
}

/** A sandbox that reads another path than the one that is asked for. */
function asking(path: RegExp, other: string): Answer {
  const server = startServer();
  return async (request) => {
    const right = await server.answer(request);
    if (right.status === 200 || request.method !== 'GET') return right;
    return server.answer({ ...request, target: request.target.replace(path, other) });
  };
}

/** The workspace of the description's examples. */
const usual = 'f44065f5-557b-4376-ae02-8c65ef1960f4';

const shownClass = /\/soc\/dataclasses\/[^/]+$/;

test.each<[string, string, string, RegExp, () => Answer]>([
  [
    'answers about a data class that nobody has',
    'showDataClassInfo',
    'unknown id',
    /dataclasses|\/workflows\b/,
    () => asking(/dataclasses\/[^/]+$/, 'dataclasses/e410ae50-43fa-343e-807a-a2a9edb8018e'),
  ],
  [
    'answers about the action of another plug-in',
    'showComponentAction',
    'elsewhere',
    /\/components|\/workflows\b/,
    () => asking(/components\/[^/]+/, 'components/ad93ecc6-1723-4c2c-9976-9eb0182c2d18'),
  ],
  [
    'has one store for all workspaces',
    'showAlert',
    'elsewhere',
    /\/workspaces(\/\{workspace_id\})?$|\/alerts/,
    () => {
      const server = startServer();
      const made: string[] = [];
      return async (request) => {
        const own = made.find((id) => request.target.includes(`/${id}/soc/`));
        const target = own ? request.target.replace(own, usual) : request.target;
        const right = await server.answer({ ...request, target });
        const [, id] = /"id":"([^"]+)"/.exec(Buffer.from(right.body).toString()) ?? [];
        if (/POST.*workspaces$/.test(request.method + request.target) && id) made.push(id);
        return right;
      };
    },
  ],
  [
    'answers about the action of a plug-in below a second one',
    'showComponentAction',
    'elsewhere',
    /\/components|\/workflows\b/,
    () => {
      const [first, second] = ['ad93ecc6-1723-4c2c-9976-9eb0182c2d18', 'another-plug-in'];
      const listed = /\/components$/;
      const answer = saying('GET', listed, (text) => {
        const body = JSON.parse(text) as { data: object[] };
        const data = body.data.flatMap((one) => [one, { ...one, id: second }]);
        return JSON.stringify({ ...body, data });
      });
      return (request) => answer({ ...request, target: request.target.replace(second, first) });
    },
  ],
  [
    'lists a data class otherwise than it shows it',
    'listDataclass',
    'as it is read',
    /dataclasses|\/workflows\b/,
    () =>
      saying('GET', shownClass, (text) =>
        text.replace('"is_built_in":true', '"is_built_in":false'),
      ),
  ],
  [
    'answers the creation of what nothing shows with another member',
    'createDataclassType',
    'read after create',
    /dataclasses|\/workflows\b/,
    () => saying('POST', /\/types$/, (text) => text.replace('"enabled":false', '"enabled":true')),
  ],
  [
    'deletes alerts and says that it has not',
    'deleteAlerts',
    'several',
    /\/alerts/,
    () =>
      saying('POST', /\/alerts\/batch-delete$/, (text) =>
        text.replace(/error_ids|success_ids/g, (name) =>
          name === 'error_ids' ? 'success_ids' : 'error_ids',
        ),
      ),
  ],
  [
    'answers an update with the time of the creation',
    'updateWorkspace',
    'time of change',
    /\/workspaces(\/\{workspace_id\})?$/,
    () =>
      saying('PUT', /\/workspaces\/[^/]+$/, (text) => {
        const [, created = ''] = /"create_time":"([^"]+)"/.exec(text) ?? [];
        return text.replace(/("update_time":")[^"]+/, `$1${created}`);
      }),
  ],
])('A contract run notices a server that %s', async (_, operation, check, kept, answer) => {
  const broken = await brokenOn(answer(), operation, 'behaviour', (path) => kept.test(path));
  expect(broken).toEqual([check]);
});
