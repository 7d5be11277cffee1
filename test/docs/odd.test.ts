import { describe, expect, test } from '@jest/globals';
import { filesOfDescription } from './small-docs.js';

const responses = { 200: { description: 'Fine.' } };

describe('The docs of an odd description', () => {
  test('show a text of 100 KB, once in each form', async () => {
    const long = 'word '.repeat(20_000);
    const files = await filesOfDescription({
      paths: { '/x': { get: { operationId: 'x', description: long, responses } } },
    });
    expect(files.get('operations/x.html')).toContain(long.trim());
    expect(files.get('operations/x.md')).toContain(long.trim());
  });

  test('have a page for operations without tags, examples, ids and summaries', async () => {
    const files = await filesOfDescription({ paths: { '/x/{y}': { get: { responses } } } });
    expect(files.get('operations/getXY.html')).toContain('<h1>getXY</h1>');
  });

  test.each([
    ['by its fields', { properties: { inner: { $ref: '#/components/schemas/Node' } } }],
    ['by its items', { type: 'array', items: { $ref: '#/components/schemas/Node' } }],
    ['by its forms', { oneOf: [{ type: 'string' }, { $ref: '#/components/schemas/Node' }] }],
    ['by a part', { properties: { inner: { allOf: [{ $ref: '#/components/schemas/Node' }] } } }],
    ['by a map', { additionalProperties: { $ref: '#/components/schemas/Node' } }],
  ])('say where a schema contains itself %s', async (_, schema) => {
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Node' } } };
    const files = await filesOfDescription({
      paths: {
        '/x': { get: { operationId: 'x', responses: { 200: { description: '', content } } } },
      },
      components: { schemas: { Node: schema } },
    });
    expect(files.get('operations/x.html')).toContain('Contains itself');
    expect(files.get('operations/x.md')).toContain('Contains itself');
  });

  /** The page of an operation that answers with the first of some schemas. */
  async function pageOf(schemas: Record<string, object>): Promise<string | undefined> {
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/S0' } } };
    const responses = { 200: { description: '', content } };
    const files = await filesOfDescription({
      paths: { '/x': { get: { operationId: 'x', responses } } },
      components: { schemas },
    });
    return files.get('operations/x.html') as string | undefined;
  }

  test('end where one field is inside of very many others', async () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => {
        const $ref = `#/components/schemas/S${(index + 1) % 1000}`;
        return [`S${index}`, { properties: { inner: { $ref } } }];
      }),
    );
    expect(await pageOf(schemas)).toContain('Too large to show here');
  });

  test('end with the name of what would be too large to show', async () => {
    // Each of forty schemas has the next one twice: a million million fields.
    const schemas = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => {
        const next =
          index === 39 ? { type: 'string' } : { $ref: `#/components/schemas/S${index + 1}` };
        return [`S${index}`, { type: 'object', properties: { a: next, b: next } }];
      }),
    );
    expect(await pageOf(schemas)).toContain('Too large to show here');
  });

  test('show each member as all parts of its schema say, and the words beside a reference', async () => {
    const $ref = '#/components/schemas/Base';
    const schema = {
      $ref,
      required: ['late'],
      properties: {
        late: { type: 'string' },
        tuple: { type: 'array', prefixItems: [{ const: 1 }], items: { type: 'string' } },
        list: { type: ['array', 'null'], items: { type: 'string' } },
        several: { type: ['string', 'array', 'null'], items: { type: 'boolean' } },
        none: { const: null },
        color: { allOf: [{ $ref: '#/components/schemas/Color' }], description: 'Which.' },
        choice: { oneOf: [{ $ref: '#/components/schemas/Color' }, { type: 'null' }] },
        part: { allOf: [{ $ref: '#/components/schemas/Part' }, { required: ['more'] }] },
      },
    };
    const files = await filesOfDescription({
      paths: {
        '/x': {
          get: {
            operationId: 'x',
            parameters: [{ $ref: '#/components/parameters/Q', description: 'Q here.' }],
            responses: { 200: { $ref: '#/components/responses/R', description: 'R here.' } },
          },
        },
      },
      components: {
        parameters: { Q: { name: 'q', in: 'query', description: 'Q.', schema: {} } },
        responses: { R: { description: 'R.', content: { 'application/json': { schema } } } },
        schemas: {
          Base: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
          Part: { type: 'object', properties: { more: { type: 'integer' } } },
          Color: { type: 'string', enum: ['red', 'green'] },
        },
      },
    });
    const markdown = String(files.get('operations/x.md'));
    const rows = [
      ['q', 'any', 'no', 'Q here.'],
      ['id', 'string', 'yes', ''],
      ['late', 'string', 'yes', ''],
      ['tuple', 'array', 'no', ''],
      ['tuple.[0]', 'number', 'yes', 'Only value: `1`'],
      ['tuple.[1…]', 'string', 'no', ''],
      ['list', 'string[] \\| null', 'no', ''],
      ['several', 'string \\| boolean[] \\| null', 'no', ''],
      ['none', 'null', 'no', 'Only value: `null`'],
      ['color', 'Color', 'no', 'Which.<br>Values: `red`, `green`'],
      [
        'choice',
        'Color \\| null',
        'no',
        'Exactly one of these forms:<br>**Color 1**: Values: `red`, `green`<br>**null 2**',
      ],
      ['part.more', 'integer', 'yes', ''],
    ];
    for (const [name, type, required, text] of rows) {
      expect(markdown).toContain(`| \`${name}\` | \`${type}\` | ${required} | ${text} |`);
    }
    expect(markdown).toContain('\n\nR here.\n');
  });

  test('show what each of several references says beside it', async () => {
    const schema = { $ref: '#/components/schemas/A' };
    const content = { 'application/json': { schema } };
    const files = await filesOfDescription({
      paths: { '/x': { post: { operationId: 'x', requestBody: { content }, responses } } },
      components: {
        schemas: {
          A: { $ref: '#/components/schemas/B', required: ['c'] },
          B: { $ref: '#/components/schemas/C', properties: { b: { type: 'integer' } } },
          C: { type: 'object', properties: { c: { type: 'string' } } },
        },
      },
    });
    const markdown = String(files.get('operations/x.md'));
    expect(markdown).toContain('| `c` | `string` | yes |  |');
    expect(markdown).toContain('| `b` | `integer` | no |  |');
  });

  test('end where a callback is the operation that asks for it', async () => {
    const callbacks = { again: { 'https://example.com': { $ref: '#/paths/~1x' } } };
    const files = await filesOfDescription({
      paths: { '/x': { post: { operationId: 'x', callbacks, responses } } },
    });
    expect(String(files.get('operations/x.md')).match(/again/g)?.length).toBeGreaterThan(0);
  });

  test('show the values by which a discriminator knows a form', async () => {
    const kind = { type: 'object', properties: { kind: { type: 'string' } } };
    const schema = {
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
      discriminator: {
        propertyName: 'kind',
        mapping: { cat: 'Cat', dog: '#/components/schemas/Dog', hound: 'Dog' },
      },
    };
    const content = { 'application/json': { schema } };
    const files = await filesOfDescription({
      paths: {
        '/x': { get: { operationId: 'x', responses: { 200: { description: '', content } } } },
      },
      components: { schemas: { Cat: kind, Dog: kind } },
    });
    const markdown = String(files.get('operations/x.md'));
    expect(markdown).toContain('| `kind` | `string` | no | Only value: `cat` |');
    expect(markdown).toContain('| `kind` | `string` | no | Values: `dog`, `hound` |');
    expect(String(files.get('operations/x.html'))).toContain('hound');
  });

  test('show a schema without a name that has a discriminator and leaves no choice', async () => {
    const schema = {
      type: 'object',
      properties: { kind: { type: 'string' } },
      discriminator: { propertyName: 'kind' },
    };
    const content = { 'application/json': { schema } };
    const files = await filesOfDescription({
      paths: {
        '/x': { get: { operationId: 'x', responses: { 200: { description: '', content } } } },
      },
    });
    expect(String(files.get('operations/x.md'))).toContain('| `kind` | `string` | no |  |');
  });

  test('show what extends a schema with a discriminator, and of each body what goes its way', async () => {
    const Pet = {
      type: 'object',
      required: ['kind', 'id', 'secret'],
      properties: {
        kind: { type: 'string' },
        id: { type: 'integer', readOnly: true },
        secret: { type: 'string', writeOnly: true },
      },
      discriminator: { propertyName: 'kind', mapping: { hound: 'Dog' } },
    };
    const extending = (properties: object) => ({
      allOf: [{ $ref: '#/components/schemas/Pet' }, { required: ['id'], properties }],
    });
    const Cat = extending({ purrs: { type: 'boolean' } });
    const Dog = extending({ barks: { type: 'boolean' } });
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } };
    const one = { 'application/json': { schema: { $ref: '#/components/schemas/Cat' } } };
    const files = await filesOfDescription({
      paths: {
        '/x': {
          post: {
            operationId: 'x',
            requestBody: { content },
            responses: { 200: { description: '', content } },
          },
          put: { operationId: 'y', requestBody: { content: one }, responses },
        },
      },
      components: { schemas: { Pet, Cat, Dog } },
    });
    const [sent = '', answered = ''] = String(files.get('operations/x.md')).split('## Response');
    expect(sent).toContain('| `secret` | `string` | yes, write only |  |');
    expect(sent).not.toContain('`id`');
    expect(answered).toContain('| `id` | `integer` | yes, read only |  |');
    expect(answered).not.toContain('`secret`');
    for (const [value, member] of [
      ['Cat', 'purrs'],
      ['hound', 'barks'],
    ]) {
      expect(sent).toContain(`| \`kind\` | \`string\` | yes | Only value: \`${value}\` |`);
      expect(sent).toContain(`| \`${member}\` | \`boolean\` | no |  |`);
    }
    const own = String(files.get('operations/y.md'));
    expect(own).toContain('`purrs`');
    expect(own).not.toMatch(/`barks`|`id`/);
  });

  test('show what depends on a condition, and how a parameter is written', async () => {
    const schema = {
      type: 'object',
      properties: {
        card: { type: 'string' },
        code: { type: 'integer' },
        never: false,
        off: { const: false },
        empty: { type: 'array', items: false },
        pair: { prefixItems: [{ type: 'string' }], items: false },
        several: { type: 'array', items: { type: ['string', 'null'] }, xml: { wrapped: true } },
        some: { type: 'array', contains: { type: 'integer' }, minContains: 2 },
      },
      propertyNames: { pattern: '^[a-z]+$' },
      if: { properties: { card: { const: 'a' } }, required: ['card'] },
      then: { required: ['code'] },
      else: { title: 'Without a code', properties: { code: false } },
      not: { required: ['gone'] },
      dependentRequired: { code: ['card'] },
      dependentSchemas: { card: { properties: { holder: { type: 'string' } } } },
      unevaluatedProperties: false,
      required: ['undeclared'],
    };
    const list = { type: 'array', items: { type: 'string' } };
    const files = await filesOfDescription({
      paths: {
        '/x/{p}': {
          get: {
            operationId: 'x',
            parameters: [
              { name: 'p', in: 'path', required: true, style: 'matrix', schema: list },
              { name: 'a', in: 'query', explode: false, schema: list },
              { name: 'b', in: 'query', style: 'form', explode: true, schema: list },
              { name: 'c', in: 'header', explode: true, schema: { type: 'object' } },
              {
                name: 'e',
                in: 'query',
                required: true,
                explode: false,
                schema: list,
                example: [1, 2],
              },
              { name: 'd', in: 'query', content: { 'application/json': { schema: list } } },
              { name: 'f', in: 'query', example: 1, examples: { zero: { value: 0 } } },
            ],
            requestBody: { content: { 'application/json': { schema } } },
            responses,
          },
        },
      },
    });
    const markdown = String(files.get('operations/x.md'));
    for (const text of [
      '| `p` | `string[]` | yes | A semicolon, the name and “=” stand before the value: ;name=value. |',
      '| `a` | `string[]` | no | Several values are one text, with commas between them. |',
      '| `b` | `string[]` | no |  |',
      '| `c` | `object` | no | Each field of an object is written with its name: field=value. |',
      '| `d` | `string[]` | no | The value is written as JSON. |',
      '| `f` | `any` | no | Example: `1`, `0` |',
      'No other fields are allowed.',
      '| `never` | `none` | no |  |',
      '| `off` | `boolean` | no | Only value: `false` |',
      '| `empty` | `none[]` | no |  |',
      '| `pair.[1…]` | `none` | no |  |',
      '| `several` | `(string \\| null)[]` | no | In XML: `{"wrapped":true}` |',
      '| `some` | `array` | no | Minimum number of such items: `2`<br>Some items have this form:<br>**integer 1** |',
      'The name of each field has this form:\n\n**any 1**\n\nPattern: `^[a-z]+$`',
      '| `undeclared` | `any` | yes |  |',
      'Never this form:',
      'If the value has this form:',
      '| `card` | `string` | yes | Only value: `a` |',
      'then this one, too:',
      '| `code` | `integer` | yes |  |',
      'otherwise this one:\n\n**Without a code**',
      'If the value has this field, then this form, too:\n\n**card**',
      '| `holder` | `string` | no |  |',
    ]) {
      expect(markdown).toContain(text);
    }
    const page = String(files.get('operations/x.html'));
    expect(page).toContain('If the value has this field, then this form, too');
    expect(page).toContain('Several values are one text, with commas between them.');
    // The samples and the form write it so.
    expect(markdown).toContain('?e=1%2C2');
    expect(page).toMatch(/data-list="," [^>]*data-name="e"/);
    expect(page).toMatch(/data-list(="")? [^>]*data-name="b"/);
  });

  test('sign in in a code sample as its operation does', async () => {
    const files = await filesOfDescription({
      security: [{ key: [] }],
      paths: {
        '/x': { get: { operationId: 'x', responses } },
        '/y': { get: { operationId: 'y', security: [{ other: [] }], responses } },
        '/z': { get: { operationId: 'z', security: [], responses } },
      },
      components: {
        securitySchemes: {
          key: { type: 'apiKey', in: 'header', name: 'X-Key' },
          other: { type: 'apiKey', in: 'header', name: 'X-Other' },
        },
      },
    });
    const headers = ['x', 'y', 'z'].map((id) =>
      /-H "(.*): \$\{TOKEN:-anything\}"/.exec(String(files.get(`operations/${id}.md`)))?.slice(1),
    );
    expect(headers).toEqual([['X-Key'], ['X-Other'], undefined]);
  });

  test.each([
    [{ type: 'http', scheme: 'bearer' }, ['-H "Authorization: Bearer ${TOKEN:-anything}"']],
    [{ type: 'oauth2', flows: {} }, ['-H "Authorization: Bearer ${TOKEN:-anything}"']],
    [{ type: 'http', scheme: 'Basic' }, ['--fail-with-body --user "$USERNAME:$PASSWORD" -X GET']],
    [{ type: 'apiKey', in: 'query', name: 'api key' }, ['/x?q=a&api%20key=${TOKEN:-anything}"']],
    [{ type: 'apiKey', in: 'cookie', name: 'sid' }, ['-H "Cookie: sid=${TOKEN:-anything}; c=b"']],
    [{ type: 'mutualTLS' }, ["-H 'Cookie: c=b'"]],
  ])('send in a code sample what %j asks for', async (theKey, words) => {
    const samples = async (...way: string[]) => {
      const files = await filesOfDescription({
        security: [Object.fromEntries(way.map((name) => [name, []]))],
        paths: {
          '/x': {
            parameters: [
              { name: 'q', in: 'query', required: true, schema: { const: 'a' } },
              { name: 'c', in: 'cookie', required: true, schema: { const: 'b' } },
            ],
            get: { operationId: 'x', responses },
          },
        },
        components: {
          securitySchemes: { theKey, other: { type: 'apiKey', in: 'header', name: 'X-Other' } },
        },
      });
      return String(files.get('operations/x.md'));
    };
    const alone = await samples('theKey');
    for (const word of words) expect(alone).toContain(word);
    expect(await samples('theKey', 'other')).toContain('-H "X-Other: ${OTHER:-anything}"');
  });

  test('send in a code sample what all parts of a schema ask for, of a choice the first, and null', async () => {
    const schema = {
      allOf: [{ $ref: '#/components/schemas/Part' }, { required: ['b'] }],
      required: ['c', 'd', 'ring'],
      properties: {
        c: { oneOf: [{ enum: ['red'] }, { type: 'null' }] },
        d: { type: 'null' },
        ring: { $ref: '#/components/schemas/Ring' },
      },
    };
    const requestBody = { content: { 'application/json': { schema } } };
    const $ref = '#/components/schemas/Ring';
    const Ring = { allOf: [{ type: 'object' }], required: ['e'], properties: { e: { $ref } } };
    const Part = { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } };
    const files = await filesOfDescription({
      paths: { '/x': { post: { operationId: 'x', requestBody, responses } } },
      components: { schemas: { Part, Ring } },
    });
    const body = /-d '([^']*)'/.exec(String(files.get('operations/x.md')))?.[1] ?? '';
    expect(JSON.parse(body)).toEqual({ a: 1, c: 'red', d: null, ring: { e: {} } });
  });

  test('send in a code sample a form in the address encoding, and a HEAD that waits for no body', async () => {
    const example = { q: 'a b', list: [1, 2], object: { c: '&' } };
    const requestBody = { content: { 'application/x-www-form-urlencoded': { example } } };
    const files = await filesOfDescription({
      paths: {
        '/x': {
          head: { operationId: 'x', responses },
          post: { operationId: 'y', requestBody, responses },
        },
      },
    });
    expect(String(files.get('operations/x.md'))).toContain('curl --fail-with-body --head ');
    expect(String(files.get('operations/y.md'))).toContain(
      "-d 'q=a+b&list=1&list=2&object=%7B%22c%22%3A%22%26%22%7D'",
    );
  });

  test('send in a code sample what the styles of parameters, forms and other bodies say', async () => {
    const parameter = (name: string, place: string, example: unknown, more = {}) => ({
      ...{ name, in: place, required: true, schema: {}, example },
      ...more,
    });
    const encoding = { list: { explode: false }, object: { style: 'deepObject' } };
    const form = { example: { list: ['a', 'b'], object: { c: '&' } }, encoding };
    const parts = { example: { meta: { a: 1 }, photo: '', more: [''], list: [1, 2] } };
    const photo = { contentMediaType: 'image/*' };
    const schema = { properties: { photo, more: { type: 'array', items: photo } } };
    const post = (operationId: string, type: string, content: object) => ({
      post: { operationId, requestBody: { content: { [type]: content } }, responses },
    });
    const files = await filesOfDescription({
      paths: {
        '/x/{ids}': {
          get: {
            operationId: 'x',
            parameters: [
              parameter('ids', 'path', [1, 2]),
              parameter('filter', 'query', { a: 1, b: '&' }, { style: 'deepObject' }),
              parameter('fields', 'query', ['a', 'b'], { explode: false }),
              {
                ...{ name: 'json', in: 'query', required: true },
                content: { 'application/json': { example: { a: 1 } } },
              },
              parameter('X-Pair', 'header', { a: 1 }),
            ],
            responses,
          },
        },
        '/form': post('form', 'application/x-www-form-urlencoded', form),
        '/parts': post('parts', 'multipart/form-data', { ...parts, schema }),
        '/xml': post('xml', 'application/xml', { example: { a: 1 } }),
        '/pdf': post('pdf', 'application/pdf', {}),
      },
    });
    const sample = (id: string) => String(files.get(`operations/${id}.md`));
    expect(sample('x')).toContain(
      '/x/1,2?filter%5Ba%5D=1&filter%5Bb%5D=%26&fields=a%2Cb&json=%7B%22a%22%3A1%7D"',
    );
    expect(sample('x')).toContain("-H 'X-Pair: a,1'");
    expect(sample('form')).toContain("-d 'list=a%2Cb&object%5Bc%5D=%26'");
    expect(sample('parts')).toContain('--form-string \'meta={"a":1}\'');
    expect(sample('parts')).toContain("-F 'photo=@photo.bin' \\\n  -F 'more=@more.bin'");
    expect(sample('parts')).toContain("--form-string 'list=1' \\\n  --form-string 'list=2'");
    expect(sample('xml')).toContain("--data-binary '@body.bin'");
    expect(sample('pdf')).toContain("--data-binary '@body.bin'");
  });

  test('say where an operation has servers of its own, and that signing in is optional', async () => {
    const servers = [{ url: 'https://files.example.com' }];
    const files = await filesOfDescription({
      paths: {
        '/x': {
          servers,
          get: { operationId: 'x', security: [{}, { key: [] }], responses },
        },
      },
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    });
    const page = String(files.get('operations/x.md'));
    expect(page).toContain('- Servers: `https://files.example.com`');
    expect(page).toContain('- Sign-in: none needed, or `X-Key`');
    expect(page).toContain('"${ENDPOINT:-https://files.example.com}/x"');
    const html = String(files.get('operations/x.html'));
    expect(html).toContain('<code>https://files.example.com</code>');
    expect(html).toMatch(/none needed, or .{0,80}X-Key/);
  });

  test('have files of their own for ids that differ only in odd characters or in case', async () => {
    const ids = ['a/b', 'a b', 'A-B', '../../up', '列表', '.hidden', 'x'.repeat(300)];
    const files = await filesOfDescription({
      paths: Object.fromEntries(
        ids.map((operationId, index) => [`/x${index}`, { get: { operationId, responses } }]),
      ),
    });
    const names = [...files.keys()].filter((name) => /^operations\/.*\.html$/.test(name));
    expect(names).toHaveLength(ids.length);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(ids.length);
    expect(
      names.filter((name) => !/^operations\/[\p{L}\p{N}][\p{L}\p{N}._-]*\.html$/u.test(name)),
    ).toEqual([]);
    const list = String(files.get('reference.html'));
    for (const name of names) expect(list).toContain(`href="${encodeURI(name)}"`);
  });
});
