import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { examplesIn, namedExamples } from './described-examples.js';
import {
  asDescription,
  isObject,
  readDescription,
  step,
  type JsonObject,
} from '../../../scripts/lib/description.js';
import { FILES } from './files.js';
import { readReference } from './reference.js';
import { judgesOf } from '../../../scripts/lib/schema-judge.js';

interface ReferenceExample {
  readonly origin: 'documented' | 'composed';
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, unknown>>;
}

const reference = readReference(FILES.reference);
const examples = parse(readFileSync(FILES.examples, 'utf8'), { merge: true }) as Record<
  string,
  { requests?: ReferenceExample[]; answers?: ReferenceExample[] }
>;
const description = readDescription(FILES.description);
const judgeOf = judgesOf(description);

const cases = Object.entries(reference.operations).flatMap(([operationId, operation]) => {
  const place = `/paths${step(reference.basePath + operation.path)}/${operation.method.toLowerCase()}`;
  const { requests = [], answers = [] } = examples[operationId] ?? {};
  return [
    ...requests.map((example) => ({ ...example, kind: 'request', carrier: '/requestBody' })),
    ...answers.map((example) => ({ ...example, kind: 'answer', carrier: '/responses/200' })),
  ].map((example, index) => ({ name: `${operationId}, ${index + 1}`, place, ...example }));
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

test('every operation of the reference has an example', () => {
  const without = Object.keys(reference.operations).filter((id) => !examples[id]);
  expect(without).toEqual([]);
});

describe('every example and default in the description passes its schema', () => {
  const described = [...examplesIn(description)];

  test.each(described)('$pointer', ({ schemaPointer, value }) => {
    expect(judgeOf(schemaPointer)(value)).toEqual([]);
  });

  test('there are as many as operations at least', () => {
    expect(described.length).toBeGreaterThan(Object.keys(reference.operations).length);
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
