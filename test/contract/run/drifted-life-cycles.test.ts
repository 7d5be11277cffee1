import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { CaseGroup } from '../../../scripts/contract/case.js';
import { startServer, type StatefulServer } from '../../../scripts/contract/mutation/sandbox.js';
import type { TransitionRule } from '../../../src/sandbox/life-cycle/rules.js';
import { sampled } from '../../lib/at-night.js';
import {
  asking,
  brokenOn,
  hookOf,
  jsonOf,
  namesOf,
  runOver,
  saying,
  serverObeying,
  textOf,
  withText,
  type Answer,
} from './drifted.js';
import { findingsOf, resultsOf } from './run-on.js';

const obeying = (...given: Parameters<typeof serverObeying>) => serverObeying(...given).answer;

/** A sandbox in which runs of workflows take a command otherwise. */
const commanding = (command: string, change: Partial<TransitionRule>) =>
  obeying('instances', ({ when }) =>
    when.some(({ body }) => body?.['command_type'] === command) ? change : {},
  );
const [stop, retry] = ['ActionInstanceTerminateCommand', 'ActionInstanceRetryCommand'];

const ofAlerts = /\/alerts/;
const ofPlaybooks = /playbooks|dataclasses/;
const ofWorkflows = /\/workflows/;

describe('A contract run on a server with other life cycles than the description', () => {
  test('notices that each alert begins as open, whatever its creator asks for', async () => {
    const answer = obeying('alerts', ({ from }) => (from.includes('start') ? { to: 'Open' } : {}));
    expect(await brokenOn(answer, 'createAlert', ofAlerts, 'life-cycle')).toEqual([
      'begins Block',
      'begins Closed',
    ]);
  });

  test('notices that an alert begins otherwise than it should by default', async () => {
    const answer = obeying('alerts', ({ from, to }) =>
      from.includes('start') && to !== 'Closed'
        ? {
            when: [{ body: { 'data_object.handle_status': to === 'Open' ? to : [to, '$absent'] } }],
          }
        : {},
    );
    expect(await brokenOn(answer, 'createAlert', ofAlerts, 'life-cycle')).toEqual([
      'begins Open by default',
    ]);
  });

  test('notices that a state which was written is not kept, though from where is a reading', async () => {
    const withoutState = (text: string) =>
      text.replace(/,?"handle_status":"\w+"/, '').replace('{,', '{');
    const answer = asking((request) =>
      request.method === 'PUT' ? withText(request, withoutState(textOf(request))) : request,
    );
    expect(await brokenOn(answer, 'changeAlert', ofAlerts, 'life-cycle')).toContain(
      'changeAlert Closed of alert Open',
    );
  });

  test('notices a run of a workflow that was never enabled, which is our reading', async () => {
    const answer = obeying('instances', ({ from }) =>
      from.includes('start') ? { when: [{}] } : {},
    );
    const of = { operations: ['createWorkflowInstance'], only: ['life-cycle'] as const };
    const run = await runOver(answer, /\/(workflows|dataclasses)/, { ...of, readings: 'strict' });
    expect(findingsOf(run)).toEqual({
      forbidden_transition: [
        expect.stringMatching(
          /^createWorkflowInstance\/life-cycle\/begins-not: A creation .* by our reading it is refused\.$/,
        ),
      ],
    });
  });

  test.each(
    sampled(
      [
        ['the version is not in force afterwards', 'set'],
        ['its playbook does not name the version afterwards', 'parent'],
        ['the version that was in force before still is', 'others'],
      ] as const,
      4,
    ),
  )('notices of an activation that %s', async (_, effect) => {
    const answer = obeying('playbook-versions', ({ operations, effects }) =>
      operations.includes('updatePlaybookVersion')
        ? { effects: effects.filter((one) => one[effect] === undefined) }
        : {},
    );
    expect(await brokenOn(answer, 'updatePlaybookVersion', ofPlaybooks, 'life-cycle')).toContain(
      'updatePlaybookVersion true of playbook-version PUBLISHED beside another',
    );
  });
});

describe('A contract run notices of a transition that is a reading', () => {
  test('that what is said of it does not happen at all', async () => {
    const answer = commanding(stop, { from: ['RUNNING'], to: 'RUNNING' });
    expect(await brokenOn(answer, 'updateWorkflowInstance', ofWorkflows, 'life-cycle')).toEqual([
      `updateWorkflowInstance ${stop} of instance RUNNING`,
    ]);
  });

  test('that it is taken in a state in which it is said to be refused', async () => {
    const answer = commanding(retry, { from: ['RETRYING', 'FAILED', 'FINISHED', 'TERMINATED'] });
    expect(await brokenOn(answer, 'updateWorkflowInstance', ofWorkflows, 'life-cycle')).toEqual([
      `updateWorkflowInstance ${retry} of instance RETRYING`,
    ]);
  });
});

describe('A contract run on records that no operation creates', () => {
  /** What a run says of a sandbox, and what it has sent to change anything; a hook gives away what is there. */
  async function tried(server: StatefulServer, isHook = true) {
    const all = server.records().flat(3) as { id: string; data: Record<string, unknown> }[];
    const idsOf = (member: string) =>
      all.filter(({ data }) => data?.[member] !== undefined).map(({ id }) => id);
    const left = { tasks: idsOf('business_type'), 'playbook-instances': idsOf('dataobject') };
    const sent: string[] = [];
    const answer: Answer = async (request) => {
      const { method, target } = request;
      if (target !== '/states') {
        if (/PUT|DELETE/.test(method)) sent.push(`${method} ${target.replace(/.*\/soc/, '')}`);
        return server.answer(request);
      }
      // It knows of no state.
      const { action, state } = jsonOf(request) as { action: string; state: keyof typeof left };
      const id = action === 'setup' ? left[state]?.pop() : undefined;
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify({ id })) };
    };
    const kept = /\/(playbooks|workflows|tasks)\b|dataclasses/;
    const run = await runOver(answer, kept, (target) => ({
      readings: 'strict',
      only: ['life-cycle'],
      operations: ['changePlaybookInstance', 'updateTask'],
      ...(isHook && { states: hookOf(target) }),
    }));
    return { run, sent };
  }

  test('tries the transitions of those that a hook makes, and of no others', async () => {
    const { run, sent } = await tried(startServer());
    expect(namesOf(run, 'broken')).toEqual([]);
    const kept = namesOf(run, 'kept');
    expect(kept).toContain('changePlaybookInstance RETRY of playbook-instance FINISHED');
    expect(kept).toContain('updateTask CONTINUE of task waiting');
    const isOurs = /^(PUT \/(tasks|playbooks\/instances)|DELETE \/workflows)\/[^/]+$/;
    expect(sent.filter((one) => !isOurs.test(one))).toEqual([]);
  });

  test('notices that one is in a state for it which it should not be', async () => {
    const server = serverObeying('playbook-instances', ({ to }) =>
      to === 'RETRYING' ? { from: ['FAILED', 'FINISHED', 'TERMINATED'] } : {},
    );
    const { run } = await tried(server);
    expect(namesOf(run, 'broken')).toEqual([
      'changePlaybookInstance RETRY of playbook-instance FINISHED',
    ]);
  });

  test('changes none without a hook, and says so', async () => {
    const { run, sent } = await tried(startServer(), false);
    expect(sent.filter((one) => one.startsWith('PUT'))).toEqual([]);
    expect(new Set(resultsOf(run, 'skipped').map(({ reason = '' }) => reason))).toEqual(
      new Set(
        ['playbook-instances', 'tasks'].map(
          (kind) =>
            `The API creates none of ${kind}, and one that is there is not changed unless it is given by --values.`,
        ),
      ),
    );
  });
});

test('A contract run does not take for a fault that a state has passed before a request came', async () => {
  // What lasts for a moment is over when the next command comes.
  const server = serverObeying('instances', ({ from }) =>
    from.includes('TERMINATING') ? { after: 200 } : {},
  );
  const answer: Answer = async (request) => {
    if (textOf(request).includes(retry)) await delay(250);
    return server.answer(request);
  };
  const run = await runOver(answer, ofWorkflows, {
    readings: 'strict',
    only: ['life-cycle'],
    operations: ['updateWorkflowInstance'],
  });
  expect(findingsOf(run)).toEqual({});
});

describe('A contract run finds nothing wrong with life cycles that are read otherwise', () => {
  test.each<[string, string, CaseGroup, RegExp, () => Answer]>(
    sampled(
      [
        [
          'versions are numbered by their review',
          'updatePlaybookVersion',
          'life-cycle',
          ofPlaybooks,
          () =>
            obeying('playbook-versions', ({ effects }) => ({
              effects: effects.filter(({ number }) => number === undefined),
            })),
        ],
        [
          'a published version is not submitted as published',
          'updatePlaybookVersion',
          'enum',
          ofPlaybooks,
          () =>
            obeying('playbook-versions', ({ when, inferred }) =>
              inferred && when.some(({ body }) => body?.['status'] === 'PUBLISHED')
                ? { from: ['APPROVING'] }
                : {},
            ),
        ],
        [
          'a playbook is enabled with the id of its version alone',
          'updatePlaybook',
          'life-cycle',
          ofPlaybooks,
          () =>
            obeying('playbooks', ({ to, inferred }) =>
              to === 'true' && inferred ? { from: [] } : {},
            ),
        ],
        [
          'a rejected version stays so until it is submitted',
          'updateAopWorkflowVersion',
          'life-cycle',
          ofWorkflows,
          () =>
            obeying('versions', ({ from, to }) =>
              from.includes('rejected') && to === 'pending_submit' ? { to: 'rejected' } : {},
            ),
        ],
      ],
      8,
    ),
  )('where %s', async (_, operation, group, kept, answer) => {
    expect(await brokenOn(answer(), operation, kept, group)).toEqual([]);
  });
});

test('A contract run notes that reading moves the time of change of a task, which no operation creates', async () => {
  let reads = 0;
  const answer = saying((text, { target }) =>
    /\/tasks\/[^/]+$/.test(target)
      ? text.replace(/"update_time":"\d{4}-/, `"update_time":"${2027 + (reads += 1)}-`)
      : text,
  );
  const run = await runOver(answer, /\/(tasks|workflows)\b/, {
    operations: ['showTask'],
    only: ['behaviour'],
  });
  // Whose task it is, and what others do with it, nobody knows.
  expect(resultsOf(run, 'broken')).toEqual([]);
  expect(run.results.flatMap(({ notes = [] }) => notes)).toContainEqual(
    expect.objectContaining({
      name: 'changed_by_read',
      message: expect.stringContaining('After a GET and a HEAD update_time is'),
    }),
  );
});

test('A contract run asks for nothing below a version that another request has submitted', async () => {
  const run = await runOver(startServer().answer, /playbooks|dataclasses|\/workflows\b/, {
    only: ['example', 'boundary'],
    operations: ['updatePlaybookVersion', 'createPlaybookRule'],
  });
  expect(resultsOf(run, 'broken').map(({ case: one }) => one.id)).toEqual([]);
});

test('A contract run notices that a workflow is enabled by a version of it that is not active', async () => {
  const server = startServer();
  const answer: Answer = async (request) => {
    const right = await server.answer(request);
    const text = textOf(request);
    const [, named = ''] = /"version_id":"([^"]+)"/.exec(text) ?? [];
    if (request.method !== 'PUT' || right.status !== 400 || named === '') return right;
    const read = { ...request, method: 'GET', body: new Uint8Array() };
    const version = await server.answer({
      ...read,
      target: request.target.replace(/[^/]+$/, `versions/${named}`),
    });
    if (version.status !== 200) return right;
    const workflow = textOf(await server.answer(read));
    const [, active = ''] = /"version_id":"([^"]+)"/.exec(workflow) ?? [];
    return server.answer(withText(request, text.replace(named, active)));
  };
  const run = await runOver(answer, /\/workflows\b/, {
    readings: 'strict',
    only: ['life-cycle'],
    operations: ['updateAopWorkflow'],
  });
  expect(namesOf(run, 'broken')).toContainEqual(expect.stringContaining('with another id'));
});
