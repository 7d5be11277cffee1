import { describe, expect, test } from '@jest/globals';
import { startServer } from '../../../scripts/contract/mutation/sandbox.js';
import { sampled } from '../../lib/at-night.js';
import {
  idIn,
  jsonOf,
  namesOf,
  runOver,
  showing,
  textOf,
  withJson,
  withText,
  type Answer,
  type Request,
} from './drifted.js';

describe('A contract run on what is made of other records, or counts them', () => {
  /** A sandbox that shows a copy of a version of a playbook otherwise than it has made it. */
  function copying(change: (copy: any, original: any) => object) {
    const shown = new Map<string, any>();
    const originals = new Map<string, any>();
    return showing((body, { method, target }) => {
      const { data } = body;
      if (typeof data?.id !== 'string') return body;
      const [, id = ''] = /\/versions\/([^/]+)\/clone$/.exec(target) ?? [];
      if (method === 'GET') shown.set(data.id, data);
      if (id !== '') originals.set(data.id, shown.get(id));
      const original = originals.get(data.id);
      return original ? { ...body, data: change(data, original) } : body;
    });
  }

  /** A sandbox in which what becomes of a copy becomes of its original. */
  function changingBoth(method: string) {
    const server = startServer();
    const originals = new Map<string, string>();
    const answer: Answer = async (request) => {
      const [, id = '', clone] = /\/versions\/([^/?]+)(\/clone)?$/.exec(request.target) ?? [];
      const original = originals.get(id);
      if (original !== undefined && request.method === method)
        await server.answer({ ...request, target: request.target.replace(id, original) });
      const right = await server.answer(request);
      if (clone !== undefined && idIn(right) !== '') originals.set(idIn(right), id);
      return right;
    };
    return answer;
  }

  type Row = [string, string, () => Answer, string[]];
  const copy = 'copyPlaybookVersion';
  const review = 'createPlaybookApprove';
  const order = 'createBatchOrderAlerts';
  const ofReviews = (change: (data: any[]) => unknown) =>
    showing((body, { target }) =>
      target.includes('/versions/approval') ? { ...body, data: change(body.data) } : body,
    );
  /** A sandbox that imports what it should but check. */
  const importing = (): Answer => {
    const { answer } = startServer();
    return (request) =>
      answer(withText(request, textOf(request).replace('\r\nverify\r\n', '\r\nimport\r\n')));
  };
  const figures = { enabled_num: 1, disabled_num: 2, unapproved_num: 3 };
  /** A sandbox that makes incidents of two alerts in a way of its own. */
  const ordering = (make: (answer: Answer, request: Request) => ReturnType<Answer>) => {
    const server = startServer();
    const right: Answer = (request) => server.answer(request);
    const answer: Answer = (request) => {
      const isOrder = /"ids":\["[^"]+","[^"]+"\]/.test(textOf(request));
      return isOrder ? make(right, request) : right(request);
    };
    return answer;
  };

  test.each<Row>([
    ...sampled<Row>(
      [
        [
          'has other names and states in a copy',
          copy,
          () =>
            copying((one) => ({
              ...one,
              description: `Copy of ${one.description}`,
              version: 'v9',
            })),
          [],
        ],
        ['copies no rule', copy, () => copying(({ rules: _, ...one }) => one), ['copy']],
        ['copies no actions', copy, () => copying((one) => ({ ...one, actions: [] })), ['copy']],
        [
          'shares the actions of a copy',
          copy,
          () => copying((one, { actions }) => ({ ...one, actions })),
          ['copy'],
        ],
        [
          'makes no new playbook',
          copy,
          () => copying((one, { playbook_id }) => ({ ...one, playbook_id })),
          ['copy'],
        ],
        ['changes the original as well', copy, () => changingBoth('PUT'), ['copy']],
        ['deletes the original as well', copy, () => changingBoth('DELETE'), ['copy']],
        ['lists the newest review first', review, () => ofReviews((all) => all.toReversed()), []],
        [
          'gives ten reviews',
          review,
          () => ofReviews(() => Array(10).fill({ result: 'PASS', content: '' })),
          [],
        ],
        ['lists no review', review, () => ofReviews(() => []), ['made is listed']],
        [
          'loses the comments of reviews',
          review,
          () => ofReviews((all) => all.map((one) => ({ ...one, content: '' }))),
          ['made is listed'],
        ],
        [
          'makes no incident of alerts',
          order,
          () => ordering((answer, request) => answer(withJson(request, { ids: [] }))),
          ['made is listed'],
        ],
        [
          'makes two incidents of two alerts',
          order,
          () =>
            ordering(async (answer, request) => {
              await answer(request);
              return answer(request);
            }),
          ['made is listed'],
        ],
        [
          'has figures that never change',
          'showPlaybookStatistics',
          () =>
            showing((body, { target }) =>
              target.endsWith('/statistics') ? { ...body, data: figures } : body,
            ),
          ['counts disabled_num', 'counts enabled_num'],
        ],
        [
          'shows the workflow runs of another run',
          'showPlaybookTopology',
          () =>
            showing((body, { target }) => {
              const all = target.endsWith('/topology') ? body.action_instances : [];
              for (const one of all)
                if (one.instance_log) one.instance_log.parent_instance_id = 'x';
              return body;
            }),
          ['names its record'],
        ],
        [
          'lists the versions of another playbook',
          'listPlaybookVersions',
          () =>
            showing((body, { method, target }) => {
              const all = method === 'GET' && target.includes('/versions?') ? body.data : [];
              for (const one of all) one.playbook_id = 'x';
              return body;
            }),
          ['as it is read', 'only of here'],
        ],
      ],
      3,
    ),
    ['imports what it should but check', 'importPlaybook', importing, ['import']],
    [
      'loses the type of an incident of alerts',
      order,
      () =>
        ordering((answer, request) => {
          const body = jsonOf(request);
          delete body.incident_content.incident_type;
          return answer(withJson(request, body));
        }),
      ['made is listed'],
    ],
    [
      'deletes the alerts that become an incident',
      order,
      () =>
        ordering(async (answer, request) => {
          const right = await answer(request);
          const target = request.target.replace('batch-order', 'batch-delete');
          const { ids } = jsonOf(request);
          await answer(withJson({ ...request, target }, { batch_ids: ids }));
          return right;
        }),
      ['made is listed'],
    ],
  ])(
    'notices nothing but what is wrong where a server %s',
    async (_, operation, answer, broken) => {
      const kept = operation === order ? /alerts|incidents/ : /playbooks|dataclasses|\/workflows\b/;
      const run = await runOver(answer(), kept, {
        operations: [operation],
        only: ['behaviour'],
        readings: 'strict',
      });
      expect(namesOf(run, 'broken')).toEqual(broken);
    },
  );
});
