import type { OpenApiDocument } from '../../lib/openapi/document.js';
import { pascalCase } from '../../lib/operation-list.js';
import { isBinary, memberSchemas, resolveSchema } from '../../lib/schemas.js';
import { fileName, type Call, type SampleContext } from './call.js';
import type { SdkSettings } from './settings.js';

/** A value as the vendor's SDKs for languages with classes take it. */
export type SdkValue =
  | SdkObject
  | { kind: 'list'; items: SdkValue[] }
  | { kind: 'file'; name: string }
  /** A constant of the class that has the member. */
  | { kind: 'enum'; class: string; member: string; value: string }
  /** What needs no class: a text, number or truth value, or an object of no known members. */
  | { kind: 'plain'; value: unknown };

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
  const { body } = call;
  const members = call.parameters
    .filter(({ name }) => name !== settings.projectParameter)
    .map(({ name, value }): SdkMember => ({
      name,
      required: true,
      value: { kind: 'plain', value },
    }));
  if (body !== undefined) {
    const value = valueOf(context.document, settings, body.schema, body.value);
    members.push({ name: 'body', required: false, value });
  }
  return { kind: 'object', class: `${pascalCase(call.operationId)}Request`, members };
}

function valueOf(
  document: OpenApiDocument,
  settings: SdkSettings,
  schema: unknown,
  value: unknown,
): SdkValue {
  if (Array.isArray(value)) {
    const { items } = resolveSchema(document, schema);
    return {
      kind: 'list',
      items: value.map((item) => valueOf(document, settings, items, item)),
    };
  }
  // Classes are named after the schemas.
  const name = /[^/]+$/.exec((schema as { $ref?: string } | undefined)?.$ref ?? '')?.[0];
  if (typeof value !== 'object' || value === null || name === undefined) {
    return { kind: 'plain', value };
  }
  const members = Object.entries(value).map(([member, inner]): SdkMember => {
    const [own] = memberSchemas(document, schema, member, true);
    const required = requires(document, schema, member);
    if (isBinary(resolveSchema(document, own))) {
      return { name: member, required, value: { kind: 'file', name: fileName(member) } };
    }
    if (settings.enums.includes(`${name}.${member}`)) {
      const constant = { kind: 'enum', class: name, member, value: String(inner) } as const;
      return { name: member, required, value: constant };
    }
    return { name: member, required, value: valueOf(document, settings, own, inner) };
  });
  return { kind: 'object', class: name, members };
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

/** The project that the credentials of a call belong to. */
export function projectOf(call: Call, settings: SdkSettings): string | undefined {
  const project = call.parameters.find(({ name }) => name === settings.projectParameter);
  return project && String(project.value);
}
