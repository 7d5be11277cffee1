import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { bundle } from '../../scripts/lib/openapi/bundle.js';
import { writeCode } from '../../scripts/code/code.js';
import { draft, type Draft } from '../../scripts/draft/draft.js';
import { findCompanions } from '../../scripts/lib/companions.js';
import { readDescription, type JsonObject } from '../../scripts/lib/openapi/document.js';
import { readFacts, type FamilyFacts } from '../../scripts/lib/facts.js';
import { toolPath } from '../../scripts/lib/process.js';
import { readTranslation } from '../../scripts/lib/translation/overlay.js';
import { translate } from '../../scripts/lib/translation/translate.js';
import { contents, root, runScript, temporaryFolder } from '../build/run-script.js';
import { atNight, isNight } from '../lib/at-night.js';
import { copyPartOfSpec } from '../lib/part-of-spec.js';
import { textsOf } from '../lib/texts.js';
import { compare, judge, type MeantDifference } from '../spec/facts/compare.js';
import type { CommonFacts } from '../spec/facts/expected.js';
import { withOneName, type SameSchemas } from '../spec/facts/same-schemas.js';

const part = ['notes', 'workspaces'];
const isOther = (family: string) =>
  readdirSync(join(root, 'spec/families')).includes(family) && !part.includes(family);

/** What a file of facts lists beside the facts. */
interface Listed {
  differences?: MeantDifference[];
  same_schemas?: SameSchemas[];
}

const facts = fileURLToPath(new URL('facts/', import.meta.url));

/**
 * The description of this project and its facts in a folder of their own, to be drafted into: in the
 * gate two small families of it, which are drafted into as all are.
 */
function copyOfDescription(): string {
  const folder = temporaryFolder();
  // The ruleset is code. Its packages lie above, where no test looks for changes.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const project = join(folder, 'project');
  if (isNight) cpSync(join(root, 'spec'), join(project, 'spec'), { recursive: true });
  else copyPartOfSpec(join(project, 'spec'), part);
  cpSync(join(root, 'test/spec/facts'), join(project, 'test/spec/facts'), {
    recursive: true,
    filter: (file) => isNight || !isOther(basename(file, '.yaml')),
  });
  cpSync(join(root, 'package.json'), join(project, 'package.json'));
  return project;
}

/** Files of a folder that differ, with what they were and what they are. */
function changes(before: Record<string, string>, after: Record<string, string>) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((file) => before[file] !== after[file])
    .map((file) => ({ file, former: before[file], now: after[file] }));
}

/** Whether a text has all lines of another one, in their order. */
function keepsLines(former: string, now: string): boolean {
  const left = former.split('\n');
  for (const line of now.split('\n')) if (line === left[0]) left.shift();
  return left.length === 0;
}

describe('operations of other families', () => {
  const drafts = [
    { family: 'reports', operation: 'ListReports', id: 'listReports' },
    // The second of a family, whose path stands before the schemas of the first.
    { family: 'reports', operation: 'DeleteReport', id: 'deleteReport' },
    { family: 'siem-tables', operation: 'CreateTable', id: 'createTable' },
    // Its query takes an offset and a limit, its answer has no list.
    {
      family: 'cloud-logs',
      operation: 'ShowCloudLogTenantWhitelist',
      id: 'showCloudLogTenantWhitelist',
    },
    ...atNight(
      { family: 'alert-rules', operation: 'CreateAlertRule', id: 'createAlertRule' },
      { family: 'alert-rules', operation: 'CreateAlertRuleV2', id: 'createAlertRuleV2' },
      { family: 'policies', operation: 'SearchPolicy', id: 'searchPolicy' },
    ),
  ];
  const folder = copyOfDescription();
  const spec = join(folder, 'spec/openapi.yaml');
  const out = join(folder, 'out');
  const results = new Map<string, Draft & { changed: ReturnType<typeof changes> }>();

  beforeAll(async () => {
    for (const { family, operation } of drafts) {
      const before = contents(folder);
      const options = { facts: join(facts, `${family}.yaml`), operation, spec };
      const result = await draft(options);
      results.set(operation, { ...result, changed: changes(before, contents(folder)) });
    }
    await bundle(spec, findCompanions(spec), out);
  });

  test.each(drafts)('$operation becomes $id', ({ operation, id }) => {
    expect(results.get(operation)?.operationId).toBe(id);
    expect(Object.keys(contents(join(folder, 'spec/families')))).toContainEqual(
      expect.stringMatching(new RegExp(`examples/${id}Response`)),
    );
  });

  test.each(drafts)('$operation touches its family, the index and its facts', (drafted) => {
    const { family, operation } = drafted;
    const { changed = [] } = results.get(operation) ?? {};
    const own = [`spec/families/${family}/`, 'spec/openapi.yaml', `test/spec/facts/${family}.yaml`];
    expect(changed.length).toBeGreaterThan(4);
    expect(changed.filter(({ file }) => !own.some((path) => file.startsWith(path)))).toEqual([]);
  });

  test.each(drafts)('$operation leaves every line that stood there', ({ operation }) => {
    const { changed = [] } = results.get(operation) ?? {};
    const broken = changed.filter(
      ({ former, now }) => former !== undefined && !keepsLines(former, now ?? ''),
    );
    expect(broken.map(({ file }) => file)).toEqual([]);
  });

  test('a family is shown under the title of its facts, which a person has to word', () => {
    expect(readFacts<JsonObject>(spec)['tags']).toContainEqual({
      name: 'Reports',
      'x-displayName': 'DRAFT: Security reports',
      description: 'DRAFT: Security reports.',
    });
  });

  test.each(drafts)('$operation says what is left to do, and in which file', ({ operation }) => {
    const { notes = [] } = results.get(operation) ?? {};
    expect(notes.join('\n')).toMatch(/word \d+ texts? marked DRAFT:/);
    const places = notes.map((note) => note.split(': ', 1)[0] ?? '');
    expect(places.filter((place) => !existsSync(place))).toEqual([]);
  });

  test('the linters find marks of drafts, and nothing else', async () => {
    const { stderr } = await runScript('lint.ts', '--spec', spec);
    const findings = stderr.split('\n').filter((line) => /:\d+:\d+ /.test(line));
    expect(findings.filter((line) => !line.includes('no-draft-mark'))).toEqual([]);
    for (const { family } of drafts) {
      expect(findings.join('\n')).toContain(join('families', family, 'paths'));
    }
  });

  describe('the Chinese', () => {
    const translated = () => {
      const english = readFacts<JsonObject>(join(out, 'openapi.json'));
      const paths = findCompanions(spec).overlays.flatMap((overlay) => overlay.paths);
      return { english, ...translate(english, readTranslation({ language: 'zh-CN', paths })) };
    };

    test('is there for all texts, in the words of the facts, and refused as long as it has marks', () => {
      const { problems } = translated();
      expect(
        problems.filter((problem) => !problem.endsWith('word it, then remove the mark.')),
      ).toEqual([]);
      for (const { family } of drafts)
        expect(problems.join('\n')).toContain(`/${family}/zh-CN.yaml:`);
      const own = readFileSync(join(folder, 'spec/families/reports/zh-CN.yaml'), 'utf8');
      expect(own).toContain('安全报告');
    });

    test('stands in the order of the description', () => {
      const { english, texts } = translated();
      for (const { family } of drafts) {
        const own = texts
          .filter(({ translation }) => translation.file.includes(join('families', family)))
          .map(({ pointer }) => pointer);
        expect(own).toEqual(
          [...textsOf(english).keys()].filter((pointer) => own.includes(pointer)),
        );
      }
    });
  });

  test('the description is what the facts say', () => {
    const file = (name: string) => join(folder, 'test/spec/facts', name);
    const common = readFacts<CommonFacts & Listed>(file('common.yaml'));
    const families = readdirSync(file(''))
      .filter((name) => /^[a-z-]+\.yaml$/.test(name) && name !== 'common.yaml')
      .map((name) => readFacts<FamilyFacts & Listed>(file(name)))
      .map((family) => withOneName(family, family.same_schemas));
    const meant = [...families, common].flatMap(({ differences = [] }) => differences);
    const description = readDescription(join(out, 'openapi.json'));
    expect(families.map(({ family }) => family)).toContain('siem-tables');
    expect(judge(compare(families, common, description), meant)).toEqual([]);
  });

  test('the types compile', async () => {
    await writeCode(join(out, 'openapi.json'), out);
    const files = [...new Set(drafts.map(({ family }) => join(out, family, 'types.ts')))];
    const result = spawnSync(
      process.execPath,
      [toolPath('typescript-7', 'tsc'), '--noEmit', '--strict', '--ignoreConfig', ...files],
      { encoding: 'utf8' },
    );
    expect(result.stdout).toBe('');
    expect(result.status).toBe(0);
  });
});

describe('a family that is there', () => {
  const member = { type: 'string', en: 'a word', zh: '词' };
  /** Facts of an operation of the family of the workspaces. */
  const own = (changed: object) => ({
    family: 'workspaces',
    title: 'Workspaces',
    title_zh: '工作空间',
    operations: [
      {
        operationId: 'PatchWorkspaces',
        version: 'v1',
        method: 'PATCH',
        path: '/v1/{project_id}/workspaces',
        name_zh: '修改工作空间',
        purpose: 'Change many workspaces.',
        tag: 'Workspace Management',
        params: [
          { ...member, name: 'words', in: 'query', type: 'array', items: member },
          { ...member, name: 'offset', in: 'query', type: 'integer' },
          { ...member, name: 'limit', in: 'query', type: 'integer' },
        ],
        array_style: { words: 'csv' },
        request: { media_type: 'application/json', required: true, schema: 'Change' },
        response: {
          status: '200',
          shape: 'bare object',
          members: {
            agency: { schema: 'CreateWorkspaceResponseBodyWorkspaceAgencyList' },
            change: { schema: 'Change' },
            success: { type: 'boolean', example: false },
            code: { type: 'string', example: 'SecMaster.20040001' },
            at: { type: 'string', example: '2021-01-07T12:20:38.861Z+0800' },
            kinds: { type: 'array', items: member },
            records: { type: 'array', items: member },
          },
        },
        statuses: { '500': '系统内部错误' },
        error_members: { '400': ['error_code', 'error_msg'], '500': ['code', 'message'] },
        src: ['SDK-PY v1/patch.py'],
        behaviour: ['TF: none of the words may be left out'],
      },
    ],
    schemas: {
      v1: {
        Change: { fields: { word: { ...member, required: true }, inner: { schema: 'Change' } } },
        CreateWorkspaceResponseBodyWorkspaceAgencyList: { fields: { id: member, name: member } },
      },
    },
    ...changed,
  });
  const folder = copyOfDescription();
  const spec = join(folder, 'spec/openapi.yaml');
  const family = join(folder, 'spec/families/workspaces');
  const file = (name: string, value: unknown) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, stringify(value));
    return path;
  };
  let result: Draft;
  let before: Record<string, string>;

  beforeAll(async () => {
    // An answer, with the members of a failure among others.
    const properties = { code: { type: 'string' }, message: { type: 'string' }, data: {} };
    file('spec/shared/schemas/Answer.yaml', { title: 'Answer', type: 'object', properties });
    file('spec/shared/schemas/AnyTime.yaml', { title: 'AnyTime', type: 'string', pattern: '^2' });
    before = contents(folder);
    result = await draft({
      facts: file('in/facts.yaml', own({})),
      operation: 'PatchWorkspaces',
      spec,
    });
  });

  test('gets a method in the file of a path that it has', () => {
    const path = join('spec/families/workspaces/paths/workspaces.yaml');
    const now = readFileSync(join(folder, path), 'utf8');
    expect(now.startsWith(before[path] ?? '?')).toBe(true);
    expect(now).toContain('\npatch:\n  operationId: patchWorkspaces\n');
    expect(readFileSync(spec, 'utf8')).toBe(before['spec/openapi.yaml']);
  });

  const patch = () =>
    readFacts<{ patch: { parameters: JsonObject[]; responses: JsonObject } }>(
      join(family, 'paths/workspaces.yaml'),
    ).patch;

  test('describes a failure of its own by the body that failures have', () => {
    expect(patch().responses).toHaveProperty(
      ['500', 'content', 'application/json', 'schema', '$ref'],
      '../../../shared/schemas/ServiceError.yaml',
    );
  });

  test('refers to the shared failure that has the members of its own', () => {
    const $ref = '../../../shared/responses/InvalidRequestInGatewayForm.yaml';
    expect(patch().responses['400']).toEqual({ $ref });
  });

  test('writes a list in the query as the facts say', () => {
    expect(patch().parameters[0]).toMatchObject({ name: 'words', explode: false });
  });

  test('asks which list has pages where an answer has several', () => {
    expect(result.notes.join('\n')).toContain(
      'workspaces.yaml: decide which list of patchWorkspaces has pages (x-pagination): /kinds, /records.',
    );
  });

  test('asks to heed what the facts tell beside the form of an operation', () => {
    expect(result.notes.join('\n')).toContain(
      'test/spec/facts/workspaces.yaml: heed the conflicts and the behaviour noted of patchWorkspaces.',
    );
  });

  test('shows an answer of success, also where the sources show one of a failure', () => {
    const example = readFacts(join(family, 'examples/patchWorkspacesResponse.yaml'));
    expect(example).toMatchObject({
      summary: 'A response',
      value: { success: true, code: '00000000' },
    });
  });

  test('takes for a time what has the pattern that the facts of all families name', () => {
    const answer = readFacts(join(family, 'schemas/PatchWorkspacesResponse.yaml'));
    const time = { $ref: '../../../shared/schemas/SoarTime.yaml' };
    expect(answer).toHaveProperty('properties.at', time);
  });

  test('keeps a schema that is there, and notes that the facts say otherwise', () => {
    const path =
      'spec/families/workspaces/schemas/CreateWorkspaceResponseBodyWorkspaceAgencyList.yaml';
    expect(contents(folder)[path]).toBe(before[path]);
    expect(result.notes.join('\n')).toContain(
      'CreateWorkspaceResponseBodyWorkspaceAgencyList.yaml: it is not what the facts say',
    );
  });

  test('closes the request, and leaves the answer open that has the same members', () => {
    const closed = readFacts(join(family, 'schemas/Change.yaml'));
    const open = readFacts(join(family, 'schemas/PatchWorkspacesResponse.yaml'));
    expect(closed).toMatchObject({ additionalProperties: false, required: ['word'] });
    expect(open).not.toHaveProperty('additionalProperties');
    expect(open).toMatchObject({ properties: { change: { required: ['word'] } } });
    expect(open).not.toHaveProperty('properties.change.additionalProperties');
  });

  describe('is as it was after a draft that failed', () => {
    const withOperation = (changed: object) => {
      const { operations, ...rest } = own({});
      const renamed = { ...operations[0], operationId: 'TouchWorkspaces', method: 'PUT' };
      return { ...rest, operations: [{ ...renamed, ...changed }] };
    };
    const response = { status: '200', shape: 'bare object', members: { a: { schema: 'Nowhere' } } };

    test.each([
      ['an operation that is there', own({}), 'PatchWorkspaces', /has patchWorkspaces already/],
      [
        'a method that is there',
        withOperation({ method: 'POST' }),
        'TouchWorkspaces',
        /has POST already/,
      ],
      [
        'an operation without facts',
        own({}),
        'Nothing',
        /has no operation Nothing; it has patchWorkspaces/,
      ],
      [
        'a schema without facts',
        withOperation({ response }),
        'TouchWorkspaces',
        /schema Nowhere of v1/,
      ],
    ])('%s', async (_name, broken, operation, message) => {
      const path = file('in/broken.yaml', broken);
      const former = contents(folder);
      await expect(draft({ facts: path, operation, spec })).rejects.toThrow(message);
      expect(changes(former, contents(folder))).toEqual([]);
    });

    test('a folder that nothing can be written into', async () => {
      const path = file('in/broken.yaml', withOperation({}));
      const former = contents(folder);
      // A file where the folder of the facts has to be made.
      const blocked = temporaryFolder();
      cpSync(join(folder, 'spec'), join(blocked, 'spec'), { recursive: true });
      writeFileSync(join(blocked, 'test'), '');
      const start = contents(blocked);
      const options = { facts: path, operation: 'TouchWorkspaces' };
      const attempt = draft({ ...options, spec: join(blocked, 'spec/openapi.yaml') });
      await expect(attempt).rejects.toThrow('the draft cannot be written');
      expect(changes(start, contents(blocked))).toEqual([]);
      expect(changes(former, contents(folder))).toEqual([]);
    });
  });
});

test('the command asks for what it needs', async () => {
  const { status, stderr } = await runScript('draft.ts', '--facts', 'some.yaml');
  expect(status).toBe(2);
  expect(stderr).toBe('error: --facts FILE and --operation NAME are needed.\n');
});
