import type { OpenApiDocument } from '../../lib/openapi/document.js';
import { pascalCase } from '../../lib/operation-list.js';
import {
  isBinary,
  jsonType,
  memberSchemas,
  resolveSchema,
  type JsonType,
} from '../../lib/schemas.js';
import { fileName, type Call, type SampleContext } from './call.js';
import type { SdkSettings } from './settings.js';

/** A value as the vendor's SDKs for languages with classes take it. */
export type SdkValue =
  | SdkObject
  | { kind: 'list'; items: SdkValue[] }
  | { kind: 'file'; name: string }
  /** A constant of the class that has the member; without a name, the SDKs have none for the value. */
  | { kind: 'enum'; class: string; member: string; value: string | number; named: boolean }
  /** What needs no class: a text, number or truth value, or an object of no known members. */
  | { kind: 'plain'; type: PlainType; value: unknown };

/** A type of JSON, a map or an integer of 64 bits; `any` if the SDKs leave the type open. */
type PlainType = Exclude<JsonType, 'object' | 'array'> | 'long' | 'map' | 'any';

/** An instance of one of the SDK's classes. */
export interface SdkObject {
  kind: 'object';
  class: string;
  members: SdkMember[];
}

/** A member that an instance is given. */
export interface SdkMember {
  /** As the description names it. */
  name: string;
  required: boolean;
  value: SdkValue;
}

/** The request of a call: its parameters and its body are members of one object. */
export function requestOf(call: Call, context: SampleContext, settings: SdkSettings): SdkObject {
  const { document } = context;
  const name = `${pascalCase(call.operationId)}Request`;
  const { body } = call;
  const members = call.parameters
    .filter((parameter) => parameter.name !== settings.projectParameter)
    .map((parameter) => ({ ...parameter, required: true }));
  return {
    kind: 'object',
    class: name,
    members: [
      ...members,
      ...(body === undefined ? [] : [{ ...body, name: 'body', required: false }]),
    ].map((member) => memberOf(document, settings, name, member)),
  };
}

/** A member of a class, with what the settings say of it in place of the description. */
function memberOf(
  document: OpenApiDocument,
  settings: SdkSettings,
  owner: string,
  { name, required, schema, value }: Omit<SdkMember, 'value'> & { schema: unknown; value: unknown },
): SdkMember {
  const known =
    settings.members[`${owner}.${name}=${String(value)}`] ?? settings.members[`${owner}.${name}`];
  const member = (given: SdkValue) => ({
    name,
    required: required && known !== 'optional',
    value: given,
  });
  if (isBinary(resolveSchema(document, schema))) {
    return member({ kind: 'file', name: fileName(name) });
  }
  if (known === 'constant' || known === 'no constant') {
    const constant = { kind: 'enum', class: owner, member: name } as const;
    return member({
      ...constant,
      value: value as string | number,
      named: known === 'constant',
    });
  }
  if (known === 'string') {
    const text = typeof value === 'object' ? value : String(value);
    return member({ kind: 'plain', type: known, value: text });
  }
  if (known === 'integer') return member({ kind: 'plain', type: known, value: Number(value) });
  if (known === 'map') return member({ kind: 'plain', type: known, value });
  const className = known === undefined || known === 'optional' ? undefined : known;
  return member(valueOf(document, settings, schema, value, className));
}

/** @param className - class of the value or of its items, if it is not named after the schema */
function valueOf(
  document: OpenApiDocument,
  settings: SdkSettings,
  schema: unknown,
  value: unknown,
  className?: string,
): SdkValue {
  if (Array.isArray(value)) {
    const { items } = resolveSchema(document, schema);
    return {
      kind: 'list',
      items: value.map((item) => valueOf(document, settings, items, item, className)),
    };
  }
  // Classes are named after the schemas.
  const name =
    className ?? /[^/]+$/.exec((schema as { $ref?: string } | undefined)?.$ref ?? '')?.[0];
  if (typeof value !== 'object' || value === null || name === undefined) {
    return { kind: 'plain', type: plainType(document, schema), value };
  }
  const members = Object.entries(value).map(([member, inner]) => {
    const [own] = memberSchemas(document, schema, member, true);
    const required = requires(document, schema, member);
    return memberOf(document, settings, name, {
      name: member,
      required,
      schema: own,
      value: inner,
    });
  });
  return { kind: 'object', class: name, members };
}

function plainType(document: OpenApiDocument, schema: unknown): PlainType {
  const type = jsonType(document, schema);
  if (type === 'integer' && resolveSchema(document, schema).format === 'int64') return 'long';
  return type === undefined || type === 'object' || type === 'array' ? 'any' : type;
}

/** Whether an object is nothing without a member, by its schema and all that it is composed of. */
function requires(document: OpenApiDocument, schema: unknown, name: string): boolean {
  const { required = [], allOf = [], anyOf = [], oneOf = [] } = resolveSchema(document, schema);
  const inside = (part: unknown) => requires(document, part, name);
  return (
    required.includes(name) ||
    allOf.some(inside) ||
    [anyOf, oneOf].some((choice) => choice.length > 0 && choice.every(inside))
  );
}

/** All values inside of a value, itself first. */
export function* valuesIn(value: SdkValue): Generator<SdkValue> {
  yield value;
  const inner =
    value.kind === 'list'
      ? value.items
      : value.kind === 'object'
        ? value.members.map((member) => member.value)
        : [];
  for (const one of inner) yield* valuesIn(one);
}

/**
 * The member of a request that cannot hold the value of the example, if there is one.
 *
 * @param hasConstants - whether the SDK has constants in place of some texts
 */
export function memberThatCannotHold(
  request: SdkObject,
  hasConstants: boolean,
): string | undefined {
  for (const object of valuesIn(request)) {
    if (object.kind !== 'object') continue;
    const found = object.members.find(
      ({ value }) =>
        (value.kind === 'enum' && hasConstants && !value.named) ||
        (value.kind === 'plain' && value.type === 'string' && typeof value.value === 'object'),
    );
    if (found !== undefined) return found.name;
  }
  return undefined;
}

/** The project that the credentials of a call belong to. */
export function projectOf(call: Call, settings: SdkSettings): string | undefined {
  const project = call.parameters.find(({ name }) => name === settings.projectParameter);
  return project && String(project.value);
}
