import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { build } from '../../scripts/build.js';
import { bundle } from '../../scripts/bundle.js';
import { writeCode } from '../../scripts/code.js';
import { reportError } from '../../scripts/lib/cli.js';
import { findCompanions } from '../../scripts/lib/companions.js';
import { compileGenerated } from '../../scripts/lib/compile.js';
import { checkBundle } from '../../scripts/lib/openapi/check-bundle.js';
import { checkDocument } from '../../scripts/lib/openapi/check.js';
import { unusedFiles } from '../../scripts/lib/openapi/unused-files.js';
import { lint } from '../../scripts/lint.js';
import { contents, copyOfMinimal, runScript, temporaryFolder } from './run-script.js';

/** A folder with files; gives the path of `openapi.yaml` in it. */
function write(files: Record<string, string | Uint8Array>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return join(folder, 'openapi.yaml');
}

const head = "openapi: 3.1.0\ninfo: { title: Case, version: '1' }\n";

/** A description whose one operation answers with a schema. */
function answering(schema: string, components = ''): string {
  return `${head}paths:
  /x:
    get:
      operationId: getX
      responses:
        '200': { description: Done., content: { application/json: { schema: ${schema} } } }
${components === '' ? '' : `components:\n${components}`}`;
}

/** Bundles a description and writes its code; gives the folder of both. */
async function generate(spec: string): Promise<string> {
  const out = temporaryFolder();
  checkDocument(spec);
  await bundle(spec, findCompanions(spec), out);
  await writeCode(join(out, 'openapi.json'), out);
  return out;
}

const code = ['families.ts', ...['types', 'operations', 'methods'].map((name) => `api/${name}.ts`)];

/** What somebody may write who uses the types; each mark must be on an error. */
const consumer = `
import type { Methods } from './api/methods.js';
import { operations } from './api/operations.js';
import type { Account, AccountInput, Mix, Note, Pet, Problem, Wrapper } from './api/types.js';

export const problem: Problem = { kind: 'a', status: 1 };
// @ts-expect-error A member beside the reference is required.
export const withoutStatus: Problem = { kind: 'a' };
export const wrapper: Wrapper = { inner: { kind: 'a', more: 1 } };
// @ts-expect-error A member beside the reference has its type.
export const wrongMore: Wrapper = { inner: { more: 'text' } };

export const note: Note = { noteKind: 'text' };
// @ts-expect-error The name of the schema is no value of the discriminator.
export const namedNote: Note = { noteKind: 'TextNote' };

export const mix: Mix = { pair: ['a', 1], 名: 'n' };
// @ts-expect-error The second item is a number.
export const wrongMix: Mix = { pair: ['a', 'b'] };

export const pet: Pet = { kind: 'cat', purrs: true };

export const input: AccountInput = { secret: 's', parts: [{}] };
// @ts-expect-error What the server sets is no input.
export const wrongInput: AccountInput = { id: '1', secret: 's' };
declare const client: Methods<unknown>;
const answer = await client.makeAccount({ body: input });
export const id: string = answer.id;
// @ts-expect-error What only goes in does not come out.
export const secret = answer.secret;
export const all: Account = { id: '1', secret: 's' };

export const calls = [client['a/b'](), client['a#b'](), client.constructor(), client.delete()];
export const tables = [operations['a/b'], operations['a#b'], operations['__proto__'].path];
`;

describe('a description that tools stumble over', () => {
  let out: string;

  beforeAll(async () => {
    const odd = [
      'delete',
      'constructor',
      'a/b',
      'a#b',
      'list-things',
      'list_things',
      '1a',
      '__proto__',
    ];
    out = await generate(
      write({
        'openapi.yaml': `${head}paths:
  /accounts:
    post:
      operationId: makeAccount
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Account' } } } }
      responses: { '200': { description: 创建, content: { application/json: { schema: { $ref: '#/components/schemas/Account' } } } } }
  /problem:
    get:
      operationId: getProblem
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: Problem.yaml } } } } }
${odd.map((id, index) => `  /p${index}: { get: { operationId: '${id}', responses: { '200': { description: 'ends */ here' } } } }`).join('\n')}
components:
  schemas:
    Wrapper: { type: object, properties: { inner: { $ref: Base.yaml, properties: { more: { type: integer } } } } }
    Note: { oneOf: [{ $ref: '#/components/schemas/TextNote' }, { $ref: '#/components/schemas/QuoteNote' }], discriminator: { propertyName: noteKind } }
    TextNote: { type: object, required: [noteKind], properties: { noteKind: { enum: [text] } } }
    QuoteNote: { type: object, required: [noteKind], properties: { noteKind: { const: quote } } }
    Mix:
      type: object
      $defs: { pair: { type: array, prefixItems: [{ type: string }, { type: integer }], items: false } }
      properties: { pair: { $ref: '#/components/schemas/Mix/$defs/pair' }, 名: { type: string, nullable: true } }
      examples: [{ pair: { $ref: '#/not/a/reference' } }]
    Pet: { type: object, required: [kind], properties: { kind: { type: string } }, oneOf: [{ $ref: '#/components/schemas/Cat' }] }
    Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { purrs: { type: boolean } } }] }
    Account:
      type: object
      required: [id, secret]
      properties:
        id: { type: string, readOnly: true }
        secret: { type: string, writeOnly: true }
        parts: { type: array, items: { $ref: '#/components/schemas/Part' } }
    Part: { type: object, required: [made], properties: { made: { type: string, readOnly: true } } }
`,
        'Problem.yaml':
          '$ref: Base.yaml\nproperties: { status: { type: integer } }\nrequired: [status]\n',
        'Base.yaml': 'type: object\nproperties: { kind: { type: string } }\n',
      }),
    );
    writeFileSync(join(out, 'consumer.ts'), consumer);
    writeFileSync(join(out, 'package.json'), '{ "type": "module" }');
  });

  test('gives code that compiles, with the types that the schemas mean', async () => {
    await compileGenerated(out, [...code, 'consumer.ts']);
  });

  test('keeps what is in the description', () => {
    const bundled = readFileSync(join(out, 'openapi.json'), 'utf8');
    for (const part of ['"status"', '"#/not/a/reference"', '"名"', '"创建"']) {
      expect(bundled).toContain(part);
    }
  });
});

test('code that does not compile is named after its schema', async () => {
  const endless =
    "  schemas: { Endless: { allOf: [{ $ref: '#/components/schemas/Endless' }, { type: object, properties: { a: { type: string } } }] } }";
  const out = await generate(
    write({ 'openapi.yaml': answering("{ $ref: '#/components/schemas/Endless' }", endless) }),
  );
  await expect(compileGenerated(out, code)).rejects.toThrow(
    /^the generated code does not compile:\nEndless: Type alias 'Endless' circularly references itself\. \(api\/types\.ts, line \d+\)$/,
  );
});

describe('a description is refused', () => {
  const referring = answering('{ $ref: S.yaml }');
  const to = (pointer: string, schemas: string) => ({
    'openapi.yaml': answering(`{ $ref: '${pointer}' }`, `  schemas:\n    ${schemas}`),
  });

  test.each<[string, Record<string, string | Uint8Array>, RegExp]>([
    [
      'with bytes that are no UTF-8',
      {
        'openapi.yaml': referring,
        'S.yaml': Buffer.from('type: string\ntitle: caf\xe9\n', 'latin1'),
      },
      /S\.yaml:2: byte 24 of the file is not valid UTF-8; save it in UTF-8\.$/,
    ],
    [
      'in UTF-16',
      { 'openapi.yaml': referring, 'S.yaml': Buffer.from('\ufefftype: string', 'utf16le') },
      /openapi\.yaml:8:\d+: broken \$ref "S\.yaml": .*S\.yaml is saved in UTF-16; save it in UTF-8\.$/,
    ],
    [
      'with a binary file',
      { 'openapi.yaml': referring, 'S.yaml': Uint8Array.of(80, 75, 3, 4, 0, 0) },
      /openapi\.yaml:8:\d+: broken \$ref "S\.yaml": .*S\.yaml is a binary file, but a text is needed\.$/,
    ],
    [
      'with an empty file',
      { 'openapi.yaml': referring, 'S.yaml': '# nothing\n' },
      /openapi\.yaml:8:\d+: broken \$ref "S\.yaml": .*S\.yaml is empty\.$/,
    ],
    [
      'with a text in place of an object',
      { 'openapi.yaml': referring, 'S.yaml': 'just words\n' },
      /S\.yaml holds nothing but a text, but an object is needed\.$/,
    ],
    [
      'with a file of 20 MB',
      { 'openapi.yaml': referring, 'S.yaml': `description: ${'x'.repeat(20e6)}` },
      /S\.yaml has 20 MB, but the linters and the bundler take no more than 10 MB in one file; split it\.$/,
    ],
    [
      'with references in a circle',
      { 'openapi.yaml': referring, 'S.yaml': '$ref: T.yaml', 'T.yaml': '$ref: S.yaml' },
      /openapi\.yaml:8:\d+: the reference "S\.yaml" goes round in a circle\.$/,
    ],
    [
      'with a stray % in a pointer',
      to('#/components/schemas/100%', "'100': { type: object }"),
      /openapi\.yaml:8:\d+: broken \$ref ".*100%": a "%" in a pointer must be written as "%25"\.$/,
    ],
    [
      'with an anchor',
      to('#leaf', 'Leaf: { $anchor: leaf }'),
      /openapi\.yaml:8:\d+: broken \$ref "#leaf": only a JSON pointer is supported after "#", no anchor\.$/,
    ],
    [
      'with a base in $id',
      to('#/components/schemas/Tree', "Tree: { $id: 'https://example.com/tree' }"),
      /openapi\.yaml:11:13: "\$id" is not supported, since it changes what references lead to;/,
    ],
    [
      'with a name that no component may have',
      to('#/components/schemas/Café', 'Café: { type: object }'),
      /openapi\.yaml:11:5: the name "Café" in components\.schemas may have no characters other than/,
    ],
    [
      'with a discriminator that leads nowhere',
      to(
        '#/components/schemas/A',
        'A: { discriminator: { propertyName: a, mapping: { b: ./B.yaml } } }',
      ),
      /openapi\.yaml:11:\d+: broken \$ref "\.\/B\.yaml": there is no file /,
    ],
    [
      'that is nested too deeply',
      { 'openapi.yaml': answering(`${'{ not: '.repeat(20_000)}{}${' }'.repeat(20_000)}`) },
      /openapi\.yaml is nested too deeply\.$/,
    ],
  ])('%s', (_, files, message) => {
    expect(() => checkDocument(write(files))).toThrow(message);
  });

  test('with a link to nowhere in the place of a file', () => {
    const spec = write({ 'openapi.yaml': referring });
    symlinkSync('gone', join(dirname(spec), 'S.yaml'));
    expect(() => checkDocument(spec)).toThrow(
      /broken \$ref "S\.yaml": there is no file .*S\.yaml\.$/,
    );
  });

  test('with two schemas of one name', async () => {
    const spec = write({
      'openapi.yaml': answering('{ anyOf: [{ $ref: a/User.yaml }, { $ref: b/User.yaml }] }'),
      'a/User.yaml': 'type: string',
      'b/User.yaml': 'type: integer',
    });
    await expect(bundle(spec, findCompanions(spec), temporaryFolder())).rejects.toThrow(
      /openapi\.yaml:8:\d+ .*Two schemas are referenced with the same name but different content/s,
    );
  });
});

describe('a bundle', () => {
  const document = (schema: object, name = 'A') => ({
    components: { schemas: { [name]: schema } },
  });

  test.each([
    [{ $ref: 'other.yaml' }, 'other.yaml at #/components/schemas/A'],
    [
      { items: { $ref: '#/components/schemas/B' } },
      '#/components/schemas/B at #/components/schemas/A/items',
    ],
    [{ properties: { example: { $ref: 'x' } } }, 'x at #/components/schemas/A/properties/example'],
  ])('with %j leads out of itself', (schema, place) => {
    expect(() => checkBundle(document(schema))).toThrow(
      `the bundle has references that lead out of it:\n${place}`,
    );
  });

  test.each([
    { $ref: '#/components/schemas/A' },
    { example: { $ref: 'x' }, 'x-note': { $ref: 'y' }, properties: { $ref: { type: 'string' } } },
  ])('with %j does not', (schema) => {
    expect(() => checkBundle(document(schema))).not.toThrow();
  });

  test('names a component that has a name from a file', () => {
    expect(() => checkBundle(document({}, 'Café'))).toThrow(
      'the bundle has a component "Café", named after a file;',
    );
  });
});

test('a file that nothing refers to is found, one that stands by itself is none', () => {
  const spec = write({
    'openapi.yaml': answering('{ $ref: schemas/S.yaml }'),
    'schemas/S.yaml': 'type: string',
    'schemas/Orphan.yaml': 'type: string',
    'guides/order.yaml': '[]',
    'other.yaml': head,
    'node_modules/x.yaml': 'a: 1',
    'redocly.yaml': '',
  });
  const folder = dirname(spec);
  symlinkSync('gone', join(folder, 'schemas/Gone.yaml'));
  expect(unusedFiles(checkDocument(spec), [join(folder, 'guides')])).toEqual([
    join(folder, 'schemas/Orphan.yaml'),
  ]);
  // A description of one file may lie among anything.
  const single = write({ 'openapi.yaml': answering('{}'), 'data.json': '{}' });
  expect(unusedFiles(checkDocument(single), [])).toEqual([]);
});

test('findings up to the severity that is tolerated are printed, the others stop', async () => {
  const spec = write({
    'openapi.yaml': answering('{ type: string, nullable: true }'),
    'redocly.yaml': 'extends: [minimal]\n',
  });
  const printed: string[] = [];
  const judge = (maxSeverity?: string) =>
    lint(spec, findCompanions(spec, { maxSeverity }), (line) => printed.push(line));
  await judge();
  expect(printed).toContainEqual(
    expect.stringMatching(/:8:\d+ {2}warn {2}struct {2}Property `nullable`/),
  );
  const count = printed.length;
  await expect(judge('info')).rejects.toThrow(
    new RegExp(`^${count} findings in the description:\\n.*  warn  `),
  );
  expect(printed).toHaveLength(count);
});

test('--max-severity takes nothing but a severity', async () => {
  const { status, stderr } = await runScript(
    'lint.ts',
    '--spec',
    copyOfMinimal(),
    '--max-severity',
    'all',
  );
  expect(stderr).toBe(
    'error: --max-severity must be one of none, hint, info, warn, error, not "all".\n',
  );
  expect(status).toBe(1);
});

test('two builds into one folder at once give what one gives', async () => {
  const spec = copyOfMinimal();
  const parent = temporaryFolder();
  const run = (name: string) =>
    build({
      spec,
      out: join(parent, name),
      skipLint: true,
      signal: new AbortController().signal,
      print: () => {},
    });
  await Promise.all([run('both'), run('both'), run('alone')]);
  expect(contents(join(parent, 'both'))).toEqual(contents(join(parent, 'alone')));
});

test.each([
  [{ code: 'EACCES', path: '/out' }, 'error: /out: permission denied.'],
  [{ code: 'EIO', path: '/out' }, 'error: /out: EIO.'],
  [{ message: 'odd' }, 'error: unexpected: odd (set DEBUG=1 to see where)'],
])('an error %j is told in one line', (members, line) => {
  const print = jest.spyOn(console, 'error').mockImplementation(() => {});
  expect(reportError(Object.assign(new Error(), members))).toBe(1);
  expect(print.mock.calls).toEqual([[line]]);
  print.mockRestore();
});
