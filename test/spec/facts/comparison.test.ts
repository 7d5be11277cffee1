import { describe, expect, test } from '@jest/globals';
import { document, problemsOf } from './pets.js';

test('a description that says what the facts say has no difference', () => {
  expect(problemsOf(document)).toEqual([]);
});

test('a named schema may be spelled out, and needs none of its own then', () => {
  const spelledOut = structuredClone(document);
  const { schemas } = spelledOut.components;
  schemas.Pet.properties.size = { type: 'string', enum: ['SMALL', 'BIG'] } as never;
  delete (schemas as Record<string, unknown>)['Size'];
  expect(problemsOf(spelledOut)).toEqual([]);
  schemas.Pet.properties.size = { type: 'string', enum: ['SMALL'] } as never;
  expect(problemsOf(spelledOut)).toEqual(['Pet.size enum: expected BIG | SMALL, found SMALL']);
});

test('two operations of one name are refused', () => {
  const damaged = structuredClone(document);
  damaged.paths['/v2/pets'].put.operationId = 'updatePet';
  expect(() => problemsOf(damaged)).toThrow('Two operations are called updatePet.');
});

describe('a list of meant differences', () => {
  const damaged = structuredClone(document);
  damaged.components.schemas.NewPet.required = ['name', 'chip', 'kind'];
  const meant = { decision: 'D01', expected: false, found: true };

  test('covers each difference that it names', () => {
    const fact = 'NewPet.{chip,kind} required';
    expect(problemsOf(damaged, [{ ...meant, fact }])).toEqual([]);
  });

  test('covers no other', () => {
    const fact = 'NewPet.kind required';
    expect(problemsOf(damaged, [{ ...meant, fact }])).toEqual([
      'NewPet.chip required: expected false, found true',
    ]);
  });

  test.each([
    ['that is gone', { ...meant, fact: 'NewPet.{chip,kind,notes} required' }, 'notes'],
    ['of other values', { ...meant, fact: 'NewPet.{chip,kind} required', found: 1 }, 'chip'],
  ])('may name none %s', (_name, entry, member) => {
    expect(problemsOf(damaged, [entry])).toContain(
      `NewPet.${member} required: listed by D01, but it does not differ so`,
    );
  });
});
