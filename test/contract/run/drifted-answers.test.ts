import { expect, test } from '@jest/globals';
import { startServer } from '../../../scripts/contract/mutation/sandbox.js';
import { asking, brokenOn, idIn, saying, showing, type Answer, type Json } from './drifted.js';

/** A sandbox whose successes of one method on some paths are other texts. */
const answering = (method: string, path: RegExp, change: (text: string) => string): Answer =>
  saying((text, request) =>
    request.method === method && path.test(request.target.split('?')[0]!) ? change(text) : text,
  );

/** A sandbox that reads another path than the one that is asked for, where that one is not there. */
function readingElse(path: RegExp, other: string): Answer {
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
    () => readingElse(/dataclasses\/[^/]+$/, 'dataclasses/e410ae50-43fa-343e-807a-a2a9edb8018e'),
  ],
  [
    'answers about the action of another plug-in',
    'showComponentAction',
    'elsewhere',
    /\/components|\/workflows\b/,
    () => readingElse(/components\/[^/]+/, 'components/ad93ecc6-1723-4c2c-9976-9eb0182c2d18'),
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
        const isMade = /POST.*workspaces$/.test(request.method + request.target);
        if (isMade && idIn(right) !== '') made.push(idIn(right));
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
      const twice = showing((body, { target }) => {
        if (!/\/components(\?|$)/.test(target)) return body;
        const data = body.data.flatMap((one: Json) => [one, { ...one, id: second }]);
        return { ...body, data };
      });
      return asking(
        (request) => ({ ...request, target: request.target.replace(second, first) }),
        twice,
      );
    },
  ],
  [
    'lists a data class otherwise than it shows it',
    'listDataclass',
    'as it is read',
    /dataclasses|\/workflows\b/,
    () =>
      answering('GET', shownClass, (text) =>
        text.replace('"is_built_in":true', '"is_built_in":false'),
      ),
  ],
  [
    'answers the creation of what nothing shows with another member',
    'createDataclassType',
    'read after create',
    /dataclasses|\/workflows\b/,
    () =>
      answering('POST', /\/types$/, (text) => text.replace('"enabled":false', '"enabled":true')),
  ],
  [
    'deletes alerts and says that it has not',
    'deleteAlerts',
    'several',
    /\/alerts/,
    () =>
      answering('POST', /\/alerts\/batch-delete$/, (text) =>
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
      answering('PUT', /\/workspaces\/[^/]+$/, (text) => {
        const [, created = ''] = /"create_time":"([^"]+)"/.exec(text) ?? [];
        return text.replace(/("update_time":")[^"]+/, `$1${created}`);
      }),
  ],
])('A contract run notices a server that %s', async (_, operation, check, kept, answer) => {
  expect(await brokenOn(answer(), operation, kept)).toEqual([check]);
});
