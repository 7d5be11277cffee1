import { dereference, isObject, type OpenApiDocument } from '../lib/openapi/document.js';
import {
  kindOf,
  visitObjects,
  visitSchemas,
  without,
  type MemberKind,
  type SchemaNode,
} from '../lib/openapi/members.js';
import { listOperations } from '../lib/operation-list.js';
import {
  descendantsOf,
  isBinary,
  memberSchemas,
  resolveSchema,
  subtypesOf,
  type Schema,
} from '../lib/schemas.js';

type Schemas = Record<string, SchemaNode | boolean>;

/** Members beside a `$ref` that change what values a schema takes. */
const constraints = [
  ...['properties', 'patternProperties', 'additionalProperties', 'required', 'enum', 'const'],
  ...['allOf', 'anyOf', 'oneOf', 'items', 'prefixItems'],
];

const prefix = '#/components/schemas/';

/** Name of the component that a schema refers to. */
export function referredName(schema: unknown): string | undefined {
  const { $ref } = (schema ?? {}) as { $ref?: unknown };
  return typeof $ref === 'string' && $ref.startsWith(prefix)
    ? $ref.slice(prefix.length)
    : undefined;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** openapi-typescript takes a reference for all that a schema says. */
function combineWithReference(schema: SchemaNode): void {
  const { $ref, allOf } = schema;
  if (typeof $ref !== 'string' || !constraints.some((name) => name in schema)) return;
  delete schema['$ref'];
  // With the type alone it would demand an object without members.
  if (schema['type'] === 'object') delete schema['type'];
  schema['allOf'] = [{ $ref }, ...listOf(allOf)];
}

/**
 * openapi-typescript takes alternatives beside other members for further alternatives, and passes over
 * what a part of `allOf` requires of the others.
 */
function combineAll(schema: SchemaNode): void {
  for (const name of ['anyOf', 'oneOf']) {
    const isAlone = !constraints.some((other) => other !== name && other in schema);
    if (!(name in schema) || isAlone) continue;
    schema['allOf'] = [...listOf(schema['allOf']), { [name]: schema[name] }];
    Reflect.deleteProperty(schema, name);
  }
  const parts = listOf(schema['allOf']).filter((part) => isObject(part)) as SchemaNode[];
  const required = parts.flatMap((part) => listOf(part['required']));
  if (required.length === 0) return;
  schema['required'] = [...new Set([...listOf(schema['required']), ...required])];
  for (const part of parts) delete part['required'];
}

/** A value has to be both: one of those that are listed, and of the type. */
function withoutForbiddenNull(schema: SchemaNode): void {
  const { type = 'null', nullable } = schema;
  // openapi-typescript takes this one for none.
  if (schema['const'] === null) {
    delete schema['const'];
    schema['enum'] = [null];
  }
  if (!Array.isArray(schema['enum']) || nullable === true || [type].flat().includes('null')) return;
  schema['enum'] = schema['enum'].filter((value) => value !== null);
}

/** Where the names of members are listed, and nothing else is known of one or the other, they are members. */
function nameMembers(document: OpenApiDocument, schema: SchemaNode): void {
  const { propertyNames, additionalProperties = true } = schema;
  const names = resolveSchema(document, propertyNames).enum;
  const isNamed = 'properties' in schema || 'patternProperties' in schema;
  if (names === undefined || isNamed || additionalProperties === false) return;
  schema['properties'] = Object.fromEntries(names.map((name) => [name, additionalProperties]));
  schema['additionalProperties'] = false;
}

/** The members that a schema declares, and those of the parts that it consists of. */
function declaredMembers(document: OpenApiDocument, schema: SchemaNode): Schemas {
  const parts = listOf(schema['allOf']).map((part) => resolveSchema(document, part).properties);
  const members = [...parts, schema['properties']].flatMap((some) => Object.entries(some ?? {}));
  return Object.fromEntries<Schemas[string]>(members);
}

/** The members that a schema declares for some of its values, each as often as it does. */
function conditionalMembers(
  document: OpenApiDocument,
  given: unknown,
  above: readonly unknown[] = [],
): [name: string, member: Schemas[string]][] {
  const schema = resolveSchema(document, given) as SchemaNode;
  if (above.includes(schema)) return [];
  const { allOf, if: condition, then, else: otherwise, dependentSchemas } = schema;
  const inside = (part: unknown) => conditionalMembers(document, part, [...above, schema]);
  const branches = [then, otherwise, ...Object.values(dependentSchemas ?? {})].filter(isObject);
  const asked = resolveSchema(document, condition).properties ?? {};
  return [
    ...listOf(allOf).flatMap(inside),
    ...branches.flatMap((branch) => [
      ...Object.entries(declaredMembers(document, resolveSchema(document, branch) as SchemaNode)),
      ...inside(branch),
    ]),
    // It may be anything where the answer is no.
    ...Object.keys(asked).map((name): [string, boolean] => [name, true]),
  ];
}

/** openapi-typescript passes over conditions: what they declare are further members that a value may have. */
function declareConditional(document: OpenApiDocument, schema: SchemaNode): void {
  const known = declaredMembers(document, schema);
  if (Object.keys(known).length === 0 || schema['additionalProperties'] === false) return;
  const further = new Map<string, Schemas[string][]>();
  for (const [name, member] of conditionalMembers(document, schema)) {
    if (!Object.hasOwn(known, name)) further.set(name, [...(further.get(name) ?? []), member]);
  }
  if (further.size === 0) return;
  schema['properties'] = {
    ...(schema['properties'] as Schemas | undefined),
    ...Object.fromEntries([...further].map(([name, anyOf]) => [name, structuredClone({ anyOf })])),
  };
}

/** What openapi-typescript takes for anything: a body of which no schema tells, and bytes without a type. */
function declareBytes(document: OpenApiDocument): void {
  visitObjects(document, (object, kind, path) => {
    const mediaType = String(path.at(-1));
    if (kind === 'mediaType' && !/\*|\bform\b/.test(mediaType)) {
      const isOpen = Object.keys(object['schema'] ?? {}).length === 0;
      if (isOpen) object['schema'] = { contentMediaType: mediaType };
    }
    if (kind === 'schema' && isBinary(object)) object['type'] ??= 'string';
  });
}

/**
 * In TypeScript, what other members may be has to take in what those with a name are. What is said of
 * names by their pattern is said of all others.
 */
function widenIndex(document: OpenApiDocument, schema: SchemaNode): void {
  const { patternProperties, additionalProperties: others } = schema;
  if (!isObject(others) && patternProperties === undefined) return;
  delete schema['patternProperties'];
  // Without members it allows anything already.
  if (others === true || (isObject(others) && Object.keys(others).length === 0)) return;
  // A pattern may also say which names no member has.
  const patterns = Object.values((patternProperties ?? {}) as Schemas).filter(
    (one) => one !== false,
  );
  const index = isObject(others) ? [others, ...patterns] : patterns;
  schema['additionalProperties'] =
    index.length > 0
      ? { anyOf: [...index, ...Object.values(declaredMembers(document, schema))] }
      : others !== false;
}

/** openapi-typescript takes an object that can have no members for one of which nothing is said. */
function closeEmpty(schema: SchemaNode): void {
  if (schema['additionalProperties'] !== false || schema['type'] !== 'object') return;
  if (['properties', 'allOf', 'anyOf', 'oneOf'].some((name) => name in schema)) return;
  schema['additionalProperties'] = { enum: [] };
}

/** openapi-typescript passes over what is required of a member that it does not find. */
function declareRequired(document: OpenApiDocument, schema: SchemaNode): void {
  const { required, type = 'object', properties, additionalProperties } = schema;
  if (![type].flat().includes('object')) return;
  const known = declaredMembers(document, schema);
  const missing = listOf(required)
    .map(String)
    .filter((name) => !Object.hasOwn(known, name));
  if (missing.length === 0) return;
  const other = isObject(additionalProperties) ? additionalProperties : {};
  schema['properties'] = {
    ...(properties as Schemas),
    ...Object.fromEntries(missing.map((name) => [name, other])),
  };
}

/** Whether a schema says by itself which values its member has. */
function declaresValues(schema: SchemaNode, member: string): boolean {
  return [schema, ...listOf(schema['allOf'])].some((part) => {
    const { properties } = part as { properties?: Record<string, object> };
    const own = properties?.[member];
    return own !== undefined && ('const' in own || 'enum' in own);
  });
}

/**
 * Writes the values of a discriminator into the schemas that it tells apart. openapi-typescript would take
 * the member out of whatever else refers to one of them, and pass over the values that they declare.
 */
function declareForms(document: OpenApiDocument, schema: SchemaNode): void {
  const { oneOf, anyOf, discriminator } = schema;
  if (!isObject(discriminator)) return;
  delete schema['discriminator'];
  const schemas = (document.components?.['schemas'] ?? {}) as Schemas;
  const { propertyName } = discriminator as unknown as Discriminator;
  const choices = [...listOf(oneOf), ...listOf(anyOf)].map(referredName);
  const forms = choices.filter((form) => form !== undefined);
  for (const form of forms) {
    const target = schemas[form];
    if (!isObject(target) || declaresValues(target, propertyName)) continue;
    if ('oneOf' in target || 'anyOf' in target) continue;
    // One that is extended may be any of those that extend it.
    const below = descendantsOf(document, form).filter((one) => forms.includes(one));
    const properties = (target['properties'] ?? {}) as Record<string, object | undefined>;
    const declared = memberSchemas(document, target, propertyName).map((member) =>
      resolveSchema(document, member),
    );
    const isText = declared.every(({ type = 'string' }) => [type].flat().includes('string'));
    // A name is no value where others are listed, and no number.
    const listed = declared.find((member) => member.enum !== undefined)?.enum;
    const values = [form, ...below]
      .flatMap((one) => valuesFor(discriminator as unknown as Discriminator, one))
      .map((value) => (isText ? value : Number(value)))
      .filter((value) => listed?.includes(value) ?? !Number.isNaN(value));
    if (values.length === 0) continue;
    target['properties'] = {
      ...properties,
      [propertyName]: {
        type: isText ? 'string' : 'number',
        ...properties[propertyName],
        enum: values,
      },
    };
    target['required'] = [...listOf(target['required']), propertyName];
  }
}

type Discriminator = NonNullable<Schema['discriminator']>;

/** The values by which a discriminator knows a schema: those of its mapping, else its name. */
function valuesFor({ mapping = {} }: Discriminator, name: string): string[] {
  const values = Object.keys(mapping).filter((value) =>
    [name, prefix + name].includes(mapping[value] ?? ''),
  );
  return values.length > 0 ? values : [name];
}

/**
 * A value of a schema with subtypes is of one of them, as its discriminator tells, or of the schema alone:
 * it becomes a choice, and what the others extend a component of its own.
 */
function uniteSubtypes(
  document: OpenApiDocument,
  schemas: Schemas,
  name: string,
  subtypes: readonly string[],
): void {
  const { discriminator, ...base } = schemas[name] as SchemaNode;
  let own = `${name}Base`;
  while (Object.hasOwn(schemas, own)) own += '_';
  schemas[own] = base;
  for (const schema of Object.values(schemas)) {
    for (const part of isObject(schema) ? listOf(schema['allOf']) : []) {
      if (referredName(part) === name) (part as SchemaNode)['$ref'] = prefix + own;
    }
  }
  const { propertyName } = discriminator as Discriminator;
  const valuesOf = (one: string) => valuesFor(discriminator as Discriminator, one);
  const [member] = memberSchemas(document, base, propertyName);
  const { enum: listed = valuesOf(name) } = resolveSchema(document, member);
  const taken: unknown[] = subtypes.flatMap(valuesOf);
  const alone = listed.filter((value) => !taken.includes(value));
  const itself = {
    allOf: [{ $ref: prefix + own }],
    required: [propertyName],
    properties: { [propertyName]: { enum: alone } },
  };
  const others = subtypes.map((subtype) => ({ $ref: prefix + subtype }));
  schemas[name] = {
    description: base['description'],
    oneOf: alone.length > 0 ? [itself, ...others] : others,
    discriminator,
  };
}

/**
 * A schema that is one of its own children is a circle to TypeScript: the children take over what
 * their parent says of itself.
 */
function unfoldParent(name: string, schemas: Schemas): void {
  const parent = schemas[name];
  if (typeof parent !== 'object') return;
  const { oneOf, anyOf, discriminator: _, ...own } = parent;
  for (const child of [...listOf(oneOf), ...listOf(anyOf)].map(referredName)) {
    const schema = child === undefined ? undefined : schemas[child];
    if (!isObject(schema) || schema['allOf'] === undefined) continue;
    schema['allOf'] = listOf(schema['allOf']).map((part) =>
      referredName(part) === name ? structuredClone(own) : part,
    );
  }
}

/**
 * Makes a component of each schema that is referred to where it stands, in a path for example: the
 * type of a reference is written after its pointer, which is not the way through the types.
 */
function hoistTargets(
  document: OpenApiDocument,
  schemas: Schemas,
  moved = new Map<string, string>(),
): void {
  const { size } = moved;
  visitSchemas(document, (schema) => {
    const { $ref } = schema;
    if (typeof $ref !== 'string' || /^#\/components\/schemas\/[^/]+$/.test($ref)) return;
    let name = moved.get($ref);
    if (name === undefined) {
      const path = $ref.replace(/^#\/(components\/schemas\/)?/, '').replaceAll('/$defs/', '/');
      name = path.replaceAll(/[^\w.-]+/g, '_');
      while (Object.hasOwn(schemas, name)) name += '_';
      moved.set($ref, name);
      // Before it is filled, for a schema that refers to itself.
      schemas[name] = {};
      schemas[name] = structuredClone(dereference<SchemaNode>(document, { $ref }));
    }
    schema['$ref'] = prefix + name;
  });
  // What was moved may refer to further places.
  if (moved.size > size) hoistTargets(document, schemas, moved);
}

/** Objects that hold schemas, and none of these operations. */
const holders = ['parameter', 'requestBody', 'response', 'header'];

/**
 * Puts what holds schemas and is referred to where it stands in the place of the reference, for the same reason,
 * and into a component that is a reference, of which openapi-typescript reads the words alone.
 */
function inlineTargets(document: OpenApiDocument): void {
  visitObjects(document, (object, kind, [first, ...rest]) => {
    const { $ref } = object;
    if (!holders.includes(kind) || typeof $ref !== 'string') return;
    const isComponent = first === 'components' && rest.length === 2;
    if ($ref.startsWith('#/components/') && !isComponent) return;
    delete object['$ref'];
    Object.assign(object, { ...dereference(document, { $ref }), ...object });
  });
}

/**
 * Whether openapi-typescript reads a member although it says nothing of types: an extension, which it takes
 * for an operation or an answer, or data, in which it follows what looks like a reference.
 */
function isMisread(name: string, member: unknown, kind: MemberKind, parent: string): boolean {
  // The values of a discriminator have any names, and those of these two maps begin otherwise.
  const takesExtensions =
    kind === 'object' ? parent !== 'mapping' : ['paths', 'responses'].includes(parent);
  if (takesExtensions && name.startsWith('x-')) return true;
  return (
    kindOf(name, isObject(member), kind) === 'data' && JSON.stringify(member).includes('"$ref"')
  );
}

/** Takes the ids of the operations below an object: one that stands in callbacks may stand there twice. */
function withoutIds(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if ('operationId' in value && typeof value.operationId === 'string') delete value.operationId;
  for (const member of Object.values(value)) withoutIds(member);
}

/** Names of the schemas that have a member with a mark, at whatever depth. */
function withMarkedMembers(
  schemas: Schemas,
  names: readonly string[],
  isMarked: (member: unknown) => boolean,
): Set<string> {
  const hasSchema = (name: string, fits: (schema: SchemaNode) => boolean): boolean => {
    let isFound = false;
    visitSchemas(schemas[name], (schema) => void (isFound ||= fits(schema)), 'schema');
    return isFound;
  };
  const hasMark = ({ properties }: SchemaNode) =>
    Object.values((properties ?? {}) as Schemas).some(isMarked);
  const found = new Set(names.filter((name) => hasSchema(name, hasMark)));
  for (let size = -1; size < found.size;) {
    size = found.size;
    for (const name of names) {
      if (hasSchema(name, (schema) => found.has(referredName(schema) ?? ''))) found.add(name);
    }
  }
  return found;
}

/**
 * Adds the schemas as they are for one direction, without the members that do not go it.
 *
 * @param suffix - what the names of the added ones end in
 * @param mark - what such a member has
 * @returns rewrites the schemas of a request or an answer
 */
function addVariants(
  document: OpenApiDocument,
  schemas: Schemas,
  originals: readonly string[],
  suffix: string,
  mark: 'readOnly' | 'writeOnly',
): (value: unknown, kind: string) => void {
  const isMarked = (schema: unknown): boolean =>
    [schema, schemas[referredName(schema) ?? '']].some(
      (one) => (one as SchemaNode | undefined)?.[mark] === true,
    );
  const names = new Map<string, string>();
  for (const name of withMarkedMembers(schemas, originals, isMarked)) {
    let variant = name + suffix;
    while (Object.hasOwn(schemas, variant)) variant += '_';
    names.set(name, variant);
  }
  const rewrite = (schema: SchemaNode): void => {
    const variant = names.get(referredName(schema) ?? '');
    if (variant !== undefined) schema['$ref'] = prefix + variant;
    const properties = (schema['properties'] ?? {}) as Schemas;
    const dropped = Object.keys(properties).filter((member) => isMarked(properties[member]));
    if (dropped.length > 0) {
      const kept = Object.entries(properties).filter(([member]) => !dropped.includes(member));
      schema['properties'] = Object.fromEntries(kept);
      // As an object without members it would let a schema that it is a part of have any.
      if (kept.length === 0) delete schema['type'];
    }
    if (Array.isArray(schema['required'])) {
      schema['required'] = schema['required']
        .filter((member) => !dropped.includes(String(member)))
        .filter((member) => !memberSchemas(document, schema, String(member), true).some(isMarked));
    }
  };
  for (const [name, variant] of names) {
    schemas[variant] = structuredClone(schemas[name] as SchemaNode);
  }
  for (const variant of names.values()) visitSchemas(schemas[variant], rewrite, 'schema');
  return (value, kind) => visitSchemas(value, rewrite, kind);
}

/** Takes the members that the server alone sets out of requests, and the client's out of answers. */
function separateDirections(document: OpenApiDocument, schemas: Schemas): void {
  const originals = Object.keys(schemas);
  const asInput = addVariants(document, schemas, originals, 'Input', 'readOnly');
  const asOutput = addVariants(document, schemas, originals, 'Output', 'writeOnly');
  const operations = listOperations(document).map(({ object }) => object);
  // A request body or an answer may stand in the components, for several operations.
  const bodies = operations.map(
    ({ requestBody }) => requestBody && dereference(document, requestBody),
  );
  for (const body of new Set(bodies)) asInput(body, 'requestBody');
  const responses = operations
    .flatMap((operation) => Object.values(operation.responses ?? {}))
    .map((response) => dereference(document, response));
  for (const response of new Set(responses)) asOutput(response, 'response');
}

/**
 * A copy of a bundled document in the form of which openapi-typescript makes the right types: it
 * passes over members beside a `$ref`, knows no direction, and writes some ids alike.
 */
export function typesDocument(document: OpenApiDocument): OpenApiDocument {
  const copy = structuredClone(without(document, isMisread));
  copy.components ??= {};
  const operations = listOperations(copy);
  const hooks = Object.values(copy.webhooks ?? {}).flatMap((item) => Object.values(item));
  for (const object of [...operations.map((operation) => operation.object), ...hooks]) {
    if (isObject(object)) withoutIds(object['callbacks']);
  }
  withoutIds([copy.components['callbacks'], copy.components['pathItems']]);
  for (const { object, typeKey } of operations) {
    if (typeKey !== undefined) object.operationId = typeKey;
  }
  const schemas = (copy.components['schemas'] ??= {}) as Schemas;
  // openapi-typescript follows no reference of a webhook.
  for (const [name, item] of Object.entries(copy.webhooks ?? {})) {
    copy.webhooks = { ...copy.webhooks, [name]: { ...dereference(copy, item), ...item } };
  }
  declareBytes(copy);
  inlineTargets(copy);
  hoistTargets(copy, schemas);
  // Each would become a member that no value has.
  visitSchemas(copy, (schema) => void delete schema['$defs']);
  for (const name of Object.keys(schemas)) unfoldParent(name, schemas);
  const subtypes = Object.keys(schemas).map((name) => [name, subtypesOf(copy, name)] as const);
  for (const [name, some] of subtypes) {
    if (some.length > 0) uniteSubtypes(copy, schemas, name, some);
  }
  visitSchemas(copy, (schema) => declareForms(copy, schema));
  visitSchemas(copy, (schema) => {
    declareConditional(copy, schema);
    combineWithReference(schema);
    combineAll(schema);
    withoutForbiddenNull(schema);
    nameMembers(copy, schema);
    widenIndex(copy, schema);
    closeEmpty(schema);
  });
  separateDirections(copy, schemas);
  visitSchemas(copy, (schema) => declareRequired(copy, schema));
  return copy;
}
