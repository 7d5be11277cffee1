import {
  asDescription,
  isObject,
  objectAt,
  type Description,
  type JsonObject,
} from '../../lib/openapi/document.js';
import { kindOf, type MemberKind } from '../../lib/openapi/members.js';
import { locateOperations } from '../../lib/openapi/operations.js';
import { step } from '../../lib/openapi/pointer.js';
import { listOf, objectOf } from '../cases/json.js';
import { operationsOf, type ContractOperation } from '../operation.js';

/** One operation in a document of its own, in which nothing is shared with another operation. */
export interface InlinedOperation {
  readonly operation: ContractOperation;
  /** OpenAPI document with this operation alone; its references are followed. */
  readonly document: JsonObject;
  /** JSON pointer to the Operation Object in `document`. */
  readonly pointer: string;
  /** Where something of `document` is in the bundled description. */
  readonly origin: (pointer: string) => string;
  /** What each reference led to, by the pointer into `document` at which that is now. */
  readonly references: ReadonlyMap<string, string>;
}

/** Members of a schema that may stand beside a `$ref` without a meaning for validation. */
const annotations = new Set([
  'description',
  'title',
  'summary',
  'deprecated',
  'default',
  'examples',
]);

/** Each operation of a bundled description in a document of its own. */
export function inlinedOperations(description: Description): InlinedOperation[] {
  const located = locateOperations(description.document);
  return operationsOf(description).map((operation, index) =>
    inline(
      description,
      operation,
      (located[index]?.parameters ?? []).map(({ pointer }) => pointer),
    ),
  );
}

/** @param parameters - pointers to the parameters of the operation and of its path */
function inline(
  description: Description,
  operation: ContractOperation,
  parameters: readonly string[],
): InlinedOperation {
  const { document: source } = description;
  const references = new Map<string, string>();
  const recursive: string[] = [];
  const method = operation.method.toLowerCase();
  const pointer = `/paths${step(operation.path)}/${method}`;

  const { parameters: _, ...own } = objectAt(description, operation.pointer);
  references.set(pointer, operation.pointer);
  const inlined = {
    ...copyMembers(own, operation.pointer, pointer, 'object', []),
    ...(parameters.length > 0 && {
      parameters: parameters.map((from, index) => {
        const place = `${pointer}/parameters/${index}`;
        references.set(place, from);
        return copy(description.at(from), from, place, 'object', []);
      }),
    }),
    security: own['security'] ?? source['security'] ?? [],
  };
  if (own['security'] === undefined) references.set(`${pointer}/security`, '/security');
  const components: JsonObject = isObject(source['components']) ? source['components'] : {};
  const schemes = components['securitySchemes'];
  // Security requirements name their schemes, and do not refer to them by pointers.
  for (const requirement of listOf(inlined.security)) {
    for (const name of Object.keys(objectOf(requirement))) {
      const place = `/components/securitySchemes${step(name)}`;
      references.set(place, place);
    }
  }
  const document: JsonObject = {
    openapi: source['openapi'],
    info: source['info'],
    paths: { [operation.path]: { [method]: inlined } },
    components: {
      ...(schemes !== undefined && {
        securitySchemes: copy(
          schemes,
          '/components/securitySchemes',
          '/components/securitySchemes',
          'names',
          [],
        ),
      }),
      // What refers to itself cannot be copied to its end, so its references keep their targets.
      ...(recursive.length > 0 && { schemas: components['schemas'] }),
    },
  };
  return {
    operation,
    document,
    pointer,
    references,
    origin: (place) => {
      const nearest = nearestReference(references, place);
      return nearest === undefined
        ? place
        : `${references.get(nearest)}${place.slice(nearest.length)}`;
    },
  };

  function copy(
    value: unknown,
    from: string,
    to: string,
    kind: MemberKind,
    open: readonly string[],
  ): unknown {
    if (kind === 'data') return value;
    if (Array.isArray(value)) {
      return value.map((item, index) =>
        copy(item, `${from}/${index}`, `${to}/${index}`, 'object', open),
      );
    }
    if (!isObject(value)) return value;
    if (kind === 'object' && typeof value['$ref'] === 'string') {
      return copyReference(value, value['$ref'], from, to, open);
    }
    return copyMembers(value, from, to, kind, open);
  }

  function copyMembers(
    value: JsonObject,
    from: string,
    to: string,
    kind: MemberKind,
    open: readonly string[],
  ): JsonObject {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => kind === 'names' || !name.startsWith('x-'))
        .map(([name, member]) => {
          const inner = kindOf(name, isObject(member), kind);
          return [name, copy(member, from + step(name), to + step(name), inner, open)];
        }),
    );
  }

  function copyReference(
    value: JsonObject,
    reference: string,
    from: string,
    to: string,
    open: readonly string[],
  ): unknown {
    if (open.includes(reference)) {
      recursive.push(reference);
      return value;
    }
    const target = description.followPointer(from);
    const siblings = Object.fromEntries(
      Object.entries(value).filter(([name]) => name !== '$ref' && !name.startsWith('x-')),
    );
    const follow = (place: string) => {
      references.set(place, target);
      return copy(description.at(target), target, place, 'object', [...open, reference]);
    };
    if (Object.keys(siblings).every((name) => annotations.has(name))) {
      const followed = follow(to);
      return isObject(followed) ? { ...followed, ...siblings } : followed;
    }
    return { allOf: [follow(`${to}/allOf/0`)], ...siblings };
  }
}

/** The pointer of the innermost reference around a place; undefined if there is none. */
export function nearestReference(
  references: InlinedOperation['references'],
  place: string,
): string | undefined {
  for (let prefix = place; prefix !== ''; prefix = prefix.slice(0, prefix.lastIndexOf('/'))) {
    if (references.has(prefix)) return prefix;
  }
  return undefined;
}

/** An inlined operation as a description, for validators and pointers. */
export function descriptionOf({ document }: InlinedOperation): Description {
  return asDescription(document);
}
