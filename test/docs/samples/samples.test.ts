import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operationsOf } from '../../../scripts/contract/operation.js';
import { languages } from '../../../scripts/docs/languages.js';
import { checkSamples, samplesIn, type NamedSample } from '../../../scripts/docs/samples/check.js';
import { readSite } from '../../../scripts/docs/model/site.js';
import { readSampleSettings } from '../../../scripts/docs/samples/settings.js';
import { asDescription } from '../../../scripts/lib/openapi/document.js';
import { listOperations } from '../../../scripts/lib/operation-list.js';
import { startLoopbackServer } from '../../client/loopback-server.js';
import { describeWith } from '../../lib/describe-with.js';
import { curl, gofmt, java, python } from '../../lib/programs.js';
import { mockAddress } from '../../lib/shared/shared.js';
import { documentIn } from '../document.js';
import {
  parseSamples,
  runCommands,
  startModules,
  variables,
  type ModuleRunner,
  type Surroundings,
} from './run.js';
import { unknownNames } from './sdk-names.js';
import { atNight, describeAtNight, isNight, sampled, testAtNight } from '../../lib/at-night.js';
import { companions } from '../../lib/files.js';
import { gateOperations } from '../../lib/gate-operations.js';

const settings = readSampleSettings(companions.samples);
const sites = languages.map((lang) => readSite(documentIn(lang), lang, settings));
const [english, chinese] = sites.map(samplesIn) as [NamedSample[], NamedSample[]];
const operations = new Map(
  operationsOf(asDescription(documentIn('en') as never)).map((one) => [one.id, one]),
);
const labels = ['curl', 'JavaScript', 'TypeScript', 'Python', 'Java', 'Go'];
const isModule = ({ label }: NamedSample) => ['JavaScript', 'TypeScript'].includes(label);
const isCommand = ({ label }: NamedSample) => label === 'curl';
const isCode = ({ language }: NamedSample) => language !== 'text';
const labelled = (wanted: string) => english.filter(({ label }) => label === wanted);
/** One that is easily damaged. */
const isSmall = ({ operationId }: NamedSample) => operationId === 'showAopWorkflow';
const operationsOfGate = new Set(sampled(gateOperations(asDescription(documentIn('en'))) ?? [], 2));
const isForm = (operationId: string) =>
  operations.get(operationId)?.body?.mediaType === 'multipart/form-data';
/** Whether the gate runs a sample in each language of code. */
const isRun = ({ operationId }: { operationId: string }) =>
  isNight || operationsOfGate.has(operationId);
/** Those that the gate runs, which in Chinese differ by their comments alone. */
const runInGate: [string, readonly NamedSample[]][] = [
  ['English', english.filter(isRun)],
  ...atNight<[string, readonly NamedSample[]]>(['Chinese', chinese]),
];

/** Each sample with what became of it, named so that a failure is found at once. */
function named<Result>(samples: readonly NamedSample[], results: readonly Result[]) {
  return samples.map(
    ({ operationId, label, number }, index) =>
      [`${operationId}, ${label} ${number}`, results[index]] as const,
  );
}

/** What the samples print on a server that answers as documented. */
function documentedAnswers(samples: readonly NamedSample[]) {
  return named(
    samples,
    samples.map(({ operationId, label }) => {
      const answer = operations.get(operationId)?.responses[0];
      // A file is saved, and nothing is printed where nothing comes, but in JavaScript, which a
      // browser runs as well.
      return answer?.mediaType === 'application/json' || label === 'JavaScript'
        ? { printed: answer?.examples[0]?.value ?? Number(answer?.status) }
        : {};
    }),
  );
}

describe('The code samples', () => {
  let cwd: string;
  let modules: ModuleRunner;
  const runModules: ModuleRunner['run'] = (samples, surroundings) =>
    modules.run(samples, surroundings);
  const on = (endpoint: string): Surroundings => ({ cwd, env: variables(endpoint) });

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'samples-'));
    // What forms send.
    const forms = english.filter(({ operationId }) => isForm(operationId));
    const files = new Set(forms.flatMap(({ source }) => source.match(/\w+\.bin/g) ?? []));
    for (const file of files) await writeFile(join(cwd, file), '{"Workflow file"}');
    modules = await startModules();
  });
  afterAll(async () => {
    await modules?.stop();
    await rm(cwd, { recursive: true });
  });

  test('exist for each operation and each of its examples, in each language of code', () => {
    const expected = [...operations.values()].flatMap(({ id, body }) =>
      labels.flatMap((label) =>
        Array.from({ length: body?.examples.length ?? 1 }, (_, index) => [id, label, index + 1]),
      ),
    );
    for (const samples of [english, chinese]) {
      expect(samples.map(({ operationId, label, number }) => [operationId, label, number])).toEqual(
        expected,
      );
    }
    expect(english.filter(({ source }) => source.includes('[object '))).toEqual([]);
    expect(chinese.filter(({ source }) => !/\p{Script=Han}/u.test(source))).toEqual([]);
  });

  test('hold no credentials', () => {
    for (const { source } of [...english, ...chinese].filter(isCode)) {
      expect(source).not.toMatch(/(token|ak|sk): '[^']+'|BasicCredentials\(\s*"/);
      expect(source).toMatch(/SECMASTER_TOKEN|CLOUD_SDK_SK/);
    }
  });

  /** Runs samples on the mock: each prints its answer, or saves it as a file. */
  async function checkAnswers(
    samples: readonly NamedSample[],
    run: typeof runCommands,
  ): Promise<void> {
    const saved = join(cwd, 'exportAopworkflow.bin');
    const results = await run(samples, on(await mockAddress()));
    expect(named(samples, results)).toEqual(documentedAnswers(samples));
    expect(await readFile(saved, 'utf8')).toBe('{"Workflow file"}');
    await rm(saved);
  }

  /** The requests that samples send, without what each language of code adds on its own. */
  async function sentBy(samples: readonly NamedSample[], run: typeof runCommands) {
    const server = await startLoopbackServer();
    // The samples are run one after the other.
    server.script.push(
      ...samples.map(({ operationId }) => {
        const {
          status,
          mediaType,
          examples = [],
        } = operations.get(operationId)?.responses[0] ?? {};
        return {
          status: Number(status),
          headers: { 'Content-Type': mediaType ?? 'application/json' },
          body: mediaType === undefined ? '' : JSON.stringify(examples[0]?.value),
        };
      }),
    );
    try {
      const failures = (await run(samples, on(server.url))).map(({ failure }) => failure);
      expect(failures.filter((failure) => failure !== undefined)).toEqual([]);
      return samples.map(({ operationId, number }, index) => {
        const { method, target, headers, body } = server.seen[index] ?? {};
        const hasForm = headers?.['content-type']?.startsWith('multipart/form-data') === true;
        return {
          operationId,
          number,
          method,
          path: target?.split('?')[0],
          query: Object.fromEntries(new URLSearchParams(target?.split('?')[1])),
          contentType: hasForm ? 'multipart/form-data' : headers?.['content-type'],
          body: hasForm
            ? fileIn(String(body), operationId)
            : body?.length === 0
              ? undefined
              : JSON.parse(String(body)),
        };
      });
    } finally {
      await server.close();
      await rm(join(cwd, 'exportAopworkflow.bin'), { force: true });
    }
  }
  /** `the file` if a form has the one of the folder, or that of the example; else what it has in its place. */
  function fileIn(form: string, operationId: string): string | undefined {
    const [, sent] = /filename="[^]*?\r\n\r\n([^]*?)\r\n--/.exec(form) ?? [];
    const example = operations.get(operationId)?.body?.examples[0]?.value;
    const isOfExample = Object.values(example ?? {}).includes(sent);
    return sent === '{"Workflow file"}' || isOfExample ? 'the file' : sent;
  }
  let typeScript: ReturnType<typeof sentBy> | undefined;
  /** What the others are compared with. */
  const sentByTypeScript = () => (typeScript ??= sentBy(labelled('TypeScript'), runModules));

  test.each(runInGate)(
    'run on the mock and print its answers: %s',
    (_, samples) => checkAnswers(samples.filter(isModule), runModules),
    180_000,
  );

  test('send the request of the example', async () => {
    const requests = await sentByTypeScript();
    expect(requests.map(({ method, body }) => ({ method, body }))).toEqual(
      labelled('TypeScript').map(({ operationId, number }) => {
        const { method, body } = operations.get(operationId) ?? {};
        const example = body?.examples[number - 1]?.value;
        return { method, body: isForm(operationId) ? 'the file' : example };
      }),
    );
  });

  test('send the same request in JavaScript as in TypeScript', async () => {
    const requests = await sentBy(labelled('JavaScript').filter(isRun), runModules);
    expect(requests).toEqual((await sentByTypeScript()).filter(isRun));
  });

  describeWith(curl, 'in curl', () => {
    test.each(runInGate)(
      'run on the mock and print its answers: %s',
      (_, samples) => checkAnswers(samples.filter(isCommand), runCommands),
      180_000,
    );

    test('send the same request as in TypeScript', async () => {
      const requests = await sentBy(labelled('curl').filter(isRun), runCommands);
      expect(requests).toEqual((await sentByTypeScript()).filter(isRun));
    });

    testAtNight('fail when they are damaged', async () => {
      const { source, ...sample } = labelled('curl').find(isSmall) as NamedSample;
      const damaged = [
        source.replace('/soc/', '/sock/'),
        source.replace(/ +-H "X-Auth-Token.*\n/, ''),
        source.replace('curl ', 'curl --no-such-option '),
      ];
      const results = await runCommands(
        damaged.map((text) => ({ ...sample, source: text })),
        on(await mockAddress()),
      );
      expect(results.map(({ failure }) => failure?.split(':')[0])).toEqual([
        'exit code 22',
        'exit code 22',
        'exit code 2',
      ]);
    });
  });

  /** Has all samples of a language parsed, and with them one without its last bracket. */
  function parseTests(label: string): void {
    test('are code, in both languages, and a damaged one is refused', async () => {
      const samples = [...english, ...chinese].filter(
        (sample) => sample.label === label && isCode(sample),
      );
      const [sample] = samples as [NamedSample];
      const damaged = sample.source.replace(/[)}]\s*$/, '');
      expect(damaged).not.toBe(sample.source);
      const output = await parseSamples([...samples, { ...sample, source: damaged }]);
      const refused = [...output.matchAll(/sample-(\d+)/g)].map(([, number]) => Number(number));
      expect([...new Set(refused)]).toEqual([samples.length]);
    });
  }

  describeWith(python, 'in Python', () => parseTests('Python'));
  // Not every machine that has to pass has these.
  (java.path === undefined ? describe.skip : describe)('in Java', () => parseTests('Java'));
  (gofmt.path === undefined ? describe.skip : describe)('in Go', () => parseTests('Go'));

  describeAtNight('that are damaged', () => {
    // That all others type-check, the build has checked before there were docs to test.
    test('by an example that the types refuse, or by types that changed, are named by the type check', async () => {
      const damaged = documentIn('en');
      const examples = damaged.components?.['examples'] as Record<string, { value: object }>;
      Object.assign(examples['createAopWorkflowVersionApprovelRequestReject']?.value ?? {}, {
        result: 'REFUSED',
      });
      const ids = ['createAopWorkflowVersionApprovel', 'showAopWorkflow', 'listWorkflows'];
      for (const { id, path, method } of listOperations(damaged)) {
        if (!ids.includes(id)) Reflect.deleteProperty(damaged.paths?.[path] ?? {}, method);
      }
      const generated = await mkdtemp(join(tmpdir(), 'generated-'));
      try {
        await mkdir(join(generated, 'workflows'));
        for (const file of ['types', 'methods', 'operations', 'index']) {
          const name = `workflows/${file}.ts`;
          const code = await readFile(
            new URL(`../../../generated/${name}`, import.meta.url),
            'utf8',
          );
          await writeFile(join(generated, name), code.replaceAll('workflow_id', 'flow_id'));
        }
        const checked = checkSamples([readSite(damaged, 'en', settings)], generated);
        const message = await checked.then(String, (error: unknown) => (error as Error).message);
        expect(message).toMatch(
          /createAopWorkflowVersionApprovel, TypeScript 2, line \d+, column \d+: Type '"REFUSED"' is not assignable/,
        );
        expect(message).toMatch(
          /showAopWorkflow, TypeScript 1, line \d+, column \d+: .*'workflow_id'/,
        );
        expect(message).not.toMatch(/listWorkflows/);
      } finally {
        await rm(generated, { recursive: true });
      }
    });

    test('fail when they are run', async () => {
      const sample = labelled('TypeScript').find(isSmall) as NamedSample;
      const damaged = sample.source.replace('workspaceId', 'workspace');
      const results = await runModules([{ ...sample, source: damaged }], on(await mockAddress()));
      expect(results[0]?.failure).toMatch(/workspaceId/);
    });
  });

  test.each(['Python', 'Java', 'Go'])(
    'in %s use names of the SDK alone, with all that they hold',
    (label) => {
      const samples = [...english, ...chinese].filter(
        (sample) => sample.label === label && isCode(sample),
      );
      expect(named(samples, samples.map(unknownNames))).toEqual(
        named(
          samples,
          samples.map(() => []),
        ),
      );
    },
  );

  test.each([
    ['Python', 'client.list_workspaces(', 'client.list_workspace(', 'no call of list_workspaces'],
    ['Python', 'ListWorkspacesRequest(', 'ListWorkspaceRequest(', 'the name ListWorkspaceRequest'],
    ['Python', 'result="PASS"', 'outcome="PASS"', /Info.outcome$/],
    ['Python', 'is_view=True', 'is_view="yes"', /is_view that is no bool$/],
    ['Python', 'AlertDestGeo(', 'AlertSrcGeo(', /dest_geo that is no AlertDestGeo$/],
    ['Python', 'core.auth', 'core.sign', 'the module huaweicloudsdkcore.sign.credentials'],
    ['Java', 'client.listWorkspaces(', 'client.listWorkspace(', 'no call of listWorkspaces'],
    ['Java', '.withContent("ok")', '.withComment("ok")', /Info.withComment$/],
    ['Java', 'ResultEnum.PASS', 'ResultEnum.PASSED', /withResult that is no ResultEnum$/],
    ['Java', 'sdk.core.auth', 'sdk.auth', 'the module com.huaweicloud.sdk.auth.BasicCredentials'],
    ['Go', 'client.ListWorkspaces(', 'client.ListWorkspace(', 'no call of ListWorkspaces'],
    ['Go', 'Content: "ok"', 'Comment: "ok"', /Info.Comment$/],
    ['Go', 'Description: ptr(', 'Description: (', /Description that is no \*string$/],
    ['Go', 'ResultEnum().PASS', 'ResultEnum().PASSED', /Result that is no \w+Result$/],
    ['Java', 'SeverityEnum.LOW', 'SeverityEnum.SMALL', /withSeverity that is no SeverityEnum$/],
    ['Java', 'withSla(86400000L)', 'withSla(86400000)', /withSla that is no Long$/],
    ['Go', 'ptr[int32](', 'ptr(', / that is no \*int32$/],
    ['Go', 'ptr[interface{}](', 'ptr(', / that is no \*interface\{\}$/],
    ['Go', 'def.NewMultiPart(', '(', / that is no \*def.MultiPart$/],
    ['Go', 'core/auth/basic', 'core/basic', /^the module .*core\/basic$/],
  ])('in %s are found if they hold a wrong name: %s becomes %s', (label, name, wrong, finding) => {
    const sample = labelled(label).find(({ source }) => source.includes(name)) as NamedSample;
    const source = sample.source.replace(name, wrong);
    expect(unknownNames({ ...sample, source })).toContainEqual(
      typeof finding === 'string' ? finding : expect.stringMatching(finding),
    );
  });

  test('are a sentence for an SDK that has no type or constant for a value of the example', () => {
    const sentences = english.filter((sample) => !isCode(sample));
    expect(sentences.map(({ operationId, label }) => `${operationId} ${label}`)).toEqual([
      'createIncident Python',
      'createIncident Java',
      'createIncident Go',
      'showPlaybookMonitors Java',
      'showPlaybookMonitors Go',
      'updateTask Java',
      'updateTask Go',
    ]);
    expect(sentences[0]?.source).toBe(
      'The SDK for Python cannot send this request: its type of tags has no such value.',
    );
  });

  test('are curl alone for a description without a client', () => {
    const labels = samplesIn(readSite(documentIn('en'), 'en')).map(({ label }) => label);
    expect([...new Set(labels)]).toEqual(['curl']);
  });

  test('send no optional parameter, so that no filter hides what is there', () => {
    const [list] = labelled('curl').filter(({ operationId }) => operationId === 'listWorkflows');
    expect(list?.source).toMatch(/\/soc\/workflows"/);
  });
});

test('Samples sign in by no scheme that the document does not have', () => {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Case', version: '1' },
    security: [{ gone: [] }],
    paths: { '/x': { get: { operationId: 'getX', responses: {} } } },
  };
  const [sample] = samplesIn(readSite(document, 'en'));
  expect(sample?.source).not.toContain('gone');
});
test('a sample of an operation of no project has the project that every client asks for', () => {
  const document = structuredClone(documentIn('en'));
  const paths = document.paths as Record<string, { parameters?: unknown[] } | undefined>;
  const path = '/v1/{project_id}/workspaces';
  const { parameters: _, ...item } = paths[path] ?? {};
  document.paths = { '/v1/everywhere': item };
  const site = readSite(document, 'en', settings);
  const [sample] = samplesIn(site).filter(({ label }) => label === 'TypeScript');
  expect(sample?.source).toContain('projectId: ');
});

test('a sample of another version of the API names what the SDKs have in the package for it', () => {
  const requestBody = {
    content: {
      'application/json': { schema: { $ref: '#/components/schemas/PipeV2' }, example: { a: 'b' } },
    },
  };
  const document = {
    openapi: '3.1.1',
    info: { title: 'Pipes', version: '1' },
    paths: { '/v2/pipes': { post: { operationId: 'createPipeV2', requestBody, responses: {} } } },
    components: { schemas: { PipeV2: { properties: { a: { type: 'string' } } } } },
  };
  const sources = samplesIn(readSite(document, 'en', settings))
    .filter(({ label }) => ['Python', 'Java', 'Go'].includes(label))
    .map(({ source }) => source);
  expect(sources).toEqual([
    expect.stringMatching(/secmaster\.v2 import[^]*=Pipe\([^]*\.create_pipe\(/),
    expect.stringMatching(/secmaster\.v2\.[^]*class CreatePipe \{[^]* Pipe\(\)[^]*\.createPipe\(/),
    expect.stringMatching(/secmaster\/v2"[^]*\.Pipe\{[^]*\.CreatePipe\(/),
  ]);
});

test('a body of bytes without an example is read from a file, or said to be none of an SDK', () => {
  const requestBody = { content: { 'application/pdf': {} } };
  const responses = { 200: { description: 'Sent.' } };
  const document = {
    openapi: '3.1.1',
    info: { title: 'Files', version: '1' },
    paths: { '/pdf': { post: { operationId: 'sendPdf', requestBody, responses } } },
  };
  const samples = samplesIn(readSite(document, 'en', settings));
  const source = (wanted: string) => samples.find(({ label }) => label === wanted)?.source;
  expect(source('TypeScript')).toContain("body: new Blob([await readFile('body.bin')])");
  expect(source('TypeScript')).toContain("import { readFile } from 'node:fs/promises';");
  expect(source('Go')).toContain('cannot send this request');
});
