import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { bundle } from '../../../scripts/lib/openapi/bundle.js';
import { checkDocument } from '../../../scripts/lib/openapi/check.js';
import { findCompanions } from '../../../scripts/lib/companions.js';
import { temporaryFolder } from '../run-script.js';
import { answering, head, write } from './described.js';

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
      'with a reference to an address',
      { 'openapi.yaml': answering("{ $ref: 'https://example.com/S.yaml' }") },
      /openapi\.yaml:8:\d+: "https:\/\/example\.com\/S\.yaml" is not fetched from the network; save it beside the description, and refer to that file\.$/,
    ],
    [
      'with an example at an address',
      {
        'openapi.yaml': answering('{}').replace(
          'schema:',
          "examples: { a: { externalValue: 'https://example.com/a.json' } }, schema:",
        ),
      },
      /openapi\.yaml:8:\d+: "https:\/\/example\.com\/a\.json" is not fetched from the network; /,
    ],
    [
      'with references in a circle',
      { 'openapi.yaml': referring, 'S.yaml': '$ref: T.yaml', 'T.yaml': '$ref: S.yaml' },
      /openapi\.yaml:8:\d+: the reference "S\.yaml" goes round in a circle\.$/,
    ],
    [
      'with a reference that depends on the way to it',
      { 'openapi.yaml': answering("{ properties: { a: { $dynamicRef: '#a' } } }") },
      /openapi\.yaml:8:\d+: "\$dynamicRef" is not supported, .* refer by "\$ref" and JSON pointer\.$/,
    ],
    [
      'with a stray % in a pointer',
      to('#/components/schemas/100%', "'100': { type: object }"),
      /openapi\.yaml:8:\d+: broken \$ref ".*100%": a "%" in a reference must be written as "%25"\.$/,
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
        'with a % that encodes nothing in the name of a file',
        { 'openapi.yaml': answering("{ $ref: '100%.yaml' }"), '100%.yaml': '{}' },
        /openapi\.yaml:8:\d+: broken \$ref "100%\.yaml": a "%" in a reference must be written as "%25"\.$/,
      ],
      [
        'with a pointer through another reference',
        to(
          '#/components/schemas/A/properties/b/items',
          "A: { properties: { b: { $ref: '#/components/schemas/B' } } }\n    B: { items: {} }",
        ),
        /openapi\.yaml:8:\d+: broken \$ref ".*": another "\$ref" is on the way to \/components\/schemas\/A\/properties\/b\/items; begin with what that refers to\.$/,
      ],
      [
        'with one path twice, by other names of its parameters',
        { 'openapi.yaml': `${head}paths:\n  /a/{x}: {}\n  /a/x: {}\n  /a/{y}: {}\n` },
        /openapi\.yaml:6:3: "\/a\/\{y\}" and "\/a\/\{x\}" are one path, which OpenAPI forbids to describe twice; put their operations under one of them\.$/,
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
        'with a reference in the place of a list',
        {
          'openapi.yaml': `${head}paths: { /x: { get: { parameters: { $ref: all.yaml } } } }`,
          'all.yaml': '[]',
        },
        /openapi\.yaml:3:\d+: "parameters" must be a list written here, since OpenAPI has no "\$ref" in place of several objects; refer to each of them by itself\.$/,
      ],
      [
        'with a reference in the place of all components of a kind',
        {
          'openapi.yaml': `${head}components: { schemas: { $ref: all.yaml } }`,
          'all.yaml': 'A: {}',
        },
        /openapi\.yaml:3:\d+: "schemas" must be an object written here, since OpenAPI has no /,
      ],
      [
        'with parameters beside the reference of a path',
        {
          'openapi.yaml': `${head}paths: { '/x/{id}': { $ref: x.yaml, parameters: [] } }`,
          'x.yaml': 'get: {}',
        },
        /openapi\.yaml:3:\d+: the linters do not see "parameters" beside the "\$ref" of a path; move them to what it refers to\.$/,
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
