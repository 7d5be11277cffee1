import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { bundle } from '../../scripts/lib/openapi/bundle.js';
import { writeCode } from '../../scripts/code/code.js';
import { reportError } from '../../scripts/lib/cli.js';
import { findCompanions } from '../../scripts/lib/companions.js';
import { compileGenerated } from '../../scripts/lib/compile.js';
import { checkBundle } from '../../scripts/lib/openapi/check-bundle.js';
import { compareBundle } from '../../scripts/lib/openapi/compare-bundle.js';
import { checkDocument, readSources } from '../../scripts/lib/openapi/check.js';
import { lint, unusedFiles } from '../../scripts/lint.js';
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
import type * as types from './api/types.js';
type Schemas = types.components['schemas'];
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
export const row: types.Row = { cells: ['a', true, false] };
// @ts-expect-error What follows the first item is a boolean.
export const wrongRow: types.Row = { cells: ['a', 'b'] };
// @ts-expect-error The second item is a number.
export const wrongMix: Mix = { pair: ['a', 'b'] };

export const pet: Pet = { kind: 'cat', purrs: true };

export const fish: types.Animal = { kind: 'fish', fins: 2 };
// @ts-expect-error The mapping names the value, and not the schema.
export const named: types.Animal = { kind: 'Fish' };
export const open: types.Open = { anything: 1 };
export const either: types.Either = { a: 'a', one: 1 };
// @ts-expect-error An alternative that only requires a member leaves the others their types.
export const wrongEither: types.Either = { a: 1 };
// @ts-expect-error One part requires a member that another one has.
export const late: types.Late = { fins: 2 };
export const counted: types.Counted = { name: 'n', other: 1 };
export const words: [Schemas['keyof'], Schemas['readonly']] = ['k', 'r'];

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
    Animal: { oneOf: [{ $ref: '#/components/schemas/Fish' }, { $ref: '#/components/schemas/Bird' }], discriminator: { propertyName: kind, mapping: { fish: Fish, bird: '#/components/schemas/Bird' } } }
    Fish: { type: object, required: [kind], properties: { kind: { type: string }, fins: { type: integer } } }
    Bird: { type: object, required: [kind], properties: { kind: { type: string } } }
    Late: { allOf: [{ $ref: '#/components/schemas/Fish' }, { required: [late] }], properties: { late: { type: string } } }
    Open: { type: object }
    Row: { type: object, properties: { cells: { type: [array, 'null'], prefixItems: [{ type: string }], items: { type: boolean } } } }
    Either: { type: object, properties: { a: { type: string } }, anyOf: [{ required: [a] }, { required: [b] }], oneOf: [{ properties: { one: { const: 1 } } }, { properties: { one: { const: 2 } } }] }
    Counted: { type: object, properties: { name: { type: string } }, additionalProperties: { type: integer } }
    keyof: { type: string }
    readonly: { type: string }
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

/** Every file of a description with what a hostile expert would put in it, and what is right all the same. */
const unusual = {
  'openapi.yaml': `\ufeff${head}tags: [{ name: 宠物 }]
servers: [{ url: 'https://{zone}.example.com', variables: { zone: { default: a, enum: [a, b] } } }, { url: / }]
paths:
  /json: { get: { operationId: getJson, responses: { '200': { description: ok, content: { application/json: { schema: { $ref: 'all.json#/definitions/Pet' } } } } } } }
  /chain: { get: { operationId: getChain, responses: { 200: { description: ok, content: { application/json: { schema: { $ref: a/A.yaml } } } }, x-note: 1 } } }
  /item:
    $ref: item.yaml
    post: { operationId: postItem, responses: { '204': { description: ok } } }
  /response: { get: { operationId: getResponse, responses: { '200': { $ref: response.yaml, description: Other words. } } } }
  /at/{id}: { get: { operationId: getAt, parameters: [{ name: id, in: path, required: true, schema: { type: string } }, { name: id, in: query, schema: { type: integer } }], responses: { '200': { description: ok, content: { application/json: { schema: { type: object, required: [a], properties: { a: { type: string } } } } } } } } }
  x-groups: { get: 1 }
  /extended: { x-owner: 1, get: { operationId: getExtended, responses: { x-note: 1, '204': { description: ok } }, callbacks: { done: { x-note: 1, 'https://example.com': { x-note: 1, post: { responses: { '204': { description: ok } } } } } } } }
  /pointer: { get: { operationId: getPointer, responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/paths/~1at~1%7Bid%7D/get/responses/200/content/application~1json/schema' } } } } } } }
  /data: { get: { operationId: getData, responses: { '200': { description: ok, content: { application/json: { examples: { a: { value: { $ref: nowhere.yaml } }, b: { externalValue: item.yaml } } } } } } } }
  /media: { post: { requestBody: { content: { 'application/*': { schema: {} }, 'application/vnd.a+json': { schema: { type: object } } } }, responses: { '204': { description: no, content: { application/json: { schema: { type: string } } } }, default: { description: bad, content: { '*/*': { schema: { type: string } } } } } } }
  /content: { get: { operationId: getContent, parameters: [{ name: filter, in: query, content: { application/json: { schema: { type: object } } } }, { name: X-ODD, in: header, schema: { type: string } }] } }
  /宠物: { get: { tags: [宠物, ''], operationId: 列出宠物, parameters: [{ name: 页, in: query, schema: { type: integer } }], responses: { '204': { description: 好 } } } }
webhooks:
  made: { post: { operationId: onMade, callbacks: { done: { '{$request.body#/url}': { $ref: item.yaml } } }, responses: { '200': { description: ok } } } }
components:
  pathItems: { Unused: { get: { operationId: unused, responses: {} } } }
  schemas:
    Truth: { type: object, properties: { a: true, b: false }, additionalProperties: false }
    Anything: true
    Nothing: false
    Merged: { <<: &base { type: object, required: [a], properties: { a: { type: string } } }, description: merged }
    Base: *base
    Inner: { $ref: '#/components/schemas/Merged/properties/a' }
    Typed: { type: object, properties: { <<: [{ type: { type: string } }, { other: { type: string } }], own: { type: string } } }
    Values: { type: object, required: [a, b, c, d], properties: { a: { enum: [x, null] }, b: { const: null }, c: { const: 3 }, d: { enum: [2020-01-01, yes, on, 1_000, -0] } } }
    Names: { type: object, required: [__proto__], properties: { __proto__: { type: string }, constructor: { type: string }, toString: { type: integer }, '': { type: string }, 'with "quote': { type: string } }, example: { 1: a, true: b, 1.50: c } }
    __proto__: { type: object, properties: { a: { type: string } } }
    constructor: { $ref: '#/components/schemas/__proto__' }
    Query: { type: object, properties: { array: { $ref: '#/components/schemas/Array' } } }
    Array: { type: array, items: { $ref: '#/components/schemas/Promise' } }
    Promise: { type: object, properties: { record: { $ref: '#/components/schemas/Record' } } }
    Record: { type: object, additionalProperties: { $ref: '#/components/schemas/Query' } }
    PET: { type: string }
    Pet2: { $dynamicAnchor: node, type: object, properties: { next: { $dynamicRef: '#node' } } }
    pet: { type: integer }
    Tree: { type: object, properties: { up: { $ref: '#/components/schemas/Tree' }, all: { type: array, items: { $ref: '#/components/schemas/Tree' } } } }
    Deep: ${'{ type: array, items: '.repeat(30)}{}${' }'.repeat(30)}
    Many: { enum: [${Array.from({ length: 5_000 }, (_, index) => `value_${index}`).join(', ')}] }
    Mapped: { oneOf: [{ $ref: Cat.yaml }], discriminator: { propertyName: kind, mapping: { cat: ./Cat.yaml } } }
`,
  'all.json': JSON.stringify({
    definitions: {
      Pet: {
        type: 'object',
        required: ['tag'],
        properties: { tag: { $ref: '#/definitions/Tag' } },
      },
      Tag: { type: 'string' },
    },
  }),
  'a/A.yaml': '$ref: ../模型/B.yaml#/x~1y\r\n',
  '模型/B.yaml': "x/y: { $ref: 'C.json' }\r\nother: 1\r\n",
  '模型/C.json':
    '\ufeff{"type":"object","properties":{"me":{"$ref":"C.json"},"self":{"$ref":"#"}}}',
  'item.yaml': "get: { operationId: getItem, responses: { '204': { description: ok } } }",
  'response.yaml':
    'description: words\ncontent: { application/json: { schema: { type: string } } }',
  'Cat.yaml': 'type: object\nrequired: [kind]\nproperties: { kind: { type: string } }',
};

const consumerOfUnusual = `
import type { Methods } from './api/methods.js';
import type * as types from './api/types.js';
import { operations } from './api/operations.js';

declare const client: Methods<unknown>;
export const tag: string = (await client.getJson()).tag;
export const me: types.C = { me: { self: {} } };
export const text: string = await client.getResponse();
export const a: string = (await client.getPointer()).a + (await client.getAt({ id: 'x', query_id: 1 })).a;
export const values: types.Values = { a: null, b: null, c: 3, d: '2020-01-01' };
// @ts-expect-error What no value has is not given.
export const truth: types.Truth = { b: 1 };
export const names: types.Names = { ['__proto__']: 'p', constructor: 'c', toString: 1, '': 'e' };
export const merged: types.Merged = { a: 'a' };
export const inner: types.Inner = 'text';
export const typed: types.Typed = { type: 't', other: 'o', own: 'w' };
// @ts-expect-error Merged is required, too.
export const empty: types.Base = {};
export const query: types.Query = { array: [{ record: { q: {} } }] };
export const [upper, lower]: [types.PET, types.pet] = ['text', 1];
export const tree: types.Tree = { up: {}, all: [{}] };
export const many: types.Many = 'value_4999';
// @ts-expect-error None of the values.
export const none: types.Many = 'value_5000';
export const cat: types.Mapped = { kind: 'cat' };
export const posted = [client.postItem(), client.getItem(), client.列出宠物({ 页: 1 }), client.getContent({ 'X-ODD': 'x' })];
export const table = [operations.postItem, operations.getItem];
`;

describe('a description with all that is unusual and right', () => {
  let out: string;

  beforeAll(async () => {
    out = await generate(write(unusual));
  }, 60_000);

  test('gives code that compiles, with the types that the schemas mean', async () => {
    writeFileSync(join(out, 'consumer.ts'), consumerOfUnusual);
    writeFileSync(join(out, 'package.json'), '{ "type": "module" }');
    const generated = Object.keys(contents(out)).filter((name) => name.endsWith('.ts'));
    await compileGenerated(out, generated);
  }, 60_000);

  test('keeps members beside a reference, and takes data for data', () => {
    expect(JSON.parse(readFileSync(join(out, 'openapi.json'), 'utf8'))).toMatchObject({
      paths: {
        '/item': { get: { operationId: 'getItem' }, post: { operationId: 'postItem' } },
        '/response': { get: { responses: { 200: { description: 'Other words.' } } } },
        '/data': {
          get: {
            responses: {
              200: {
                content: {
                  'application/json': { examples: { a: { value: { $ref: 'nowhere.yaml' } } } },
                },
              },
            },
          },
        },
      },
      components: {
        schemas: {
          Values: { properties: { d: { enum: ['2020-01-01', 'yes', 'on', '1_000', 0] } } },
          Names: { example: { 1: 'a', true: 'b', 1.5: 'c' } },
        },
      },
    });
  });
});

test('code that does not compile is named after its schema', async () => {
  const endless =
    "  schemas: { Endless: { anyOf: [{ $ref: '#/components/schemas/Endless' }, { type: object, properties: { a: { type: string } } }] } }";
  const out = temporaryFolder();
  const bundled = join(out, 'openapi.json');
  const description = answering("{ $ref: '#/components/schemas/Endless' }", endless);
  writeFileSync(bundled, JSON.stringify(parse(description)));
  await writeCode(bundled, out);
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
    ...([
      [
        'with a file whose name no component may have',
        {
          'openapi.yaml': answering("{ $ref: '模型/我的 宠物.yaml' }"),
          '模型/我的 宠物.yaml': '{}',
        },
        /openapi\.yaml:8:\d+: ".*" would become a component "我的 宠物", whose name .* rename the file\.$/,
      ],
      [
        'with a key that no component may be called after',
        { 'openapi.yaml': answering("{ $ref: 'S.yaml#/a~1b' }"), 'S.yaml': 'a/b: {}' },
        /openapi\.yaml:8:\d+: "S\.yaml#\/a~1b" would become a component "a\/b", .* rename the key\.$/,
      ],
      [
        'with an encoded # in the name of a file',
        { 'openapi.yaml': answering("{ $ref: 'a%23b.yaml' }"), 'a#b.yaml': '{}' },
        /openapi\.yaml:8:\d+: broken \$ref "a%23b\.yaml": there is no file .*a%23b\.yaml\.$/,
      ],
      [
        'with schemas that are parts of themselves',
        to(
          '#/components/schemas/A',
          "A: { allOf: [{ $ref: '#/components/schemas/B' }] }\n    B: { allOf: [{ $ref: '#/components/schemas/A' }] }",
        ),
        /openapi\.yaml:11:8: this schema is a part of itself, by "allOf" or "\$ref"; /,
      ],
      [
        'with a reference to the whole of it',
        { 'openapi.yaml': answering("{ $ref: '#' }") },
        /openapi\.yaml:8:\d+: "#" is the whole description, but a schema is needed\.$/,
      ],
      [
        'with a text in the place of a schema',
        { 'openapi.yaml': answering('{ $ref: words.txt }'), 'words.txt': 'words' },
        /openapi\.yaml:8:\d+: "words\.txt" holds a text, but a schema is needed for "schema"\.$/,
      ],
      [
        'with a reference that is no text',
        { 'openapi.yaml': answering('{ $ref: 5 }') },
        /openapi\.yaml:8:\d+: "\$ref" must be a text\.$/,
      ],
      [
        'with one status twice, as a number and as a text',
        { 'openapi.yaml': `${head}paths: { /x: { get: { responses: { 200: {}, '200': {} } } } }` },
        /openapi\.yaml:3:\d+: invalid YAML: Map keys must be unique$/,
      ],
      [
        'with one key twice in JSON',
        {
          'openapi.yaml': answering('{ $ref: S.json }'),
          'S.json': '{"type":"object",\n"type":"string"}',
        },
        /S\.json:2:1: invalid JSON: Map keys must be unique$/,
      ],
      [
        'with a comment in JSON',
        {
          'openapi.yaml': answering('{ $ref: S.json }'),
          'S.json': '{"type":"object",\n// The first one.\n"properties":{"a":{"type":"string"}}}',
        },
        /S\.json:2:1: invalid JSON: "\/\/" begins a comment, or a text without quotes\.$/,
      ],
      [
        'with tabs',
        { 'openapi.yaml': 'openapi: 3.1.0\ninfo:\n\ttitle: Case\n' },
        /openapi\.yaml:3:1: invalid YAML: Tabs are not allowed as indentation$/,
      ],
      [
        'with a tag that YAML does not know',
        to('#/components/schemas/A', "A: { default: !!js/function 'x' }"),
        /openapi\.yaml:11:\d+: invalid YAML: Unresolved tag: tag:yaml\.org,2002:js\/function$/,
      ],
      [
        'with two documents in a file',
        { 'openapi.yaml': `${head}---\n${head}` },
        /openapi\.yaml:3:1: invalid YAML: Source contains multiple documents;/,
      ],
      [
        'with an alias of itself',
        { 'openapi.yaml': `${head}x-a: &a [*a]\n` },
        /openapi\.yaml: an alias \(\*\) stands for itself, or for too many others\.$/,
      ],
      [
        'with aliases that fill the memory',
        {
          'openapi.yaml': `${head}x-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n${Array.from(
            { length: 7 },
            (_, at) => `x-${at + 1}: &a${at + 1} [${`*a${at},`.repeat(10)}]\n`,
          ).join('')}`,
        },
        /openapi\.yaml: an alias \(\*\) stands for itself, or for too many others\.$/,
      ],
      [
        'with a name that is a method of every object',
        to('#/components/schemas/A', 'A: { properties: { hasOwnProperty: {} } }'),
        /openapi\.yaml:11:24: no name may be "hasOwnProperty", which bundlers call; choose another\.$/,
      ],
      [
        'with a name that is another method of every object',
        to('#/components/schemas/A', 'A: { properties: { valueOf: {} } }'),
        /openapi\.yaml:11:24: no name may be "valueOf", which bundlers call; choose another\.$/,
      ],
    ] satisfies [string, Record<string, string>, RegExp][]),
    ...(
      [
        ['info: { title: 1, version: 1.0 }', '"title" must be a text, but is a number'],
        ['info: { version: a }', '"info" lacks its member "title"'],
        ['servers:', '"servers" must be a list, but is empty'],
        ['paths: []', '"paths" must be an object, but is a list'],
        ['paths: { /x: { get: } }', '"get" must be an object, but is empty'],
        [
          'paths: { /x: { get: { operationId: 5 } } }',
          '"operationId" must be a text, but is a number',
        ],
        ['paths: { /x: { get: { tags: pet } } }', '"tags" must be a list, but is a text'],
        ['paths: { /x: { parameters: [{ in: query }] } }', '"parameters" lacks its member "name"'],
        [
          "paths: { /x: { get: { responses: { '200': } } } }",
          '"200" must be an object, but is empty',
        ],
        ['security: { k: [] }', '"security" must be a list, but is an object'],
        ['x-tagGroups: [{ name: a, tags: b }]', '"tags" must be a list, but is a text'],
        ['x-tagGroups: [{ name: 5 }]', '"name" must be a text, but is a number'],
        [
          'paths: { /x: { parameters: [{ name: a, in: query, description: [b] }] } }',
          '"description" must be a text, but is a list',
        ],
        ['externalDocs: { description: a }', '"externalDocs" lacks its member "url"'],
        ['components: { schemas: { A: { type: 5 } } }', '"type" must be a text, but is a number'],
        ['components: { schemas: { A: { type: [5] } } }', '"type" must be a text, but is a number'],
        ['components: { schemas: { A: null } }', '"A" must be a schema, but is empty'],
      ] as const
    ).map(([member, finding]): [string, Record<string, string>, RegExp] => {
      const [name = ''] = member.split(':');
      const others = name === 'info' ? '' : "info: { title: Case, version: '1' }\n";
      return [
        `with ${member}`,
        { 'openapi.yaml': `openapi: 3.1.0\n${others}${member}\n` },
        new RegExp(`openapi\\.yaml:\\d+:\\d+: ${finding}\\.$`),
      ];
    }),
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

describe('what a bundler has lost', () => {
  const files = {
    'openapi.yaml': answering(
      '{ $ref: S.yaml, required: [a] }',
      '  schemas: { Kinds: { discriminator: { propertyName: kind, mapping: { s: S.yaml } } } }',
    ),
    'S.yaml': 'type: object\nproperties:\n  a: { enum: [1, 2] }\n',
  };
  const bundled = (
    schema: object,
    component: object = { type: 'object', properties: { a: { enum: [1, 2] } } },
  ) => ({
    openapi: '3.1.0',
    info: { title: 'Case', version: '1' },
    paths: {
      '/x': {
        get: {
          operationId: 'getX',
          responses: {
            200: { description: 'Done.', content: { 'application/json': { schema } } },
          },
        },
      },
    },
    components: {
      schemas: {
        S: component,
        Kinds: {
          discriminator: { propertyName: 'kind', mapping: { s: '#/components/schemas/S' } },
        },
      },
    },
  });
  const $ref = '#/components/schemas/S';
  const compare = (bundle: unknown) => {
    const spec = write(files);
    compareBundle(readSources(spec), bundle);
  };

  test('is nothing in a whole bundle, whatever is put in the place of a reference', () => {
    expect(() => compare(bundled({ $ref, required: ['a'] }))).not.toThrow();
    const inPlace = { type: 'object', required: ['a'], properties: { a: { enum: [1, 2] } } };
    expect(() => compare(bundled(inPlace))).not.toThrow();
  });

  test.each([
    [bundled({ $ref }), /openapi\.yaml:8:\d+: .*\/schema\/required\); write it in another way/],
    [bundled({ $ref, required: [] }), /openapi\.yaml:8:\d+: .*\/required\)/],
    [bundled({ $ref, required: ['a'] }, { type: 'object' }), /S\.yaml:2:1: .*\(\/properties\)/],
    [
      bundled({ $ref, required: ['a'] }, { type: 'object', properties: { a: { enum: [1, 3] } } }),
      /S\.yaml:3:18: .*\(\/properties\/a\/enum\/1\)/,
    ],
  ])('is named with its place (%#)', (bundle, message) => {
    expect(() => compare(bundle)).toThrow(message);
  });

  test('is found in a number that only one reader of YAML takes for one', async () => {
    const spec = write({ 'openapi.yaml': answering('{ type: number, maximum: 1e400 }') });
    await expect(bundle(spec, findCompanions(spec), temporaryFolder())).rejects.toThrow(
      /openapi\.yaml:8:\d+: the bundler has lost or changed this \(.*\/maximum\)/,
    );
  }, 60_000);
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

describe('a file that an example names by externalValue', () => {
  const example = (address: string) =>
    answering('{}').replace(
      'schema: {}',
      `schema: {}, examples: { a: { externalValue: ${address} } }`,
    );

  test('is a part of the description', () => {
    const spec = write({
      'openapi.yaml': example('examples/a.json'),
      'examples/a.json': '{"$ref": 1}',
    });
    const file = join(dirname(spec), 'examples/a.json');
    expect(checkDocument(spec)).toEqual([spec, file]);
    expect(unusedFiles([spec, file], [])).toEqual([]);
  });

  test('is named with its place if it holds no text, which the bundler would damage', () => {
    const spec = write({
      'openapi.yaml': example('a.png'),
      'a.png': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0),
    });
    expect(() => checkDocument(spec)).toThrow(
      /openapi\.yaml:8:\d+: "a\.png": .*a\.png is a binary file, but a text is needed\.$/,
    );
  });

  test.each(['https://example.com/a.json', 'gone.json'])('may be elsewhere: %s', (address) => {
    const spec = write({ 'openapi.yaml': example(address) });
    expect(checkDocument(spec)).toEqual([spec]);
  });
});

test('what the bundler warns of is printed, though it has bundled', async () => {
  const spec = write({ 'openapi.yaml': answering('{}'), 'redocly.yaml': 'colour: red\n' });
  const printed: string[] = [];
  await bundle(spec, findCompanions(spec), temporaryFolder(), {
    print: (line) => printed.push(line),
  });
  expect(printed.join('\n')).toMatch(/redocly\.yaml:1:1 .*`colour` is not expected here/s);
});

test('findings up to the severity that is tolerated are printed, the others stop', async () => {
  const spec = write({
    'openapi.yaml': answering(
      '{ type: integer, nullable: true, minimum: -9223372036854775808, maximum: 9223372036854775807 }',
    ),
    'redocly.yaml': 'extends: [minimal]\nx-build: { ruleset: ruleset.yaml }\n',
    'ruleset.yaml':
      'rules: { contact: { given: $.info, severity: info, then: { field: contact, function: truthy } } }',
  });
  const printed: string[] = [];
  const check = lint(
    spec,
    readSources(spec),
    findCompanions(spec, { maxSeverity: 'info' }),
    (line) => printed.push(line),
  );
  await expect(check).rejects.toThrow(
    new RegExp(
      [
        '^6 findings in the description:',
        '(.*\n)*\\S+:8:\\d+  warn  struct  Property `nullable` .*',
        '\\S+:8:\\d+  warn  inexact-number  .* as -9223372036854776000\\.',
        '\\S+:8:\\d+  warn  inexact-number  .* as 9223372036854776000\\.$',
      ].join('\n'),
    ),
  );
  expect(printed).toEqual([expect.stringMatching(/:2:\d+ {2}info {2}contact {2}/)]);
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

test.each([
  [{ code: 'EACCES', path: '/out' }, 'error: /out: permission denied.'],
  [{ code: 'EIO', path: '/out' }, 'error: /out: EIO.'],
  [{ message: 'odd' }, 'error: unexpected: odd (set DEBUG=1 to see where)'],
])('reportError prints %j in one line', (members, line) => {
  const print = jest.spyOn(console, 'error').mockImplementation(() => {});
  expect(reportError(Object.assign(new Error(), members))).toBe(1);
  expect(print.mock.calls).toEqual([[line]]);
  print.mockRestore();
});
