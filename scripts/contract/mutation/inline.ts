import {
  asDescription,
  isObject,
  objectAt,
  referenceOf,
  type Description,
  type JsonObject,
} from '../../lib/openapi/document.js';
import { kindOf, type MemberKind } from '../../lib/openapi/members.js';
import { step } from '../../lib/openapi/pointer.js';
import { listOf, mapObject, objectOf } from '../cases/json.js';
import { operationsOf, type ContractOperation } from '../operation.js';

/** One operation in a description of its own, in which nothing is shared with another operation. */
export type InlinedOperation = ReturnType<typeof inline>;

/** Members of a schema that may stand beside a `$ref` without a meaning for validation. */
const annotations = ['description', 'title', 'summary', 'deprecated', 'default', 'examples'];

/** Each operation of a bundled description in a description of its own. */
export function inlinedOperations(description: Description): InlinedOperation[] {
  return operationsOf(description).map((operation) => inline(description, operation));
}

function inline(description: Description, operation: ContractOperation) {
  const source = description.document;
  const references = new Map<string, string>();
  const recursive: string[] = [];
  const method = operation.method.toLowerCase();
  const pointer = `/paths${step(operation.path)}/${method}`;

  const { parameters: _, ...own } = objectAt(description, operation.pointer);
  references.set(pointer, operation.pointer);
  const inlined = {
    ...objectOf(copy(own, operation.pointer, pointer)),
    ...(operation.parameters.length > 0 && {
      parameters: operation.parameters.map(({ pointer: from }, index) => {
        const place = `${pointer}/parameters/${index}`;
        references.set(place, from);
        return copy(description.at(from), from, place);
      }),
    }),
    security: own['security'] ?? source['security'] ?? [],
  };
  if (own['security'] === undefined) references.set(`${pointer}/security`, '/security');
  const { securitySchemes, schemas } = objectOf(source['components']);
  const schemesAt = '/components/securitySchemes';
  // Security requirements name their schemes, and do not refer to them by pointers.
  for (const name of listOf(inlined.security).flatMap((one) => Object.keys(objectOf(one)))) {
    references.set(schemesAt + step(name), schemesAt + step(name));
  }
  const document = {
    openapi: source['openapi'],
    info: source['info'],
    paths: { [operation.path]: { [method]: inlined } },
    components: {
      ...(securitySchemes !== undefined && {
        securitySchemes: copy(securitySchemes, schemesAt, schemesAt, 'names'),
      }),
      // What refers to itself cannot be copied to its end, so its references keep their targets.
      ...(recursive.length > 0 && { schemas }),
    },
  };
  return {
    operation,
    /** Has this operation alone; its references are followed. */
    description: asDescription(document),
    /** JSON pointer to the Operation Object in it. */
    pointer,
    /** What each reference led to, by the pointer at which that is now. */
    references,
  };

  /** @param open - the references that the value is inside of */
  function copy(
    value: unknown,
    from: string,
    to: string,
    kind: MemberKind = 'object',
    open: readonly string[] = [],
  ): unknown {
    if (kind === 'data') return value;
    if (Array.isArray(value)) {
      return value.map((item, index) =>
        copy(item, `${from}/${index}`, `${to}/${index}`, 'object', open),
      );
    }
    if (!isObject(value)) return value;
    const reference = kind === 'object' ? referenceOf(value) : undefined;
    if (reference === undefined) {
      return mapObject(kind === 'names' ? value : withoutExtensions(value), (member, name) => {
        const inner = kindOf(name, isObject(member), kind);
        return copy(member, from + step(name), to + step(name), inner, open);
      });
    }
    if (open.includes(reference)) {
      recursive.push(reference);
      return value;
    }
    const target = description.followPointer(from);
    const { $ref: _ref, ...siblings } = withoutExtensions(value);
    const isAlone = Object.keys(siblings).every((name) => annotations.includes(name));
    const place = isAlone ? to : `${to}/allOf/0`;
    references.set(place, target);
    const followed = copy(description.at(target), target, place, 'object', [...open, reference]);
    if (!isAlone) return { allOf: [followed], ...siblings };
    return isObject(followed) ? { ...followed, ...siblings } : followed;
  }
}

function withoutExtensions(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !name.startsWith('x-')));
}

/** A place and what it is in, the innermost first. */
export function placesAround(place: string): string[] {
  return place === '' ? [] : [place, ...placesAround(place.slice(0, place.lastIndexOf('/')))];
}

/** The pointer of the innermost reference around a place; undefined if there is none. */
export function nearestReference(
  { references }: InlinedOperation,
  place: string,
): string | undefined {
  return placesAround(place).find((one) => references.has(one));
}

/** Where something of an inlined operation is in the bundled description. */
export function originOf(inlined: InlinedOperation, place: string): string {
  const nearest = nearestReference(inlined, place);
  return nearest === undefined
    ? place
    : `${inlined.references.get(nearest)}${place.slice(nearest.length)}`;
}
