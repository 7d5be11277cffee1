import { defaultOf, valuesOf, type Fact, type FamilyFacts } from '../lib/facts.js';

/** Builds an example out of the example values of the facts. */
export function sampleOf(facts: FamilyFacts, version: string) {
  return function sample(fact: Fact, name = 'value', trail: readonly string[] = []): unknown {
    if (fact.schema !== undefined) {
      const { fields, ...enumeration } = facts.schemas?.[version]?.[fact.schema] ?? {};
      if (fields === undefined) return sample({ ...enumeration, example: fact.example }, name);
      const around = [...trail, fact.schema];
      const entries = Object.entries(fields)
        .filter(([, member]) => member.required || !around.includes(member.schema ?? ''))
        .map(([key, member]) => [key, sample(member, key, around)]);
      return Object.fromEntries(entries) as unknown;
    }
    const values = valuesOf(fact);
    if (values)
      return values.includes(fact.example) ? fact.example : (defaultOf(fact) ?? values[0]);
    if (isOfType(fact.example, fact.type)) return fact.example;
    switch (fact.type) {
      case 'string':
      case 'file':
        return fact.default ?? name;
      case 'integer':
      case 'number':
        return fact.default ?? fact.minimum ?? 0;
      case 'boolean':
        return fact.default ?? true;
      case 'array':
        // A schema that contains itself ends with an empty list.
        return trail.includes(fact.items?.schema ?? '')
          ? []
          : [sample(fact.items ?? {}, name, trail)];
      default:
        return {};
    }
  };
}

function isOfType(value: unknown, type = 'any'): boolean {
  if (type === 'integer') return Number.isSafeInteger(value);
  return ['string', 'number', 'boolean'].includes(type) && typeof value === type;
}
