import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkDocument } from '../../scripts/lib/openapi/check.js';
import { contents, copyOfMinimal, runScript, temporaryFolder } from './run-script.js';

/** Changes one place of a file, which has to be there. */
function change(file: string, from: string, to: string): void {
  const before = readFileSync(file, 'utf8');
  expect(before.split(from)).toHaveLength(2);
  writeFileSync(file, before.replace(from, to));
}

function complaint(spec: string): string {
  try {
    checkDocument(spec);
  } catch (error) {
    return (error as Error).message.replaceAll(`${dirname(spec)}/`, '');
  }
  return 'none';
}

describe('checkDocument', () => {
  test('accepts the document that the others damage, and names its files', () => {
    const spec = copyOfMinimal();
    expect(checkDocument(spec)).toEqual(
      ['openapi.yaml', 'paths/note.yaml', 'schemas/Note.yaml'].map((name) =>
        join(dirname(spec), name),
      ),
    );
  });

  test.each([
    [
      'a missing file',
      'paths/note.yaml',
      '../schemas/Note.yaml',
      '../schemas/Gone.yaml',
      'paths/note.yaml:19:19: broken $ref "../schemas/Gone.yaml": there is no file schemas/Gone.yaml.',
    ],
    [
      'a pointer to nothing',
      'paths/note.yaml',
      '../schemas/Note.yaml',
      '../schemas/Note.yaml#/properties/title',
      'paths/note.yaml:19:19: broken $ref "../schemas/Note.yaml#/properties/title": schemas/Note.yaml has nothing at /properties/title.',
    ],
    [
      'a reference to a directory',
      'openapi.yaml',
      'paths/note.yaml',
      'paths',
      'openapi.yaml:14:11: broken $ref "paths": paths is a directory, but a file is needed.',
    ],
    [
      'invalid YAML in a referenced file',
      'schemas/Note.yaml',
      'required: [text]',
      'required: [text',
      'schemas/Note.yaml:4:1: invalid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'a key written twice',
      'schemas/Note.yaml',
      'required: [text]',
      'type: object',
      'schemas/Note.yaml:3:1: invalid YAML: Map keys must be unique',
    ],
    [
      'OpenAPI 3.2',
      'openapi.yaml',
      'openapi: 3.1.1',
      'openapi: 3.2.0',
      'openapi.yaml:1:10: this document says OpenAPI 3.2.0; only 3.0 and 3.1 are supported, with a third number (for example "openapi: 3.1.1").',
    ],
    [
      'a version that YAML reads as a number',
      'openapi.yaml',
      'openapi: 3.1.1',
      'openapi: 3.0',
      'openapi.yaml:1:10: this document says OpenAPI 3.0; only 3.0 and 3.1 are supported, with a third number (for example "openapi: 3.1.1").',
    ],
    [
      'Swagger',
      'openapi.yaml',
      'openapi: 3.1.1',
      'swagger: "2.0"',
      'openapi.yaml:1:10: this is a Swagger 2.0 document; convert it to OpenAPI, 3.0 or 3.1, first.',
    ],
    [
      'something else',
      'openapi.yaml',
      'openapi: 3.1.1',
      'asyncapi: 3.0.0',
      'openapi.yaml:1:1: this is not an OpenAPI document: it has no member "openapi" with its version.',
    ],
  ])('names the place of %s', (_name, file, from, to, message) => {
    const spec = copyOfMinimal();
    change(join(dirname(spec), file), from, to);
    expect(complaint(spec)).toBe(message);
  });

  test('takes a $ref inside an example for data, and one among properties for a name', () => {
    const spec = copyOfMinimal();
    const folder = dirname(spec);
    change(join(folder, 'paths/note.yaml'), 'text: Buy milk.', "$ref: './nowhere.yaml'");
    change(join(folder, 'schemas/Note.yaml'), 'properties:', 'properties:\n  $ref: {type: string}');
    expect(complaint(spec)).toBe('none');
  });

  test('follows a $ref of a property that has the name of a data member', () => {
    const spec = copyOfMinimal();
    change(
      join(dirname(spec), 'schemas/Note.yaml'),
      'properties:',
      'properties:\n  default: {$ref: ./Gone.yaml}',
    );
    expect(complaint(spec)).toContain('there is no file schemas/Gone.yaml');
  });
});

/** A folder with a former result, and what stands in it. */
function formerOutput(): { out: string; before: Record<string, string> } {
  const parent = temporaryFolder();
  const out = join(parent, 'out');
  mkdirSync(join(out, 'docs'), { recursive: true });
  writeFileSync(join(out, 'openapi.yaml'), 'former\n');
  writeFileSync(join(out, 'docs/index.html'), 'former\n');
  writeFileSync(join(out, 'unrelated.txt'), 'mine\n');
  return { out: parent, before: contents(parent) };
}

describe('a build that fails', () => {
  test.each([
    [
      'before its first step',
      'paths/note.yaml',
      'Note.yaml',
      'Gone.yaml',
      /^error: \S+note\.yaml:19:19: broken \$ref .*\n$/,
    ],
    [
      'in lint',
      'paths/note.yaml',
      'operationId: showNote',
      'operationId: showNote\n  deprecated: perhaps',
      /^error: \d findings? in the description:\n(\S+\n)*\S+note\.yaml:3:\d+ {2}error {2}/m,
    ],
  ])('%s leaves the former output as it was', async (_name, file, from, to, message) => {
    const spec = copyOfMinimal();
    change(join(dirname(spec), file), from, to);
    const { out, before } = formerOutput();
    const result = await runScript('build.ts', '--spec', spec, '--out', join(out, 'out'));
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(result.status).toBe(1);
    expect(contents(out)).toEqual(before);
  });

  test('in a late step leaves the former output as it was', async () => {
    const spec = copyOfMinimal();
    change(
      join(dirname(spec), 'paths/note.yaml'),
      'get:',
      'delete:\n  operationId: showNote\n  responses: {}\nget:',
    );
    const { out, before } = formerOutput();
    const result = await runScript(
      'build.ts',
      '--spec',
      spec,
      '--out',
      join(out, 'out'),
      '--skip-lint',
    );
    expect(result.stdout).toMatch(/^ok +bundle/m);
    expect(result.stderr).toBe(
      'error: the operationId "showNote" is used twice: by DELETE /notes/{note_id} and by GET /notes/{note_id}; rename one of them.\n',
    );
    expect(result.status).toBe(1);
    expect(contents(out)).toEqual(before);
  });

  test.each([
    ['an unknown --spec', ['--spec', 'nowhere.yaml'], 1, 'there is no file nowhere.yaml.'],
    [
      'a --spec that is a directory',
      ['--spec', 'scripts'],
      1,
      'scripts is a directory, but a file is needed.',
    ],
    ['an --out without value', ['--out'], 2, '--out needs a value: --out DIR.'],
  ])('for %s says so in one line', async (_name, args, status, message) => {
    const result = await runScript('build.ts', ...args);
    expect(result.stderr).toBe(`error: ${message}\n`);
    expect(result.stdout).toBe('');
    expect(result.status).toBe(status);
  });

  test('for an --out that is a file says so in one line', async () => {
    const spec = copyOfMinimal();
    const result = await runScript('build.ts', '--spec', spec, '--out', spec);
    expect(result.stderr).toBe(`error: --out ${spec} is a file; name a folder.\n`);
    expect(result.status).toBe(1);
  });
});
