import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { atNight, testAtNight } from '../../lib/at-night.js';
import { evaluate, holds, resolve } from '../../../scripts/contract/flows/expressions.js';
import { readFlows } from '../../../scripts/contract/flows/flows.js';
import { runContract, type RunOptions } from '../../../scripts/contract/run/run.js';
import { startSandbox, type RunningSandbox } from '../../../src/sandbox/index.js';
import { companions } from '../../lib/files.js';
import { values, type StateLie } from './honest-state.js';
import { description, findingsOf, runOn } from './run-on.js';

/** Those that the honest server can follow: it keeps workflows and workspaces. */
const flows = readFlows(companions.workflows.filter((file) => file.includes('/workflows/')));
const options: Partial<RunOptions> = { flows, values, only: ['flow'] };

const folder = mkdtempSync(join(tmpdir(), 'flows-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What became of each flow: an outcome, or the reason why it was skipped. */
function outcomesOf({ results }: Awaited<ReturnType<typeof runOn>>['run']) {
  return Object.fromEntries(
    results.map(({ case: one, outcome, reason }) => [one.name, reason ?? outcome]),
  );
}

describe('a contract run with the flows of the description', () => {
  test('finds that an honest server follows them all, and takes away what they made', async () => {
    const { run, server } = await runOn({ stateful: true }, options);
    expect(findingsOf(run)).toEqual({});
    expect(outcomesOf(run)).toEqual({
      rejectedVersion: 'kept',
      releaseWorkflow: 'kept',
      retryRun: 'kept',
      rollBack: 'kept',
      exportWorkflow: 'kept',
      importWorkflow:
        'The flow needs a value for its input name, to go with file; give all of them by --values, under "importWorkflow".',
    });
    expect(run.results.flatMap(({ notes = [] }) => notes)).toEqual([]);
    expect(server.requests.length).toBeGreaterThan(40);
    expect(server.count()).toBe(0);
  });

  test('does not follow a flow through operations that are not chosen', async () => {
    const { run, server } = await runOn(
      { stateful: true },
      { ...options, operations: ['createAopWorkflow'] },
    );
    const reasons = Object.values(outcomesOf(run));
    expect(new Set(reasons)).toEqual(
      new Set(['The flow calls createAopWorkflowVersion as well, which is not chosen.']),
    );
    expect(reasons.length).toBeGreaterThan(2);
    expect(server.count()).toBe(0);
  });

  test.each<[StateLie, string, string]>([
    [
      'submit does nothing',
      'updateAopWorkflowVersion',
      'rejectedVersion: the step submit asks for',
    ],
    [
      'rejection activates',
      'showAopWorkflowVersion',
      'rejectedVersion: the step readRejected asks',
    ],
    ['two active versions', 'showAopWorkflowVersion', 'rollBack: the step readReplaced asks for'],
  ])('names flow, step and request where the server lies: %s', async (about, operation, text) => {
    const { run } = await runOn({ stateful: true, about }, options);
    const found = run.results.flatMap(({ case: one, findings, curl }) =>
      findings.map(({ name, message }) => ({ name, message, operation: one.operationId, curl })),
    );
    expect(found).toContainEqual({
      name: 'flow_broken',
      message: expect.stringContaining(text),
      operation,
      curl: expect.stringMatching(/^curl .*\/versions\//),
    });
  });

  test('skips them on a server that keeps no state, with the reason', async () => {
    const { run } = await runOn({}, options);
    expect(new Set(Object.values(outcomesOf(run)))).toEqual(
      new Set(['The server keeps no state.']),
    );
  });

  test('skips one that needs an id which names nothing that can be made, with the reason', async () => {
    const file = join(folder, 'ids.yaml');
    writeFileSync(
      file,
      `arazzo: 1.0.1
workflows:
  - workflowId: stopTask
    steps:
      - stepId: stop
        operationId: updateWorkflowInstance
        parameters: [{ name: instance_id, in: path, value: $inputs.run }]
        requestBody: { payload: { command_type: ActionInstanceRetryCommand, task_id: $inputs.task } }
`,
    );
    const { run } = await runOn({ stateful: true }, { ...options, flows: readFlows([file]) });
    expect(outcomesOf(run)).toEqual({
      stopTask: expect.stringMatching(
        /^The flow needs a value for its input task, to go with run; give all/,
      ),
    });
  });

  test('repeats a step as often as it may each time that it is reached', async () => {
    const file = join(folder, 'again.yaml');
    writeFileSync(
      file,
      `arazzo: 1.0.1
workflows:
  - workflowId: lookTwice
    parameters: [{ name: X-Flow, in: header, value: '1' }]
    steps:
      - stepId: look
        operationId: listWorkflows
        successCriteria: [{ condition: $statusCode == 200 }]
        onFailure: [{ name: repeat, type: retry, retryLimit: 1 }]
      - stepId: goBack
        operationId: listWorkspaces
        successCriteria: [{ condition: $statusCode == 200 }]
        onSuccess:
          - { name: again, type: goto, stepId: look, criteria: [{ condition: "$response.header.X-Times == '1'" }] }
          - { name: done, type: end }
`,
    );
    /** What comes of it if so many requests are refused each time before one is answered. */
    const broken = async (refused: number) => {
      const counts: Record<string, number> = {};
      const { run } = await runOn(
        {
          stateful: true,
          lie: ({ operationId = '', headers }, reply) => {
            // The run looks at the server before it begins with the flow.
            if (headers['x-flow'] === undefined) return reply;
            const count = (counts[operationId] = (counts[operationId] ?? 0) + 1);
            if (operationId === 'listWorkspaces')
              return { ...reply, headers: { ...reply.headers, 'X-Times': String(count) } };
            const isRefused = operationId === 'listWorkflows' && count % (refused + 1) !== 0;
            return isRefused ? { ...reply, status: 503, body: '{}' } : reply;
          },
        },
        { ...options, flows: readFlows([file]) },
      );
      expect(counts['listWorkflows']).toBe(refused === 1 ? 4 : 2);
      return Object.keys(findingsOf(run)).includes('flow_broken');
    };
    expect(await broken(1)).toBe(false);
    expect(await broken(2)).toBe(true);
  });

  testAtNight('runs each flow in one shard alone', async () => {
    const shards = [1, 2, 3].map((index) =>
      runOn({ stateful: true }, { ...options, shard: { index, of: 3 } }),
    );
    const names = (await Promise.all(shards)).flatMap(({ run }) =>
      run.results.map(({ case: one }) => one.name),
    );
    expect(names.toSorted()).toEqual(flows.map(({ id }) => id).toSorted());
  });
});

describe('a contract run with flows on a sandbox that reads the sources otherwise', () => {
  let sandbox: RunningSandbox | undefined;
  afterAll(() => sandbox?.close());

  test.each<Readonly<Record<string, string>>>([
    { D23: 'every-version' },
    // Its flows wait for what does not come.
    ...atNight<Readonly<Record<string, string>>>(
      { D23: 'no-version' },
      { D24: 'fails' },
      { D24: 'passes' },
    ),
  ])(
    'only notes what differs: %j',
    async (readings) => {
      await sandbox?.close();
      sandbox = await startSandbox({ nodeTime: 0, workspaces: 'any' });
      sandbox.control.changeSettings({ readings });
      const run = await runContract({
        ...options,
        description,
        target: sandbox.url,
        environment: {},
      });
      expect(findingsOf(run)).toEqual({});
      const notes = run.results.flatMap((one) => one.notes ?? []);
      const differs = !Object.values(readings).includes('passes');
      expect(notes.map(({ name }) => name).includes('flow_broken')).toBe(differs);
    },
    60_000,
  );
});

describe('expressions of Arazzo', () => {
  const surroundings = {
    inputs: { name: 'Rex', limit: 2 },
    outputs: new Map([['create', { id: 'a/b' }]]),
    exchange: {
      request: {
        method: 'GET',
        path: '/pets',
        query: [['limit', '2']] as const,
        headers: {},
        credentials: { kind: 'none' } as const,
      },
      answer: {
        status: 200,
        mediaType: 'application/json',
        headers: { etag: '"7"' },
        text: '{"data":[{"a/b":null,"name":"Rex"}],"total":10}',
      },
    },
  };

  test.each([
    ['$statusCode', 200],
    ['$method', 'GET'],
    ['$inputs.name', 'Rex'],
    ['$steps.create.outputs.id', 'a/b'],
    ['$response.body#/data/0/name', 'Rex'],
    ['$response.body#/data/0/a~1b', null],
    ['$response.body#/none', undefined],
    ['$response.header.ETag', '"7"'],
    ['$request.query.limit', '2'],
  ])('evaluate %s', (expression, value) => {
    expect(evaluate(expression, surroundings)).toEqual(value);
  });

  test('keep the type of a whole value, and become text inside of one', () => {
    const value = { limit: '$inputs.limit', list: ['{$inputs.name}-{$inputs.limit}', 7] };
    expect(resolve(value, surroundings)).toEqual({ limit: 2, list: ['Rex-2', 7] });
  });

  test.each([
    ['$statusCode == 200', true],
    ['$statusCode!=200', false],
    ['$response.body#/total >= 9', true],
    ["$response.body#/data/0/name == 'rex'", true],
    ['$response.body#/none == null', false],
    ['$response.body#/data/0/a~1b == null', true],
    ['$statusCode == 201 || $statusCode == 200 && $inputs.limit < 3', true],
    ['($statusCode == 201 || $statusCode == 200) && !($inputs.limit < 3)', false],
    ['$response.body#/total > "9"', false],
  ])('the condition %s is %s', (condition, expected) => {
    expect(holds(condition, surroundings)).toBe(expected);
  });

  test.each(['$statusCode ==', '$statusCode = 200', '$url == 1', '(true', 'true true', '"a'])(
    'that are not understood are refused: %s',
    (condition) => {
      expect(() => holds(condition, surroundings)).toThrow(/is not evaluated here/);
    },
  );
});

describe('readFlows', () => {
  test.each([
    ['openapi: 3.1.0\n', /^--arazzo: \S+ is no Arazzo 1\.0: it has no "arazzo: 1\.0\.1"\.$/],
    ['arazzo: 1.0.1\n', /has no workflows\.$/],
    ['arazzo: 1.0.1\nworkflows: [{ workflowId: a }]\n', /without workflowId or steps \(a\)\.$/],
  ])('refuses what are no flows in a sentence: %j', (text, message) => {
    const file = join(folder, 'flow.yaml');
    writeFileSync(file, text);
    const fault = expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) });
    expect(() => readFlows([file])).toThrow(fault);
  });

  test('names the step whose operation is in no description', async () => {
    const file = join(folder, 'flow.yaml');
    const steps = '[{ stepId: first, operationId: $sourceDescriptions.pets.listPets }]';
    writeFileSync(file, `arazzo: 1.0.1\nworkflows: [{ workflowId: a, steps: ${steps} }]\n`);
    await expect(runOn({}, { flows: readFlows([file]) })).rejects.toThrow(
      '--arazzo: the step first of a calls listPets, which the description does not have.',
    );
  });
});
