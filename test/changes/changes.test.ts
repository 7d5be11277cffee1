import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compareDocuments } from '../../scripts/changes/operations.js';
import type { OpenApiDocument } from '../../scripts/lib/openapi/document.js';
import { runScript, temporaryFolder } from '../build/run-script.js';

/** A small API, in which each test changes one thing. */
const base = `
openapi: 3.1.1
info: { title: Alerts, version: 0.1.0 }
servers: [{ url: 'https://a.example' }]
security: [{ token: [] }]
paths:
  /alerts/{alert_id}:
    put:
      operationId: updateAlert
      summary: Change an alert
      x-safe-to-repeat: true
      parameters:
        - { name: alert_id, in: path, required: true, schema: { type: string } }
        - { name: limit, in: query, schema: { type: integer, maximum: 100, default: 10 } }
      requestBody:
        content:
          application/json: { schema: { $ref: '#/components/schemas/Alert' } }
      responses:
        '200':
          description: Done.
          headers: { X-request-id: { schema: { type: string } } }
          content:
            application/json: { schema: { $ref: '#/components/schemas/Alert' } }
        '404': { description: Unknown. }
components:
  securitySchemes: { token: { type: apiKey, in: header, name: X-Auth-Token } }
  schemas:
    Alert:
      type: object
      required: [name]
      properties:
        id: { type: string, readOnly: true }
        name: { type: string, maxLength: 64, minLength: 1 }
        status: { type: string, enum: [Open, Closed] }
        score: { type: number, format: float }
        children: { type: array, items: { $ref: '#/components/schemas/Alert' } }
        source:
          oneOf:
            - { title: Rule, type: object, required: [rule] }
            - { title: Person, type: object, required: [person] }
        labels: { type: object, additionalProperties: { type: string } }
`;

/** The changes that follow from replacing a text of the API, each as its effect, place and text. */
async function changesAfter(...replacements: readonly [string, string][]): Promise<string[]> {
  const { parse } = await import('yaml');
  let text = base;
  for (const [old, now] of replacements) {
    expect(text).toContain(old);
    text = text.replace(old, now);
  }
  const read = (yaml: string) => parse(yaml) as OpenApiDocument;
  return compareDocuments(read(base), read(text)).map(({ effect, place, text: what }) =>
    `${effect}: ${place} ${what}`.replace(':  ', ': '),
  );
}

const body = 'request body';
const answer = 'response 200';

describe('a change of the description', () => {
  test.each<[string, [string, string][], string[]]>([
    [
      'what is false anyway is no change',
      [['      summary:', '      deprecated: false\n      summary:']],
      [],
    ],
    ['a title is no change', [['title: Alerts', 'title: Alarms']], []],
    [
      'an operation that is gone breaks',
      [['updateAlert', 'changeAlert']],
      ['breaking: has another operationId: `changeAlert`'],
    ],
    [
      'a path that moves breaks',
      [['/alerts/{alert_id}:', '/v2/alerts/{alert_id}:']],
      ['breaking: was `PUT /alerts/{alert_id}`, and is `PUT /v2/alerts/{alert_id}`'],
    ],
    [
      'another method and id is another operation',
      [
        ['    put:', '    patch:'],
        ['updateAlert', 'patchAlert'],
      ],
      ['breaking: is gone', 'added: is new'],
    ],
    [
      'another name of a path parameter breaks',
      [
        ['{alert_id}', '{id}'],
        ['name: alert_id', 'name: id'],
      ],
      [
        'breaking: was `PUT /alerts/{alert_id}`, and is `PUT /alerts/{id}`',
        'breaking: path parameter `alert_id` has another name: `id`',
      ],
    ],
    [
      'a deprecated operation is told',
      [['      summary:', '      deprecated: true\n      summary:']],
      ['deprecated: is now deprecated'],
    ],
    [
      'a summary is a text',
      [['Change an alert', 'Change one alert']],
      ['text: has another summary or description'],
    ],
    [
      'what may no longer be repeated breaks',
      [['x-safe-to-repeat: true', 'x-safe-to-repeat: false']],
      ['breaking: is no longer safe to repeat'],
    ],
    [
      'another way to sign in does not break, one that is gone does',
      [['[{ token: [] }]', '[{ key: [] }]']],
      ['breaking: sign-in `token` is gone', 'added: sign-in `key` is new'],
    ],
    [
      'a server that is gone breaks',
      [['https://a.example', 'https://b.example']],
      [
        'breaking: the server `https://a.example` is gone',
        'added: the server `https://b.example` is new',
      ],
    ],
    [
      'a smaller maximum of a parameter breaks',
      [['maximum: 100', 'maximum: 50']],
      ['breaking: query parameter `limit` `maximum` was `100`, and is `50`'],
    ],
    [
      'a greater maximum of a parameter does not',
      [['maximum: 100', 'maximum: 500']],
      ['compatible: query parameter `limit` `maximum` was `100`, and is `500`'],
    ],
    [
      'another default breaks who leaves the parameter out',
      [['default: 10', 'default: 20']],
      ['breaking: query parameter `limit` `default` was `10`, and is `20`'],
    ],
    [
      'a parameter that is gone breaks, an optional one that is new does not',
      [['name: limit', 'name: size']],
      ['breaking: query parameter `limit` is gone', 'added: query parameter `size` is new'],
    ],
    [
      'a parameter that becomes required breaks',
      [['name: limit, in: query', 'name: limit, required: true, in: query']],
      ['breaking: query parameter `limit` is required now'],
    ],
    [
      'a body that becomes required breaks',
      [['requestBody:', 'requestBody:\n        required: true']],
      ['breaking: request body is required now'],
    ],
    [
      'another media type of a response breaks',
      [
        [
          '          content:\n            application/json: { schema',
          '          content:\n            text/json: { schema',
        ],
      ],
      [
        `breaking: ${answer} is no longer \`application/json\``,
        `breaking: ${answer} may be \`text/json\` now`,
      ],
    ],
    [
      'a status of an error may go, a success may not',
      [
        ["'404'", "'409'"],
        ["'200'", "'201'"],
      ],
      [
        'breaking: response 200 is gone',
        'compatible: response 404 is gone',
        'added: response 201 is new',
        'added: response 409 is new',
      ],
    ],
    [
      'a header that is gone breaks',
      [['X-request-id', 'X-id']],
      [`breaking: ${answer}, header \`X-request-id\` is gone`],
    ],
    [
      'a new value breaks who reads, not who writes',
      [['[Open, Closed]', '[Open, Closed, Block]']],
      [
        `compatible: ${body} \`status\` the value \`"Block"\` is new`,
        `breaking: ${answer} \`status\` the value \`"Block"\` is new`,
      ],
    ],
    [
      'a value that is gone breaks who writes, not who reads',
      [['[Open, Closed]', '[Open]']],
      [
        `breaking: ${body} \`status\` the value \`"Closed"\` is gone`,
        `compatible: ${answer} \`status\` the value \`"Closed"\` is gone`,
      ],
    ],
    [
      'a member that becomes required breaks who writes',
      [['required: [name]', 'required: [name, status]']],
      [
        `breaking: ${body} \`status\` is required now`,
        `compatible: ${answer} \`status\` is required now`,
      ],
    ],
    [
      'a member that is no longer required breaks who reads',
      [['required: [name]', 'required: []']],
      [
        `compatible: ${body} \`name\` is no longer required`,
        `breaking: ${answer} \`name\` is no longer required`,
      ],
    ],
    [
      'a member that is gone breaks both',
      [['        status:', '        state:']],
      [
        `breaking: ${body} \`status\` is gone`,
        `added: ${body} \`state\` is new`,
        `breaking: ${answer} \`status\` is gone`,
        `added: ${answer} \`state\` is new`,
      ],
    ],
    [
      'a member that only the service writes is no matter of the request',
      [['        id: { type: string', '        key: { type: string']],
      [`breaking: ${answer} \`id\` is gone`, `added: ${answer} \`key\` is new`],
    ],
    [
      'a type that takes in the old one breaks who reads',
      [['score: { type: number', 'score: { type: [number, "null"]']],
      [
        `compatible: ${body} \`score\` the type \`null\` is new`,
        `breaking: ${answer} \`score\` the type \`null\` is new`,
      ],
    ],
    [
      'a whole number is a number',
      [['score: { type: number', 'score: { type: integer']],
      [
        `breaking: ${body} \`score\` the type \`number\` is gone`,
        `compatible: ${answer} \`score\` the type \`number\` is gone`,
      ],
    ],
    [
      'another format breaks both',
      [['format: float', 'format: double']],
      [
        `breaking: ${body} \`score\` \`format\` was \`"float"\`, and is \`"double"\``,
        `breaking: ${answer} \`score\` \`format\` was \`"float"\`, and is \`"double"\``,
      ],
    ],
    [
      'an alternative that is gone breaks who writes',
      [['            - { title: Person, type: object, required: [person] }\n', '']],
      [
        `breaking: ${body} \`source\` the alternative \`Person\` is gone`,
        `compatible: ${answer} \`source\` the alternative \`Person\` is gone`,
      ],
    ],
    [
      'members of an open map are compared',
      [
        [
          'additionalProperties: { type: string }',
          'additionalProperties: { type: [string, integer] }',
        ],
      ],
      [
        `compatible: ${body} \`labels.*\` the type \`integer\` is new`,
        `breaking: ${answer} \`labels.*\` the type \`integer\` is new`,
      ],
    ],
    [
      'members that are no longer allowed break who writes',
      [['required: [name]', 'additionalProperties: false\n      required: [name]']],
      [
        `breaking: ${body} \`*\` other members are refused now`,
        `compatible: ${answer} \`*\` other members are refused now`,
      ],
    ],
    [
      'a schema that is written as two says the same',
      [
        [
          '      type: object\n      required: [name]',
          '      allOf: [{ type: object }, { required: [name] }]',
        ],
      ],
      [],
    ],
  ])('%s', async (_, replacements, expected) => {
    expect(await changesAfter(...replacements)).toEqual(expected);
  });
});

describe('npm run changes', () => {
  const folder = temporaryFolder();
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const old = file('old.yaml', base);
  const narrower = base.replace('maximum: 100', 'maximum: 50');

  test('refuses a change that breaks under a version that does not say so', async () => {
    const { status, stdout, stderr } = await runScript('changes.ts', old, file('a.yaml', narrower));
    expect(stdout).toContain('## Breaks callers (1)\n\n- `updateAlert`: query parameter `limit`');
    expect(stderr).toContain('the version goes from 0.1.0 to 0.1.0');
    expect(status).toBe(1);
  });

  test.each([
    ['0.2.0', 0],
    ['1.0.0', 0],
    ['0.1.1', 1],
    ['next', 1],
  ])('takes a change that breaks under the version %s with exit code %i', async (version, code) => {
    const now = file('b.yaml', narrower.replace('0.1.0', version));
    const { status, stdout } = await runScript('changes.ts', old, now, '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ to: version, changes: [{ effect: 'breaking' }] });
    expect(status).toBe(code);
  });

  test('says that nothing has changed', async () => {
    const { status, stdout } = await runScript('changes.ts', old, old);
    expect(stdout).toContain('Nothing has changed for callers.');
    expect(status).toBe(0);
  });

  test.each([
    ['one description', [old], 2, 'two descriptions are compared'],
    ['three descriptions', [old, old, old], 2, 'two descriptions are compared'],
    ['an unknown format', ['--format', 'html', old, old], 2, 'markdown or json, not "html"'],
    ['a missing file', [old, join(folder, 'none.yaml')], 1, 'none.yaml does not exist'],
    ['a broken file', [old, file('broken.yaml', 'a: [')], 1, 'broken.yaml:1'],
  ])('refuses %s with a sentence', async (_, args, code, sentence) => {
    const { status, stdout, stderr } = await runScript('changes.ts', ...args);
    expect(stderr).toContain(sentence);
    expect(stdout).toBe('');
    expect(status).toBe(code);
  });
});
