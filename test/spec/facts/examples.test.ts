import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { asDescription, isObject, type JsonObject } from '../../../scripts/lib/openapi/document.js';
import { step } from '../../../scripts/lib/openapi/pointer.js';
import { operationIdOf } from '../../../scripts/lib/facts.js';
import { judgesOf } from '../../../scripts/lib/schema-judge.js';
import { examplesIn, namedExamples } from './described-examples.js';
import { description, examples, families } from './families.js';

const judgeOf = judgesOf(description);
const operations = families.flatMap((family) =>
  family.operations.map((operation) => ({ id: operationIdOf(operation, family), operation })),
);

const cases = operations.flatMap(({ id, operation: { path, method, response } }) => {
  const place = `/paths${step(path)}/${method.toLowerCase()}`;
  const { requests = [], answers = [] } = examples[id] ?? {};
  return [
    ...requests.map((example) => ({ ...example, kind: 'request', carrier: '/requestBody' })),
    ...answers.map((example) => ({
      ...example,
      kind: 'answer',
      carrier: `/responses/${response.status}`,
    })),
  ].map((example, index) => ({ name: `${id}, ${index + 1}`, place, ...example }));
});

/** The JSON pointer of the only media type of a request body or a response. */
function mediaTypeOf(carrier: string): string {
  const content = `${description.followPointer(carrier)}/content`;
  const [mediaType = ''] = Object.keys(description.at(content) ?? {});
  return content + step(mediaType);
}

describe.each(cases.filter(({ body }) => body !== undefined))(
  '$name: the $origin $kind',
  ({ place, carrier, body }) => {
    test('passes its schema', () => {
      expect(judgeOf(`${mediaTypeOf(place + carrier)}/schema`)(body)).toEqual([]);
    });

    test('is one of the named examples', () => {
      const named = namedExamples(description, description.at(mediaTypeOf(place + carrier)));
      expect(named.some((value) => isDeepStrictEqual(value, body)) || named).toBe(true);
    });
  },
);

describe.each(cases.filter(({ query }) => query !== undefined))(
  '$name: the query of the $origin $kind',
  ({ place, query }) => {
    test.each(Object.entries(query ?? {}))('%s passes its schema', (name, value) => {
      const parameters = (description.at(`${place}/parameters`) ?? []) as unknown[];
      const pointers = parameters.map((_, index) =>
        description.followPointer(`${place}/parameters/${index}`),
      );
      const pointer = pointers.find((candidate) => {
        const parameter = description.at(candidate);
        return isObject(parameter) && parameter['name'] === name && parameter['in'] === 'query';
      });
      expect(pointer).toBeDefined();
      expect(judgeOf(`${pointer}/schema`)(value)).toEqual([]);
    });
  },
);

test('every example belongs to an operation', () => {
  const known = operations.map(({ id }) => id);
  const strangers = Object.keys(examples).filter(
    (id) => !id.startsWith('_') && !known.includes(id),
  );
  expect(strangers).toEqual([]);
});

describe('every example and default in the description passes its schema', () => {
  const described = [...examplesIn(description)];

  test.each(described)('$pointer', ({ schemaPointer, value }) => {
    expect(judgeOf(schemaPointer)(value)).toEqual([]);
  });

  test('there are as many as operations at least', () => {
    expect(described.length).toBeGreaterThan(operations.length);
  });
});

describe('a wrong example is found wherever it stands', () => {
  const text = { type: 'string' };
  const wrong = (document: JsonObject) => {
    const damaged = asDescription(document);
    return [...examplesIn(damaged)]
      .filter(({ schemaPointer, value }) => judgesOf(damaged)(schemaPointer)(value).length > 0)
      .map(({ pointer }) => pointer);
  };
  const inPath = (operation: JsonObject) => ({ paths: { '/a/{b}': { get: operation } } });

  test.each([
    {
      place: 'a named example behind a reference',
      document: {
        ...inPath({
          requestBody: {
            content: {
              'a/b': { schema: text, examples: { one: { $ref: '#/components/examples/one' } } },
            },
          },
        }),
        components: { examples: { one: { value: 1 } } },
      },
      pointer: '/paths/~1a~1{b}/get/requestBody/content/a~1b/examples/one',
    },
    {
      place: 'the example of a parameter',
      document: inPath({ parameters: [{ name: 'b', in: 'path', schema: text, example: 1 }] }),
      pointer: '/paths/~1a~1{b}/get/parameters/0/example',
    },
    {
      place: 'an example in a schema',
      document: { components: { schemas: { A: { ...text, examples: ['a', 1] } } } },
      pointer: '/components/schemas/A/examples/1',
    },
    {
      place: 'the default of a member that is called value',
      document: {
        components: {
          schemas: { A: { type: 'object', properties: { value: { ...text, default: 1 } } } },
        },
      },
      pointer: '/components/schemas/A/properties/value/default',
    },
    {
      place: 'an integer of more than 32 bits',
      document: {
        components: { schemas: { A: { type: 'integer', format: 'int32', examples: [2 ** 31] } } },
      },
      pointer: '/components/schemas/A/examples/0',
    },
  ])('$place', ({ document, pointer }) => {
    expect(wrong(document)).toEqual([pointer]);
  });
});
