import { describe, expect, test } from '@jest/globals';
import { readFlows } from '../../../scripts/contract/flows/flows.js';
import { startServer } from '../../../scripts/contract/mutation/sandbox.js';
import { sampled } from '../../lib/at-night.js';
import { companions } from '../../lib/files.js';
import { runOver, textOf, withJson, withText, type Answer, type Request } from './drifted.js';
import { resultsOf } from './run-on.js';

describe('A contract run that follows the flows of the description', () => {
  const kept = /\/(playbooks|workflows|tasks|dataclasses)\b|\/alerts(\/\{\w+\})?$/;

  /** The findings and notes of a flow on a sandbox that answers some requests otherwise. */
  async function followed(file: string, drift: Drift) {
    const server = startServer();
    const flows = readFlows(companions.workflows.filter((one) => one.endsWith(`/${file}`)));
    const run = await runOver((request) => drift(request, server.answer), kept, {
      flows,
      only: ['flow'],
    });
    expect(resultsOf(run, 'skipped')).toEqual([]);
    const said = (found: readonly { message: string }[]) =>
      found.map(({ message }) => /the step (\w+)/.exec(message)?.[1]);
    return {
      findings: run.results.flatMap(({ findings }) => said(findings)),
      notes: run.results.flatMap(({ notes = [] }) => said(notes)),
    };
  }

  type Drift = (request: Request, answer: Answer) => ReturnType<Answer>;

  /** Another text for the answers to a part of the requests. */
  const saying =
    (target: RegExp, change: (text: string) => string): Drift =>
    async (request, answer) => {
      const right = await answer(request);
      if (request.method !== 'GET' || !target.test(request.target)) return right;
      return withText(right, change(textOf(right)));
    };

  /** Enables what a version belongs to once a review has passed it. */
  const enabling =
    (kind: string, owner: string): Drift =>
    async (request, answer) => {
      const right = await answer(request);
      const [, path = '', id = ''] =
        /^(.*\/soc\/(?:playbooks|workflows))\/versions\/([^/]+)\/approval$/.exec(request.target) ??
        [];
      if (right.status !== 200 || !path.endsWith(kind)) return right;
      const read = { ...request, method: 'GET', target: `${path}/versions/${id}` };
      const version = textOf(await answer(read));
      const [, of = ''] = new RegExp(`"${owner}":"([^"]+)"`).exec(version) ?? [];
      const body = kind === 'playbooks' ? { enabled: true } : { enabled: true, version_id: id };
      const update = { ...request, method: 'PUT', target: `${path}/${of}` };
      await answer(withJson(update, body));
      return right;
    };

  test.each<[string, string, Drift, found: { findings?: string[]; notes?: string[] }]>(
    sampled(
      [
        [
          'a rule is not looked at',
          'trigger.arazzo.yaml',
          (request, answer) =>
            answer(
              withText(
                request,
                textOf(request).replace('"rule_enable":true', '"rule_enable":false'),
              ),
            ),
          { findings: ['noneWithoutTheRule'] },
        ],
        [
          'a playbook runs before it is enabled',
          'trigger.arazzo.yaml',
          enabling('playbooks', 'playbook_id'),
          { findings: ['noneWhileDisabled'] },
        ],
        [
          'a playbook is enabled before its workflow',
          'enabling.arazzo.yaml',
          enabling('workflows', 'aopworkflow_id'),
          { findings: ['enableTooEarly'] },
        ],
        [
          'a version in force loses an action',
          'enabling.arazzo.yaml',
          async (request, answer) => {
            const right = await answer(request);
            if (request.method !== 'DELETE' || !request.target.includes('/actions/')) return right;
            return { ...withText(right, '{"code":"0","message":""}'), status: 200 };
          },
          { findings: ['removeAction'] },
        ],
        [
          'a submission makes no task',
          'review.arazzo.yaml',
          saying(/\/tasks\?/, (text) => text.replace(/"data":\[.*\]/s, '"data":[]')),
          { notes: ['findTask'] },
        ],
        [
          'all versions have one number',
          'roll-back.arazzo.yaml',
          saying(/\/versions\//, (text) => text.replace('"V2"', '"V1"')),
          { notes: ['readNumber'] },
        ],
        [
          'a run is started by a timer',
          'release.arazzo.yaml',
          saying(/\/instances\//, (text) => text.replace('"MANUAL"', '"TIMER"')),
          { notes: ['readRun'] },
        ],
      ],
      2,
    ),
  )('notices that %s', async (_, file, drift, { findings = [], notes = [] }) => {
    expect(await followed(file, drift)).toEqual({ findings, notes });
  });

  test.each(['trigger.arazzo.yaml', 'enabling.arazzo.yaml', 'review.arazzo.yaml'])(
    'finds nothing wrong with the sandbox: %s',
    async (file) => {
      const drift: Drift = (request, answer) => answer(request);
      expect(await followed(file, drift)).toEqual({ findings: [], notes: [] });
    },
  );
});
