import { describe, expect, test } from '@jest/globals';
import { schemaEdits } from '../../../scripts/contract/mutation/operators/schema.js';
import { inlinedOperations } from '../../../scripts/contract/mutation/inline.js';
import type { Mutant } from '../../../scripts/contract/mutation/mutant.js';
import { mutantsOf } from '../../../scripts/contract/mutation/mutants.js';
import { asDescription, type JsonObject } from '../../../scripts/lib/openapi/document.js';
import { things } from './document.js';

/** What an operator makes of a schema. */
function named(schema: JsonObject, operator: string, similar: unknown[] = [], isText = false) {
  return [...schemaEdits(schema, () => similar, isText)]
    .filter((edit) => edit.operator === operator)
    .map((edit) => edit.schema);
}

describe('schemaEdits', () => {
  test('takes each name out of required, and puts each other property in', () => {
    const schema = { required: ['a', 'b'], properties: { a: true, b: true, c: true } };
    expect(named(schema, 'drop required')).toEqual([
      { ...schema, required: ['b'] },
      { ...schema, required: ['a'] },
    ]);
    expect(named(schema, 'add required')).toEqual([{ ...schema, required: ['a', 'b', 'c'] }]);
  });

  test('takes each value out of an enum, puts values of related lists and of another case in, and drops it', () => {
    const schema = { enum: ['UP', 'DOWN'] };
    expect(named(schema, 'drop enum value')).toEqual([{ enum: ['DOWN'] }, { enum: ['UP'] }]);
    expect(named(schema, 'drop enum')).toEqual([{}]);
    expect(named(schema, 'widen enum', ['LEFT'])).toEqual([
      { enum: ['UP', 'DOWN', 'LEFT'] },
      { enum: ['UP', 'DOWN', 'up'] },
    ]);
    expect(named({ enum: ['ONLY'] }, 'drop enum value')).toEqual([]);
  });

  test('drops and changes a const', () => {
    expect(named({ const: true }, 'drop const')).toEqual([{}]);
    expect(named({ const: true }, 'change const')).toEqual([{ const: false }]);
  });

  test('puts each other type in place of a type, drops it, and lets null in or out', () => {
    expect(named({ type: 'string' }, 'change type')).toEqual(
      ['null', 'boolean', 'integer', 'number', 'array', 'object'].map((type) => ({ type })),
    );
    expect(named({ type: 'string' }, 'drop type')).toEqual([{}]);
    expect(named({ type: 'string' }, 'add null')).toEqual([{ type: ['string', 'null'] }]);
    expect(named({ type: 'string', enum: ['a'] }, 'add null')).toEqual([
      { type: ['string', 'null'], enum: ['a', null] },
    ]);
    expect(named({ type: ['string', 'null'] }, 'drop null')).toEqual([{ type: 'string' }]);
  });

  test('makes no change that no request can show of a value that is text', () => {
    const text = { type: 'string' };
    expect(named(text, 'change type', [], true)).toEqual(
      ['null', 'boolean', 'integer', 'number'].map((type) => ({ type })),
    );
    expect(named(text, 'drop type', [], true)).toEqual([]);
    expect(named(text, 'add null', [], true)).toEqual([]);
    expect(named({ type: 'integer' }, 'drop type', [], true)).toEqual([{}]);
  });

  test('makes no change that the keywords beside it undo', () => {
    expect(named({ type: 'string', enum: ['a'] }, 'drop type')).toEqual([]);
    const whole = { type: 'integer', format: 'int32' };
    expect(named(whole, 'change type')).not.toContainEqual({ ...whole, type: 'number' });
    expect(named({ ...whole, minimum: 0, maximum: 9 }, 'drop format')).toEqual([]);
    expect(named({ ...whole, minimum: 0 }, 'drop format')).toEqual([
      { type: 'integer', minimum: 0 },
    ]);
  });

  test.each([
    ['minimum', 3, [2, 4]],
    ['exclusiveMaximum', 0, [-1, 1]],
    ['minLength', 0, [1]],
    ['maxItems', 2, [1, 3]],
    ['multipleOf', 1, [2]],
  ] as const)('drops the limit %s and moves it by one', (keyword, limit, moved) => {
    expect(named({ [keyword]: limit }, 'drop limit')).toEqual([{}]);
    expect(named({ [keyword]: limit }, 'shift limit')).toEqual(
      moved.map((value) => ({ [keyword]: value })),
    );
  });

  test('drops a pattern and a format, opens the ends of a pattern and moves its repetitions', () => {
    expect(named({ pattern: '^a{2}$' }, 'drop pattern')).toEqual([{}]);
    expect(named({ pattern: '^a{2}$' }, 'shift pattern')).toEqual([
      { pattern: 'a{2}$' },
      { pattern: '^a{2}' },
      { pattern: '^a{1}$' },
      { pattern: '^a{3}$' },
    ]);
    expect(named({ format: 'int32' }, 'drop format')).toEqual([{}]);
  });

  test('opens and closes an object, and renames and drops its properties', () => {
    const closed = { additionalProperties: false, required: ['a'], properties: { a: true } };
    expect(named(closed, 'open object')).toEqual([{ required: ['a'], properties: { a: true } }]);
    expect(named(closed, 'close object')).toEqual([]);
    expect(named({ properties: { a: true } }, 'close object')).toEqual([
      { properties: { a: true }, additionalProperties: false },
    ]);
    expect(named(closed, 'rename property')).toEqual([
      { ...closed, required: ['a_renamed'], properties: { a_renamed: true } },
    ]);
    expect(named(closed, 'drop property')).toEqual([{ ...closed, required: [], properties: {} }]);
  });

  test('drops each branch and all of them, and turns oneOf into anyOf', () => {
    const one = { const: 1 };
    const two = { const: 2 };
    const schema = { oneOf: [one, two] };
    expect(named(schema, 'drop branch')).toEqual([{ oneOf: [two] }, { oneOf: [one] }]);
    expect(named(schema, 'drop oneOf')).toEqual([{}]);
    expect(named(schema, 'oneOf to anyOf')).toEqual([{ anyOf: [one, two] }]);
    expect(named({ items: one }, 'drop applicator')).toEqual([{}]);
  });

  test('changes and drops a default', () => {
    expect(named({ default: 1 }, 'change default')).toEqual([{ default: 2 }]);
    expect(named({ default: 1 }, 'drop default')).toEqual([{}]);
  });
});

describe('mutantsOf', () => {
  const description = things();
  const operations = inlinedOperations(description);
  const all = operations.flatMap(mutantsOf(description, operations));
  const count = (operator: string, operationId: string): number =>
    all.filter((one) => one.operator === operator && one.operationId === operationId).length;

  test.each([
    ['drop operation', 1, 1],
    ['change method', 1, 1],
    ['rename path segment', 1, 1],
    // PUT, DELETE, PATCH: once for the path.
    ['add operation', 3, 0],
    ['drop security', 1, 1],
    ['add anonymous access', 1, 1],
    ['drop alternative of security', 2, 2],
    ['drop part of alternative', 2, 2],
    ['rename credential', 3, 3],
    ['move credential', 3, 3],
    ['flip required parameter', 2, 0],
    ['rename parameter', 2, 0],
    ['move parameter', 2, 0],
    ['drop parameter', 2, 0],
    ['add parameter', 2, 2],
    ['add body', 1, 0],
    ['optional body', 0, 1],
    ['drop body', 0, 1],
    ['change media type of body', 0, 1],
    ['any media type of body', 0, 1],
    ['drop schema of body', 0, 1],
    ['drop status', 3, 3],
    // 202, 204 and 299 for 200, 498 for each of 400 and 401.
    ['change status', 5, 5],
    ['drop example', 3, 3],
    ['change example', 3, 3],
    ['open object', 0, 1],
    ['drop limit', 2, 0],
    ['shift limit', 4, 0],
    ['answer without its envelope', 1, 0],
    // The two errors have one schema, which changes once.
    ['answer without a member', 3, 2],
  ])('makes of "%s" %i mutants of listThings and %i of createThing', (operator, list, create) => {
    expect([count(operator, 'listThings'), count(operator, 'createThing')]).toEqual([list, create]);
  });

  test('lets what operations refer to drift in the first alone of those that share it', () => {
    const sharedBy = (sharing: typeof operations) =>
      operations.map((one) => mutantsOf(description, operations, sharing)(one));
    const [ofList, ofCreate] = sharedBy(operations);
    const about = (pointer: string) => (one: Mutant) => one.pointer.startsWith(pointer);
    const fault = about('/components/schemas/Fault');
    expect(ofList!.filter(fault).length).toBeGreaterThan(10);
    expect(ofCreate!.filter(fault)).toEqual([]);
    expect(sharedBy([])[1]!.filter(fault)).not.toEqual([]);
    // What is the operation's own is not shared: what it takes, gives and asks for to sign in.
    const { operator } = ofCreate!.find(about('/components/schemas/NewThing'))!;
    expect(operator).toBe('drop required');
    const operators = ofCreate!.map((one) => one.operator);
    expect(operators).toEqual(expect.arrayContaining(['drop security', 'drop status']));
    expect(operators).not.toContain('rename credential');
  });

  test('changes the schema of a parameter that is described by its content', () => {
    const content = { 'application/json': { schema: { type: 'object', required: ['a'] } } };
    const one = asDescription({
      openapi: '3.1.0',
      info: { title: 'Filtered', version: '1' },
      paths: {
        '/x': {
          get: {
            operationId: 'x',
            parameters: [{ name: 'filter', in: 'query', content }],
            responses: { 200: { description: 'x' } },
          },
        },
      },
    });
    const [inlined] = inlinedOperations(one);
    const pointers = mutantsOf(one, [inlined!])(inlined!).map(({ pointer }) => pointer);
    expect(pointers).toContain(
      '/paths/~1x/get/parameters/0/content/application~1json/schema/required/0',
    );
  });

  test('gives each mutant an id of its own, the same each time', () => {
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const again = inlinedOperations(things());
    expect(again.flatMap(mutantsOf(things(), again)).map(({ id }) => id)).toEqual(ids);
  });

  test('names the place of a mutant by its pointer into the bundled description', () => {
    const pointers = all
      .filter(({ operator }) => operator === 'drop pattern')
      .map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/components/schemas/NewThing/properties/id/pattern']);
    expect(description.at(pointers[0]!)).toBe('^[a-z]{1}$');
  });
});
