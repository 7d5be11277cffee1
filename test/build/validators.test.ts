import { expect, test } from '@jest/globals';
import { validatorsCode } from '../../scripts/code/validators.js';
import { asDescription } from '../../scripts/lib/openapi/document.js';
import { validatorsOf } from '../../scripts/lib/openapi/validators.js';

type Validator = ((value: unknown) => boolean) & { errors?: { instancePath: string }[] };

test('a validator judges a property whose name reads like the code around it', async () => {
  const name = `,schemaPath:"x",parentData:a,parentDataProperty:b,rootData'`;
  const part = { type: 'object', properties: { n: { type: 'number' } } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Parts', version: '1' },
    paths: {},
    components: { schemas: { Part: part } },
  };
  const whole = {
    type: 'object',
    properties: { [name]: { $ref: '#/components/schemas/Part' } },
  };
  const code = await validatorsCode(document, { whole });
  const address = `data:text/javascript,${encodeURIComponent(code)}`;
  const { validators } = (await import(address)) as { validators: { whole: Validator } };
  expect(validators.whole({ [name]: { n: 1 } })).toBe(true);
  expect(validators.whole({ [name]: { n: 'one' } })).toBe(false);
  expect(validators.whole.errors?.[0]?.instancePath).toBe(`/${name}/n`);
});

test('a schema that refers back as JSON Schema 2019-09 did is used to an end, one that is none is named', () => {
  const back = { $recursiveAnchor: true, properties: { a: { oneOf: [{ $recursiveRef: '#' }] } } };
  const validators = validatorsOf(
    asDescription({
      openapi: '3.1.0',
      paths: {},
      components: { schemas: { Back: back, None: { exclusiveMinimum: true } } },
    }),
  );
  expect(validators('/components/schemas/Back/properties/a')(1)).toEqual([]);
  expect(() => validators('/components/schemas/None')).toThrow(
    'the schema at /components/schemas/None is none (exclusiveMinimum value must be ["number"]).',
  );
});
