import { expect, test } from '@jest/globals';
import { validatorsCode } from '../../scripts/code/validators.js';

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
