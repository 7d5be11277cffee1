import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { writeCode } from '../../../scripts/code/code.js';
import { compileGenerated } from '../../../scripts/lib/compile.js';
import { contents, temporaryFolder } from '../run-script.js';
import { answering, generate, head, write } from './described.js';

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
// @ts-expect-error No item is allowed.
export const noItem: types.NoItem = [1];
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
export const demanding: types.Demanding = { here: 'a', elsewhere: [1] };
// @ts-expect-error A member is required, though nothing is said of its value.
export const undemanding: types.Demanding = { here: 'a' };
// @ts-expect-error What others may be holds for a member that is required.
export const wrongPart: types.DemandingMap = { part: 'text' };
// @ts-expect-error A part of a part has the member that is required.
export const withoutPart: types.DemandingPart = { more: 1 };
// @ts-expect-error Null is among the values, but not of the type.
export const nothing: types.OneOfType = null;
export const keyed: types.Keyed = { left: 1 };
// @ts-expect-error No such name.
export const wrongKey: types.Keyed = { above: 1 };
export const patterned: types.Patterned = { size: 1, 'x-note': 'text' };
// @ts-expect-error Neither the pattern nor the member has such a value.
export const wrongPattern: types.Patterned = { 'x-note': true };
export const anyName: types.NoUnderscore = { name: 1 };
export const longer: types.OpenPair = ['a', 1, true];
// @ts-expect-error The second item is a number.
export const wrongOpenPair: types.OpenPair = ['a', 'b'];
// @ts-expect-error There is room for two.
export const tooLong: types.FullPair = ['a', 1, true];
export const extended: types.SwimmingFish = { kind: 'fish', fins: 1, depth: 2 };
// @ts-expect-error What extends a choice keeps the values of its discriminator.
export const wrongExtended: types.SwimmingFish = { kind: 'SwimmingFish', depth: 2 };
export const owned: types.Keeper = { animal: { kind: 'bird' } };
export const vessels: (types.Boat | types.Ship | types.Submarine)[] = [{ is: 'Boat' }, { is: 'Ship', masts: 1 }, { is: 'sub' }];
export const ship: types.Boat = { is: 'Ship' };
export const fleet: types.Vessel[] = [{ is: 'Vessel' }, { is: 'Boat', masts: 1 }, { is: 'sub' }];
export const depth = (vessel: types.Vessel) => (vessel.is === 'sub' ? vessel.depth : 0);
// @ts-expect-error A value of what others extend is of one of them.
export const wrongVessel: types.Vessel = { is: 'Raft' };
// @ts-expect-error One that is extended no further has its own value.
export const wrongShip: types.Ship = { is: 'Boat' };
// @ts-expect-error A name is no value beside those that are listed.
export const wrongShade: types.Light = { shade: 'Light' };
export const light: types.Light = { shade: 'light' };
// @ts-expect-error Nothing but null.
export const notNull: types.NullMember = { nothing: 1 };
// @ts-expect-error No member is allowed.
export const notEmpty: types.NoMember = { any: 1 };
export const words: [Schemas['keyof'], Schemas['readonly']] = ['k', 'r'];

export const part: types.DemandingAccountInput = { secret: 's' };
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
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Account' } }, text/json: { schema: { $ref: '#/components/schemas/DemandingAccount' } } } }
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
    NoItem: { type: array, items: false }
    Row: { type: object, properties: { cells: { type: [array, 'null'], prefixItems: [{ type: string }], items: { type: boolean } } } }
    Either: { type: object, properties: { a: { type: string } }, anyOf: [{ required: [a] }, { required: [b] }], oneOf: [{ properties: { one: { const: 1 } } }, { properties: { one: { const: 2 } } }] }
    Counted: { type: object, properties: { name: { type: string } }, additionalProperties: { type: integer } }
    SwimmingFish: { allOf: [{ $ref: '#/components/schemas/Animal' }, { type: object, properties: { depth: { type: integer } } }] }
    Keeper: { type: object, properties: { animal: { allOf: [{ $ref: '#/components/schemas/Animal' }], description: Its animal. } } }
    Vessel: { type: object, required: [is], properties: { is: { type: string } }, discriminator: { propertyName: is, mapping: { sub: '#/components/schemas/Submarine' } } }
    Boat: { allOf: [{ $ref: '#/components/schemas/Vessel' }, { type: object, properties: { masts: { type: integer } } }] }
    Ship: { allOf: [{ $ref: '#/components/schemas/Boat' }] }
    Submarine: { allOf: [{ $ref: '#/components/schemas/Vessel' }, { type: object, properties: { depth: { type: integer } } }] }
    Shade: { type: object, required: [shade], properties: { shade: { type: string, enum: [light, dark] } }, discriminator: { propertyName: shade } }
    Light: { allOf: [{ $ref: '#/components/schemas/Shade' }] }
    NullMember: { type: object, properties: { nothing: { const: null } } }
    NoMember: { type: object, additionalProperties: false }
    Demanding: { type: object, required: [here, elsewhere], properties: { here: { type: string } } }
    DemandingMap: { type: object, required: [part], additionalProperties: { type: integer } }
    DemandingPart: { allOf: [{ $ref: '#/components/schemas/Part2' }, { required: [kind] }] }
    Part2: { allOf: [{ $ref: '#/components/schemas/Named' }, { type: object, properties: { more: { type: integer } } }] }
    Named: { type: object, properties: { kind: { type: string } } }
    DemandingAccount: { allOf: [{ $ref: '#/components/schemas/Account' }, { required: [id, secret] }] }
    OneOfType: { type: string, enum: [a, null] }
    Keyed: { type: object, propertyNames: { enum: [left, right] }, additionalProperties: { type: integer } }
    Patterned: { type: object, properties: { size: { type: integer } }, patternProperties: { '^x-': { type: string } }, additionalProperties: false }
    NoUnderscore: { type: object, patternProperties: { '^_': false } }
    OpenPair: { type: array, prefixItems: [{ type: string }, { type: integer }] }
    FullPair: { type: array, prefixItems: [{ type: string }, { type: integer }], maxItems: 2 }
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
  /response: { get: { operationId: getResponse, responses: { '200': { $ref: response.yaml, description: Other words. }, '201': { $ref: '#/components/responses/Again' }, '404': { $ref: '#/components/responses/x-none' } } } }
  /at/{id}: { get: { operationId: getAt, parameters: [{ name: id, in: path, required: true, schema: { type: string } }, { name: id, in: query, schema: { type: integer } }], responses: { '200': { description: ok, content: { application/json: { schema: { type: object, required: [a], properties: { a: { type: string } } } } } } } } }
  x-groups: { get: 1 }
  /extended: { x-owner: 1, get: { operationId: getExtended, responses: { x-note: 1, '204': { description: ok } }, callbacks: { done: { x-note: 1, 'https://example.com': { x-note: 1, post: { responses: { '204': { description: ok } } } } } } } }
  /pointer: { get: { operationId: getPointer, responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/paths/~1at~1%7Bid%7D/get/responses/200/content/application~1json/schema' } } } } } } }
  /data: { get: { operationId: getData, responses: { '200': { description: ok, content: { application/json: { examples: { a: { value: { $ref: nowhere.yaml } }, b: { externalValue: item.yaml } } } } } } } }
  /media: { post: { requestBody: { content: { 'application/*': { schema: {} }, 'application/vnd.a+json': { schema: { type: object } } } }, responses: { '204': { description: no, content: { application/json: { schema: { type: string } } } }, default: { description: bad, content: { '*/*': { schema: { type: string } } } } } } }
  /content: { get: { operationId: getContent, parameters: [{ name: filter, in: query, content: { application/json: { schema: { type: object } } } }, { name: X-ODD, in: header, schema: { type: string } }] } }
  /宠物: { get: { tags: [宠物, ''], operationId: 列出宠物, parameters: [{ name: 页, in: query, schema: { type: integer } }], responses: { '204': { description: 好 } } } }
  /shared: { $ref: '#/components/pathItems/Shared', post: { operationId: postShared, responses: { '204': { description: ok } } } }
webhooks:
  shared: { $ref: '#/components/pathItems/Shared' }
  made: { post: { operationId: onMade, callbacks: { done: { '{$request.body#/url}': { $ref: item.yaml } } }, responses: { '200': { description: ok } } } }
components:
  responses: { Again: { $ref: response.yaml, description: Again. }, x-none: { description: None., content: { application/json: { schema: { type: integer } } } } }
  pathItems: { Unused: { get: { operationId: unused, responses: {} } }, Shared: { get: { operationId: getShared, responses: { '204': { description: ok } } } } }
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
    Pet2: { $dynamicAnchor: node, type: object }
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
export const none404: types.components['responses']['x-none']['content']['application/json'] = 1;
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
export const table = [operations.postItem, operations.getShared, operations.postShared];
export const hook: types.webhooks['shared']['get']['responses'][204] = { headers: {} };
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

/** What public descriptions have, and openapi-typescript reads otherwise. */
const common = `${head}paths:
  /x:
    post:
      operationId: postX
      parameters: [{ name: q, in: query, schema: { enum: [x, y] } }, { name: list, in: query, style: pipeDelimited, explode: false, schema: { type: array, items: { type: string } } }]
      requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { image: { type: string, contentMediaType: image/* }, note: { type: string, contentMediaType: text/plain }, bytes: { contentMediaType: application/octet-stream } } } } } }
      responses: { '200': { description: Done., content: { image/png: {} } } }
  /y:
    put:
      operationId: putY
      parameters: [{ $ref: '#/paths/~1x/post/parameters/0' }]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
      responses: { '200': { description: Done., content: { text/csv: { schema: { type: array } } } } }
  /z:
    get:
      operationId: getZ
      responses: { '200': { description: Done., content: { application/xml: { schema: { type: object } }, application/json: { schema: { $ref: '#/components/schemas/Numbered' } } } } }
    post:
      operationId: postZ
      requestBody: { content: { '*/*': { schema: { $ref: '#/components/schemas/User' } } } }
      responses: { '200': { description: Done., content: { '*/*': { schema: { $ref: '#/components/schemas/User' } } } } }
  /bytes:
    put:
      operationId: putBytes
      requestBody: { required: true, content: { application/octet-stream: {}, multipart/form-data: { schema: { type: array, items: { contentMediaType: image/png } } } } }
      responses: { '200': { description: Done., content: { application/octet-stream: {} } } }
components:
  schemas:
    Card: { type: object, required: [name], properties: { name: { type: string }, card: { type: string } }, dependentSchemas: { card: { required: [address], properties: { address: { type: string } } } }, if: { properties: { name: { const: x } } }, then: { required: [name, extra], properties: { extra: { type: integer } } }, else: { properties: { name: { minLength: 3 }, other: { $ref: '#/components/schemas/Stamped' } } } }
    Numbered: { oneOf: [{ $ref: '#/components/schemas/One' }, { $ref: '#/components/schemas/Two' }], discriminator: { propertyName: kind, mapping: { '1': '#/components/schemas/One', '2': '#/components/schemas/Two' } } }
    One: { type: object, required: [kind], properties: { kind: { type: integer }, one: { type: string } } }
    Two: { type: object, required: [kind], properties: { kind: { type: integer }, two: { type: string } } }
    Deep: { type: object, properties: { inner: { type: object, $defs: { side: { enum: [left, right] } }, properties: { side: { $ref: '#/components/schemas/Deep/properties/inner/$defs/side' } } } } }
    Stamped: { type: object, required: [id], properties: { id: { type: string, readOnly: true } } }
    User: { allOf: [{ $ref: '#/components/schemas/Stamped' }, { type: object, required: [name], properties: { name: { type: string } } }] }
`;

const consumerOfCommon = `
import type { Methods } from './api/methods.js';
import type * as types from './api/types.js';

declare const client: Methods<unknown>;
export const image: Blob = await client.postX({ q: 'x', body: { image: new Blob(), note: 'text', bytes: new Blob() } });
export const text: string = await client.putY({ q: 'y', body: { name: 'n' } });
// @ts-expect-error A schema of nothing but what the server sets does not let others have any member.
void client.putY({ body: { name: 'n', nmae: 'n' } });
export const numbered: types.Numbered = await client.getZ();
export const one = numbered.kind === 1 ? numbered.one : numbered.two;
export const bytes: Blob = await client.putBytes({ body: new Blob() });
export const images: NonNullable<types.operations['putBytes']['requestBody']>['content']['multipart/form-data'] = [new Blob()];
// @ts-expect-error Bytes are no text.
void client.putBytes({ body: 'text' });
export const card: types.Card = { name: 'n', card: 'c', address: 'a', extra: 1, other: { id: 'i' } };
// @ts-expect-error Nobody declares it.
export const noCard: types.Card = { name: 'n', adress: 'a' };
export const deep: types.Deep = { inner: { side: 'left' } };
// @ts-expect-error None of the values.
export const wrong: types.Deep = { inner: { side: 'up' } };
`;

test('what is common elsewhere gives code with the types that the schemas mean', async () => {
  const out = await generate(write({ 'openapi.yaml': common }));
  writeFileSync(join(out, 'consumer.ts'), consumerOfCommon);
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }');
  await compileGenerated(out, [...code, 'consumer.ts']);
  const operations = readFileSync(join(out, 'api/operations.ts'), 'utf8');
  expect(operations).toMatch(/list.*delimiter: '\|'/s);
  expect(operations).toMatch(/postZ'.*'application\/json'.*'application\/json'/s);
  expect(operations).not.toContain('*/*');
}, 60_000);

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
