import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readFlows } from '../../../scripts/docs/flows.js';
import { writeFiles } from '../../../scripts/docs/site.js';
import { readDescription, type JsonObject } from '../../../scripts/lib/openapi/document.js';
import { runTool, toolPath } from '../../../scripts/lib/process.js';
import { testAtNight } from '../../lib/at-night.js';
import { bundledDescription, companions } from '../../lib/files.js';
import { mockAddress } from '../../lib/shared/shared.js';
import { servedDocument } from '../../contract/run/served.js';
import { workflowFindings, type WorkflowDocument } from './findings.js';

const description = readDescription(bundledDescription);
const redocly = toolPath('@redocly/cli', 'redocly');

/** What the caller of the flow brings along. */
const inputs = {
  token: 'token-of-the-test',
  project_id: 'f69081793d9e4ea8a2f479dcef961989',
  workspace_id: 'f44065f5-557b-4376-ae02-8c65ef1960f4',
  name: 'Isolate_host',
  dataclass_id: 'e410ae50-43fa-343e-807a-a2a9edb8018e',
  taskflow: Buffer.from('{"elementType":"{}","workflow":{"elements":[]}}').toString('base64'),
};

let folder: string;
let text: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workflows-'));
  // What the flow calls, which is read faster than all.
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(servedDocument));
  const flows = readFlows(companions.workflows);
  await writeFiles(folder, new Map(flows.map((flow) => [flow.path, flow.text])));
  text = await readFile(join(folder, 'release.arazzo.yaml'), 'utf8');
});
afterAll(() => rm(folder, { recursive: true }));

/** A copy with one change, which must be one. */
function damage(document: string, from: RegExp, to: string): string {
  const damaged = document.replace(from, to);
  expect(damaged).not.toBe(document);
  return damaged;
}

async function respect(document: string) {
  const file = join(folder, `${Math.random()}.arazzo.yaml`);
  await writeFile(file, document);
  const given = Object.entries(inputs).flatMap(([name, value]) => ['--input', `${name}=${value}`]);
  const { code, output } = await runTool(redocly, [
    'respect',
    file,
    '--server',
    `secmaster=${await mockAddress()}`,
    ...given,
  ]);
  const steps = [...output.matchAll(/([✓✗]) \w+ \S+ - step (\w+)/g)];
  return { code, output, steps: steps.map(([, mark, step]) => `${mark} ${step}`) };
}

describe('The flow of a release', () => {
  const names = ['createWorkflow', 'createVersion', 'validate', 'submit', 'approve', 'readVersion'];
  const last = ['enable', 'run', 'readRun'];

  test('runs against the mock, from the folder of the docs', async () => {
    const { code, steps } = await respect(text);
    expect(steps).toEqual([...names, ...last].map((name) => `✓ ${name}`));
    expect(code).toBe(0);
  });

  test('activates a version that the approval did not activate', async () => {
    // The mock always shows an activated version.
    const other = damage(
      text,
      /(criteria:\s+- condition: .*status == )"activated"/,
      '$1"rejected"',
    );
    const { code, steps } = await respect(other);
    expect(steps).toEqual([...names, 'activate', ...last].map((name) => `✓ ${name}`));
    expect(code).toBe(0);
  });

  testAtNight.each([
    // The mock always shows an activated version and a run that has finished.
    ['a version that is being published', 'readVersion', 'data/status', 'activated', 'publishing'],
    ['a run in a state that is not known', 'readRun', 'status', 'FINISHED', 'CREATED'],
  ])('reads %s again', async (_, step, member, shown, sought) => {
    const waiting = text
      .replaceAll(new RegExp(`(${member} [!=]=) "${shown}"`, 'g'), '$1 "OTHER"')
      .replaceAll(`${member} == "${sought}"`, `${member} == "${shown}"`)
      .replaceAll('retryAfter: 5', 'retryAfter: 0')
      .replaceAll('retryLimit: 60', 'retryLimit: 2');
    expect(waiting).not.toBe(text);
    const { code, steps } = await respect(waiting);
    expect(code).not.toBe(0);
    expect(steps.filter((line) => line.endsWith(` ${step}`))).toHaveLength(3);
  });

  testAtNight.each([
    ['a run that failed', 'readRun', 'status', 'FINISHED'],
    ['a version whose publication failed', 'readVersion', 'data/status', 'activated'],
  ])('does not read %s again', async (_, step, member, shown) => {
    const ended = text
      .replaceAll(new RegExp(`(${member} [!=]=) "${shown}"`, 'g'), '$1 "OTHER"')
      .replaceAll(`${member} != "FAILED"`, `${member} != "${shown}"`)
      .replaceAll('retryAfter: 5', 'retryAfter: 0')
      .replaceAll('retryLimit: 60', 'retryLimit: 2');
    const { code, steps } = await respect(ended);
    expect(code).not.toBe(0);
    expect(steps.filter((line) => line.endsWith(` ${step}`))).toHaveLength(1);
  });

  testAtNight.each([
    [
      'a criterion that does not hold',
      'data/result == "PASS"',
      'data/result == "UN_PASS"',
      '✗ approve',
    ],
    ['a body that is refused', 'result: PASS', 'result: YES', '✗ approve'],
    // The comparison with the description below names it, too.
    [
      'an operation that does not exist',
      'operationId: createAopWorkflowVersionApprovel',
      'operationId: approve',
      '',
    ],
  ])('fails with %s', async (_, from, to, step) => {
    const damaged = text.replace(from, to);
    expect(damaged).not.toBe(text);
    const { code, steps } = await respect(damaged);
    expect(code).not.toBe(0);
    if (step !== '') expect(steps).toContain(step);
  });

  test('has the version of the description', () => {
    const { info } = parse(text) as { info: JsonObject };
    expect(info['version']).toBe((description.document['info'] as JsonObject)['version']);
  });
});

describe('The workflow documents and the description', () => {
  const findings = (yaml: string) => workflowFindings(parse(yaml) as WorkflowDocument, description);

  test('agree', async () => {
    const files = companions.workflows;
    expect(files).not.toEqual([]);
    for (const file of files) expect(findings(await readFile(file, 'utf8'))).toEqual([]);
  });

  test.each([
    [
      'operationId: showAopWorkflowVersion',
      'operationId: showVersion',
      'readVersion: there is no operation showVersion',
    ],
    [
      '- name: show_topology',
      '- name: topology',
      'readRun: showAopWorkflowInstance has no query parameter topology',
    ],
    [
      '      - name: workspace_id\n',
      '      - name: workspace\n',
      'createWorkflow: workspace_id is missing',
    ],
    [
      'mode: BASIC',
      'mode: basic',
      'validate: body: /mode must be equal to one of the allowed values {"allowedValues":["BASIC","CIRCLE","APP_PARAMS"]}',
    ],
    [
      'content: ok',
      'comment: ok',
      'approve: body: (whole value) must have required property \'content\' {"missingProperty":"content"}',
    ],
    [
      'contentType: application/json',
      'contentType: text/plain',
      'createWorkflow: the body must be application/json',
    ],
    [
      '$response.body#/action_instance_id',
      '$response.body#/data/id',
      'run: the documented answer has no /data/id',
    ],
    ['$inputs.dataclass_id', '$inputs.dataclass', 'createWorkflow: there is no input dataclass'],
    [
      'value: $steps.run.outputs.instanceId',
      'value: $steps.run.outputs.id',
      'readRun: no step before gives run.id',
    ],
    [
      'stepId: enable\n            criteria',
      'stepId: enabled\n            criteria',
      'readVersion: there is no step enabled',
    ],
  ])('are seen to disagree: %j', (from, to, finding) => {
    const damaged = text.replace(from, to);
    expect(damaged).not.toBe(text);
    expect(findings(damaged)).toContain(finding);
  });
});

test.each([
  [
    'url: ../../generated/openapi.json',
    'url: ../other.json',
    'the source "../other.json" is none of',
  ],
  ['info:', 'info: [', 'is no YAML'],
])('A workflow document with %j damaged stops the build', async (from, to, message) => {
  const own = await mkdtemp(join(tmpdir(), 'spec-'));
  const [file = ''] = companions.workflows;
  const damaged = join(own, 'release.arazzo.yaml');
  await writeFile(damaged, (await readFile(file, 'utf8')).replace(from, to));
  expect(() => readFlows([damaged])).toThrow(message);
  await rm(own, { recursive: true });
});
