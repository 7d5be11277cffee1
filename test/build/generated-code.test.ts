import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { bundle } from '../../scripts/lib/openapi/bundle.js';
import { findCompanions } from '../../scripts/lib/companions.js';
import { toolPath } from '../../scripts/lib/process.js';
import { writeCode } from '../../scripts/code/code.js';
import { patience } from '../lib/patience.js';
import { fixtures, temporaryFolder } from './run-script.js';

const out = temporaryFolder();

/** Uses the generated types the way a caller does; every line has to compile. */
const usage = `
import type { ErrorCodes, Methods, GetThingInput, PagedLists } from './api/methods.js';
import type { Promise as PromiseSchema, Shape, Thing, Tree, components, type } from './api/types.js';
import { operations } from './api/operations.js';
import { servers, type Operation } from './shared.js';

declare const client: Methods<{ retries?: number }>;
export const input: GetThingInput = { id: 'a', query_id: 1, query_body: 'b', "it's \\"quoted\\"": 'c' };
export const thing: Promise<Thing | string | undefined> = client['get-thing'](input, { retries: 1 });
export const bytes: Promise<Blob> = client.putFilesName2({ name: 'n', body: { file: new Blob() } });
export const nothing: Promise<undefined> = client.getBare();
export const tree: Tree = ['leaf', ['leaf', []]];
const square: Shape = { form: 'square', side: 1, colour: 'red' };
export const painted: Promise<Tree> = client.paint({
  body: { form: 'round', radius: 1, colour: 'red', nested: { default: { a: '' }, string: 1 } },
});
export const odd: components['schemas']['string'] = 1;
export const same: [Shape, type, PromiseSchema] extends [
  components['schemas']['Shape'],
  components['schemas']['type'],
  components['schemas']['Promise'],
]
  ? true
  : false = true;
declare const lists: PagedLists<{ retries?: number }>;
export async function readAll() {
  for await (const { size } of lists.searchBlobs({ first: 1 }, { retries: 1 })) size satisfies number | undefined;
  for await (const { inline } of lists.searchThings({ body: { from: 0 } })) inline satisfies boolean;
  for await (const { name } of lists.listMethods({ offset: 0 })) name satisfies string;
  for await (const { a } of lists.listPromises()) a satisfies string | undefined;
  const { data, headers, fileName } = await client.paint({ body: square }).withResponse();
  data satisfies Tree;
  headers.get('etag') satisfies string | null;
  for (const [name, value] of headers) (name + value) satisfies string;
  fileName satisfies string | undefined;
  // @ts-expect-error the body of the answer is a tree
  data satisfies number;
  // @ts-expect-error the body is required
  lists.searchThings();
  lists.listMethods();
  lists.listMethods({ limit: 5 });
  // @ts-expect-error this is no list
  lists.getBare();
}
type Same<One, Other> = [One, Other] extends [Other, One] ? true : false;
export const codes: Same<
  ErrorCodes['get-thing'],
  "it's \\"gone\\"" | 'gone' | 'failed' | 'broken'
> = true;
export const noCodes: Same<ErrorCodes['getBare'], never> = true;
export const entry: Operation = operations['get-thing'];
export const url: 'https://example.net' = servers[0].url;
// @ts-expect-error the header is required
export const without: GetThingInput = { id: 'a' };
// @ts-expect-error bytes are no text
void client.putFilesName2({ name: 'n', body: { file: 'text' } });
// @ts-expect-error text in base64 stays text
void client.putFilesName2({ name: 'n', body: { file: new Blob(), base64: new Blob() } });
`;

/** One mistake a line, and how the message about it has to name the type. */
const mistakes = {
  "export const thing: Thing = { inner: {}, color: 'red' };": "in type 'Thing'",
  'export const colour: Colour = 0;': "to type 'Colour'",
  'export const shape: Shape = 0;': "to type 'Shape'",
  'export const figure: Figure = 0;': "to type 'Figure'",
  'export const tree: Tree = 0;': "to type 'Tree'",
  "export const member: components['schemas']['Dotted.Name']['figure'] = 0;": "to type 'Figure",
  'export const shapes: Shape[] = [0];': "to type 'Shape'",
  'void client.paint({ body: 0 });': "to type 'Shape'",
};

const wrong = `
import type { Methods } from './api/methods.js';
import type { Colour, Figure, Shape, Thing, Tree, components } from './api/types.js';
declare const client: Methods<unknown>;
`;

let service: ts.LanguageService;

beforeAll(async () => {
  // Another test builds all of it, with the docs.
  const spec = join(fixtures, 'awkward.yaml');
  await bundle(spec, findCompanions(spec), out);
  await writeCode(join(out, 'openapi.json'), out);
  writeFileSync(join(out, 'usage.ts'), usage);
  writeFileSync(join(out, 'package.json'), '{"type":"module"}');
  const files = [
    ...['types', 'operations', 'methods', 'index'].map((name) => `api/${name}.ts`),
    'families.ts',
    'usage.ts',
  ].map((name) => join(out, name));
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    // Of TypeScript's own, which take longer than what is generated.
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    types: [],
  };
  service = ts.createLanguageService({
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    getCurrentDirectory: () => out,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getCompilationSettings: () => options,
    getScriptFileNames: () => files,
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const text = ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
  });
});

/** What an editor shows when the pointer rests on the first place of a text in a file. */
function hover(file: string, at: string): { text: string; tags: Record<string, string[]> } {
  const path = join(out, file);
  const position = readFileSync(path, 'utf8').indexOf(at);
  expect(position).toBeGreaterThan(-1);
  const info = service.getQuickInfoAtPosition(path, position);
  const tags: Record<string, string[]> = {};
  for (const tag of info?.tags ?? []) {
    (tags[tag.name] ??= []).push(ts.displayPartsToString(tag.text));
  }
  return { text: ts.displayPartsToString(info?.documentation), tags };
}

describe('code generated from an awkward description', () => {
  const messagesOf = (program: ts.Program, name?: string) =>
    ts
      .getPreEmitDiagnostics(program, name === undefined ? undefined : program.getSourceFile(name))
      .map(
        ({ file, start, messageText }) =>
          `${file?.fileName}:${start} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );

  test('compiles in strict mode, and refuses what it should', () => {
    expect(messagesOf(service.getProgram() as ts.Program)).toEqual([]);
  });

  test.each(['typescript', 'typescript-7'])(
    'lets %s name the schema in its messages',
    (compiler) => {
      const file = join(out, 'wrong.ts');
      writeFileSync(file, wrong + Object.keys(mistakes).join('\n'));
      const messages = compiler === 'typescript' ? messagesOfOld(file) : messagesOfNew();
      expect(messages).toEqual(
        Object.values(mistakes).map((name) => expect.stringContaining(name)),
      );
    },
  );

  /** By the compiler that this process has loaded, which has read all but this file. */
  function messagesOfOld(file: string): string[] {
    const oldProgram = service.getProgram() as ts.Program;
    const options = oldProgram.getCompilerOptions();
    return messagesOf(ts.createProgram({ rootNames: [file], options, oldProgram }), file);
  }

  function messagesOfNew(): string[] {
    const { stdout } = spawnSync(
      process.execPath,
      [
        ...[toolPath('typescript-7', 'tsc'), '--strict', '--noEmit', '--skipLibCheck'],
        ...['--target', 'ES2023', '--module', 'NodeNext', '--pretty', 'false', 'wrong.ts'],
      ],
      { cwd: out, encoding: 'utf8', timeout: patience },
    );
    return stdout.split(/\n(?=\S)/).filter((message) => message.trim() !== '');
  }

  test('comments a method with what the description says of the operation', () => {
    const { text, tags } = hover('api/methods.ts', "'get-thing'(");
    expect(text).toBe(
      'Get one thing\n\nReads *\\/ a thing.\n\n\\@nobody is not a tag.\n\n`GET /things/{id}`',
    );
    expect(Object.keys(tags).sort()).toEqual(['deprecated', 'see', 'throws']);
    expect(tags.throws).toEqual([
      'NotFoundError 404: No such thing, on two lines.',
      'ServerError 5XX: Broken.',
      'SecMasterError default: Anything else.',
    ]);
    expect(tags.see?.join()).toContain('example.net/docs');
  });

  test('comments a member of the input with what the description says of the parameter', () => {
    expect(hover('api/methods.ts', 'id: NonNullable').text).toBe(
      'Id in the path, *\\/ not the end.',
    );
    expect(hover('api/methods.ts', 'query_id?').text).toBe('Id in the query.');
    expect(hover('api/methods.ts', 'tenant?').text).toContain('Given once when the client is made');
  });

  test('comments the error codes with what the description says of them', () => {
    expect(hover('api/methods.ts', `'get-thing':`).text.split('\n')).toEqual([
      `- 404 \`it's "gone"\`: Nested, *\\/ and on two lines`,
      '- 404 `gone`: referred',
      '- 5XX, default `gone`',
      '- 5XX `failed`',
      '- 5XX `broken`',
    ]);
  });

  test('comments a list with what the description says of the operation', () => {
    const lists = readFileSync(join(out, 'api/methods.ts'), 'utf8').split(
      'export interface PagedLists',
    )[1];
    expect(lists).toMatch(
      /\/\*\*\n   \* Search \*\\\/ the things\n   \*\n   \* @deprecated\n   \*\/\n  searchThings\(/,
    );
  });

  test('comments a property with what the description says, even behind a bare reference', () => {
    const { text, tags } = hover('api/types.ts', 'colour?');
    expect(text + (tags.description ?? []).join()).toContain('Its colour.');
    expect(hover('api/types.ts', 'inner:').text).toContain(
      'A schema with the name of a type that the generated code needs.',
    );
  });

  test('lists servers and operations', async () => {
    for (const name of ['api/operations', 'shared']) {
      const { outputText } = ts.transpileModule(readFileSync(join(out, `${name}.ts`), 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
      });
      writeFileSync(join(out, `${name}.mjs`), outputText);
    }
    const load = (name: string) => import(pathToFileURL(join(out, `${name}.mjs`)).href);
    const { operations } = (await load('api/operations')) as { operations: unknown };
    const { servers } = (await load('shared')) as { servers: unknown };
    expect(servers).toEqual([{ url: 'https://example.net', variables: {} }]);
    const table = operations as Record<string, unknown>;
    expect(Object.keys(table)).toEqual([
      'get-thing',
      'get_thing',
      'putFilesName2',
      'putFilesName',
      'paint',
      'searchBlobs',
      'searchThings',
      'listMethods',
      'listPromises',
      'getBare',
    ]);
    expect(table['get-thing']).toEqual({
      id: 'get-thing',
      method: 'GET',
      path: '/things/{id}',
      parameters: [
        { key: 'id', in: 'path', required: true },
        { key: 'tenant', required: true, boundByClient: true },
        { key: 'query_id', name: 'id' },
        { key: 'query_body', name: 'body' },
        { key: `it's "quoted"`, in: 'header', required: true },
        { key: 'session', in: 'cookie' },
      ],
      response: { mediaType: 'application/json', type: 'object' },
      safeToRepeat: true,
    });
    expect(table['get_thing']).toMatchObject({ method: 'POST', safeToRepeat: true });
    expect(table['putFilesName2']).toMatchObject({
      method: 'PUT',
      requestBody: { mediaType: 'multipart/form-data', required: true },
      response: { mediaType: 'application/octet-stream' },
      safeToRepeat: false,
    });
    expect(table['searchBlobs']).toHaveProperty('pagination', {
      offset: 'first',
      limit: 'at most',
      records: '',
    });
    expect(table['searchThings']).toHaveProperty('pagination', {
      in: 'body',
      offset: 'from',
      limit: 'size',
      records: '/data/records~1of this page',
      total: '/data/all',
      reachable: 500,
      maxLimit: 50,
    });
    expect(table['paint']).not.toHaveProperty('pagination');
    // A text or a list, and bytes: nothing that a client could refuse.
    expect(table['paint']).toHaveProperty('response', { mediaType: 'application/json' });
    expect(table['putFilesName2']).not.toHaveProperty('response.type');
    expect(table['getBare']).not.toHaveProperty('response');
  });
});
