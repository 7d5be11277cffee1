import { expect, test } from '@jest/globals';
import { phases, planRun } from '../../../scripts/contract/run/plan.js';
import {
  chosenOperations,
  unknownValues,
  type Choice,
} from '../../../scripts/contract/run/choice.js';
import { checkDescription } from '../../../scripts/contract/run/check-description.js';
import {
  options,
  readOptions,
  type ContractOptions,
} from '../../../scripts/contract/run/options.js';
import {
  asDescription,
  readDescription,
  type JsonObject,
} from '../../../scripts/lib/openapi/document.js';
import { readFlows, type Flow } from '../../../scripts/contract/flows/flows.js';
import { readTarget } from '../../../scripts/contract/http/target.js';
import { parseCommandLine, UserError } from '../../../scripts/lib/cli.js';
import { describedPaths } from '../../lib/described-paths.js';
import { bundledDescription, companions } from '../../lib/files.js';
import type { Asked } from './honest-server.js';
import { description, runOn } from './run-on.js';

const command = { usage: '', summary: '', failure: '', options };
/** The options of a command line that gives none. */
const none: ContractOptions = parseCommandLine(command, [])!.options;

const few = ['listWorkflows', 'createAopWorkflow', 'deleteAopWorkflow', 'exportAopworkflow'];

/** What a server got, without what differs from connection to connection. */
function sent({ method, url, headers, body }: Asked): string {
  // A signature is of its second.
  const { host, authorization, 'x-sdk-date': date, ...own } = headers;
  return JSON.stringify({ method, url, own, body, signed: [!authorization, !date] });
}

test('two contract runs with one seed send the same requests in the same order', async () => {
  const options = { operations: ['listWorkflows', 'createAopWorkflow'], concurrency: 1, runs: 10 };
  const [one, other] = [await runOn({}, options), await runOn({}, options)];
  expect(other.server.requests.map(sent)).toEqual(one.server.requests.map(sent));
  const third = await runOn({}, { ...options, seed: 8 });
  expect(third.server.requests.map(sent)).not.toEqual(one.server.requests.map(sent));
});

test('two contract runs with one seed have the same results, however many requests are under way', async () => {
  const options = { operations: ['listWorkflows'], runs: 10 };
  const [one, other] = [await runOn({}, options), await runOn({}, options)];
  const results = ({ run }: typeof one) =>
    run.results.map((result) => ({ case: result.case, outcome: result.outcome }));
  expect(results(other)).toEqual(results(one));
  expect(other.server.requests.map(sent).toSorted()).toEqual(
    one.server.requests.map(sent).toSorted(),
  );
});

test('the shards of a contract run have every case once', async () => {
  const ids = async (shard?: { index: number; of: number }): Promise<string[]> => {
    const { run } = await runOn(
      {},
      { operations: ['listWorkflows', 'showAopWorkflow'], runs: 1, ...(shard && { shard }) },
    );
    return run.results.map((result) => result.case.id);
  };
  const parts = [await ids({ index: 1, of: 2 }), await ids({ index: 2, of: 2 })];
  expect(parts.flat().toSorted()).toEqual((await ids()).toSorted());
  expect(parts.every(({ length }) => length > 0)).toBe(true);
});

test('a contract run with --safe sends nothing that writes, and counts what it left out', async () => {
  const { run, server } = await runOn({}, { writes: false, operations: few, runs: 3 });
  const written = server.requests.filter(
    ({ method, operationId }) =>
      !['GET', 'HEAD'].includes(method) && operationId !== 'exportAopworkflow',
  );
  expect(written).toEqual([]);
  expect(run.skippedFor['It writes, which needs --allow-writes.']).toBeGreaterThan(100);
  expect(run.counts.broken).toBe(0);
  expect(server.requests.some(({ operationId }) => operationId === 'exportAopworkflow')).toBe(true);
});

test('a contract run sends reads first, then writes, then deletions', () => {
  const plan = planRun({ description, operations: few, runs: 0 });
  const ranks = plan.cases.map((one) => phases.indexOf(plan.phaseFor(one)));
  expect(ranks.toSorted((one, other) => one - other)).toEqual(ranks);
  expect(new Set(ranks)).toEqual(new Set([0, 1, 2]));
});

test.each([
  ['listAlerts', 'read'],
  ['exportAlerts', 'read'],
  // They are safe to repeat, and write all the same.
  ['changeAlerts', 'write'],
  ['enableDataclassType', 'write'],
])('a contract run takes the POST of %s for a %s', (id, phase) => {
  const whole = readDescription(bundledDescription);
  const plan = planRun({ description: whole, operations: [id], only: ['example'] });
  expect(plan.phaseFor(plan.exampleOf(plan.operations.get(id)!)!)).toBe(phase);
});

test('a contract run sends no more requests than --rate allows', async () => {
  const times: number[] = [];
  await runOn(
    {
      lie: (_, reply) => {
        times.push(performance.now());
        return reply;
      },
    },
    { operations: ['showAopWorkflow'], only: ['credentials', 'example'], rate: 50 },
  );
  expect(times.length).toBeGreaterThan(8);
  // The distance of two requests depends on the machine; their number in the whole time does not.
  const seconds = (times.at(-1)! - times[0]!) / 1000;
  expect((times.length - 1) / seconds).toBeLessThan(55);
});

test('a contract run that sees only refusals proves nothing', async () => {
  const { run } = await runOn(
    {
      lie: (_, reply) =>
        reply.status === 200
          ? {
              status: 403,
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({
                error_code: 'APIG.0302',
                error_msg: 'no',
                request_id: 'a'.repeat(32),
              }),
            }
          : reply,
    },
    { operations: ['listWorkflows'], only: ['negative', 'parameter'], runs: 0 },
  );
  expect(run.worthless).toMatch(/^The server .+ no request|^The server refused every request/);
});

test.each([
  [
    () => planRun({ description, operations: ['listWorkflow'] }),
    /"listWorkflow" is unknown; did you mean listWorkflows\?$/,
  ],
  [
    () => readOptions({ ...none, only: 'example,enums' }),
    /--only "enums" is unknown; did you mean enum\? Expected one of example, /,
  ],
  [
    () => readOptions({ ...none, can: 'statefull' }),
    /--can "statefull" is unknown; did you mean stateless\?/,
  ],
  [
    () => readOptions({ ...none, shard: '4/3' }),
    /--shard must be a part of the whole such as 1\/3, not "4\/3"\.$/,
  ],
  [() => readTarget('secmaster'), /--target is no address: expected one such as /],
  [() => readTarget('ftp://x'), /--target is no address of HTTP/],
  [
    () => readTarget('https://me:pass@example.com/x'),
    /^--target https:\/\/example\.com holds a user or a password/,
  ],
  [
    () => readTarget('http://example.com'),
    /--target http:\/\/example\.com would send credentials unencrypted/,
  ],
])('the contract command refuses a wrong choice in one sentence (%#)', (choose, message) => {
  expect(choose).toThrow(UserError);
  expect(choose).toThrow(message);
});

test('--values with a name that nothing has is told', () => {
  const values = { ...{ limit: 1, name: 'a', workflow_ident: 'b' }, showAopWorkflow: {}, flow: {} };
  expect([...unknownValues(description, values, ['flow'])]).toEqual([
    '--values: nothing is called "workflow_ident"; did you mean workflow_id?',
  ]);
});

test('--values takes the place of the examples in paths, queries and bodies, for one operation or all', () => {
  const values = {
    ...{ workflow_id: 'mine', limit: 3, name: 'other' },
    deleteAopWorkflow: { workflow_id: 'to-be-deleted' },
  };
  const { cases, exampleOf, operations } = planRun({ description, values, runs: 0 });
  const plain = (id: string) => exampleOf(operations.get(id)!)!.request;
  expect(plain('showAopWorkflow').path).toMatch(/\/workflows\/mine$/);
  expect(plain('deleteAopWorkflow').path).toMatch(/\/workflows\/to-be-deleted$/);
  expect(plain('createAopWorkflow').body).toMatchObject({ value: { name: 'other' } });
  const page = cases.find(({ id }) => id === 'listWorkflows example parameters by example');
  expect(page?.request.query).toContainEqual(['limit', '3']);
});

test('a case is the same whatever operations, groups and shards are chosen', () => {
  const values = { workflow_id: 'mine' };
  const all = new Map(planRun({ description, values, runs: 0 }).cases.map((one) => [one.id, one]));
  for (const choice of [
    { operations: ['updateAopWorkflow'] },
    { only: ['negative' as const] },
    { shard: { index: 2, of: 5 } },
  ]) {
    const { cases } = planRun({ description, values, runs: 0, ...choice });
    expect(cases.length).toBeGreaterThan(20);
    for (const one of cases) expect(one).toEqual(all.get(one.id));
  }
});

test('each case has an id of its own', () => {
  // The versions have lists below them, and a playbook is enabled in two ways.
  const whole = describedPaths((path) => /\/(playbooks|workflows|dataclasses)\b/.test(path));
  const { cases, checks } = planRun({ description: whole, runs: 0 });
  const ids = [...cases, ...checks.map((one) => one.case)].map(({ id }) => id);
  expect(ids.filter((id) => id.startsWith('updatePlaybook/life-cycle/')).length).toBeGreaterThan(4);
  expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
});

const tagged = asDescription({
  openapi: '3.1.1',
  info: { title: 'Tagged', version: '1' },
  paths: {
    '/a': { get: { operationId: 'a', tags: ['one'] }, put: { operationId: 'b', tags: ['two'] } },
    '/c': { get: { operationId: 'c', tags: ['two', 'three'] }, put: { operationId: 'd' } },
  },
  'x-tagGroups': [
    { name: 'Both', tags: ['one', 'three'] },
    { name: 'Last', 'x-family': 'last', tags: ['three'] },
  ],
});

test.each<[Choice, string[] | undefined]>([
  [{}, undefined],
  [{ tags: ['two'] }, ['b', 'c']],
  [{ tags: ['Both'] }, ['a', 'c']],
  [{ tags: ['last'] }, ['c']],
  [{ tags: ['Last', 'one'] }, ['a', 'c']],
  [{ tags: ['one'], operations: ['d'] }, ['a', 'd']],
])('operations are chosen by their tags and ids: %j', (choice, ids) => {
  expect(chosenOperations(tagged, choice)).toEqual(ids);
});

test('a tag that no operation and no group has is refused with the one that is most like it', () => {
  expect(() => chosenOperations(tagged, { tags: ['twoo'] })).toThrow(
    /^--tag "twoo" is unknown; did you mean two\?$/,
  );
});

test('the operations of a family are chosen by its name', () => {
  const ids = chosenOperations(description, { tags: ['workflows'] }) ?? [];
  const paths = [...planRun({ description, runs: 0, only: ['flow'] }).operations.values()];
  const isOfWorkflows = ({ path }: { path: string }) => path.includes('/soc/workflows');
  expect(ids).toEqual(paths.filter(isOfWorkflows).map(({ id }) => id));
});

test.each<[Partial<ContractOptions>, RegExp]>([
  [{ safe: true, 'allow-writes': true }, /^--safe and --allow-writes exclude each other/],
  [{ seed: 'x' }, /^--seed must be a whole number from 0 up to 2147483647, not "x"\.$/],
  [{ rate: '0' }, /^--rate must be a number above 0, not "0"\.$/],
  [{ timeout: '1.5' }, /^--timeout must be a whole number above 0/],
  [{ concurrency: '1000' }, /^--concurrency must be a whole number above 0 up to 256/],
  [{ values: '/no/such/file' }, /^--values: there is no file \/no\/such\/file; /],
])(
  'the contract command refuses an option that makes no sense in one sentence: %j',
  (given, message) => {
    expect(() => readOptions({ ...none, ...given })).toThrow(message);
  },
);

test('the contract command reads its options, and the flows of the project by itself', () => {
  const { flows = [], ...read } = readOptions({
    ...none,
    only: 'enum, path',
    operation: 'a,b',
    tag: 'Alerts, two',
    rate: '0.5',
    runs: '20',
    shard: '2/3',
    timeout: '10000',
    'allow-writes': true,
  });
  const idsOf = (list: readonly Flow[]): string[] => list.map(({ id }) => id).toSorted();
  expect(idsOf(flows)).toEqual(idsOf(readFlows(companions.workflows)));
  expect(read).toEqual({
    only: ['enum', 'path'],
    operations: ['a', 'b'],
    tags: ['Alerts', 'two'],
    exhaustive: false,
    rate: 0.5,
    shard: { index: 2, of: 3 },
    writes: true,
    runs: 20,
    timeout: 10_000,
  });
  expect(readOptions({ ...none, safe: true })).toMatchObject({ writes: false });
});

const openapi = { openapi: '3.1.1', info: { title: 'x', version: '1' } };
const withSchema = (schema: unknown): JsonObject => ({
  ...openapi,
  paths: {
    '/x': {
      get: {
        operationId: 'x',
        responses: { 200: { description: 'x', content: { 'application/json': { schema } } } },
      },
    },
  },
});

test.each<[string, JsonObject, RegExp]>([
  ['no description', {}, /it has no member "openapi" with its version/],
  [
    'another version',
    { ...openapi, openapi: '3.2.0' },
    /it says OpenAPI 3\.2\.0, but only 3\.0 and/,
  ],
  ['no paths', openapi, /it has no "paths"/],
  ['no operations', { ...openapi, paths: {} }, /it has no operations/],
  [
    'a broken reference',
    withSchema({ $ref: '#/components/schemas/No' }),
    /the reference #\/components\/schemas\/No at \/paths\/~1x\/.* leads nowhere/,
  ],
  [
    'a reference to a file',
    withSchema({ $ref: 'x.yaml' }),
    /leaves the document, so bundle it first/,
  ],
  ['a schema that is none', withSchema({ type: 'text' }), /the schema at \/paths\/~1x\/.* is none/],
  [
    'an anchor that two schemas have',
    withSchema({ anyOf: [{ $dynamicAnchor: 'node' }, { $dynamicAnchor: 'node', type: 'object' }] }),
    /^x\.json is no valid description: reference ".*#node" resolves to more than one schema\.$/,
  ],
])(
  'the contract command refuses a description that is not valid in one sentence: %s',
  (_, document, message) => {
    const check = (): void => checkDescription(asDescription(document), 'x.json');
    expect(check).toThrow(UserError);
    expect(check).toThrow(message);
  },
);

test('the contract command takes the description of the project', () => {
  expect(() => checkDescription(description, 'openapi.json')).not.toThrow();
});
