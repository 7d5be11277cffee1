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

/** A call as the vendor's SDKs take it. */
export interface SdkCall extends Pick<Call, 'operationId' | 'title' | 'answer' | 'body'> {
  /** The parameters and the body, which are members of one object. */
  request: SdkObject;
  /** All values inside of the request, itself first. */
  values: readonly SdkValue[];
  /** The project that the credentials belong to. */
  project: string | undefined;
  endpoint: string;
}

/** The version of the API that a path begins with, such as `v2`; empty for none. */
const versionOf = ({ path }: { path: string }) => /^\/(v\d+)\//.exec(path)?.[1] ?? '';

/** The settings for a call: the SDKs have a package for each version of the API. */
export function settingsFor(call: Pick<Call, 'path'>, settings: SdkSettings): SdkSettings {
  const own = (sdk: SdkSettings['go']) => ({
    ...sdk,
    package: sdk.package.replace(/v\d+$/, (usual) => versionOf(call) || usual),
  });
  const { python, java, go } = settings;
  return { ...settings, python: own(python), java: own(java), go: own(go) };
}

/** What the description and the settings say of a call for the SDKs. */
export function sdkCallOf(
  call: Call,
  { document, endpoint }: SampleContext,
  settings: SdkSettings,
): SdkCall {
  const isProject = ({ name }: { name: string }) => name === settings.projectParameter;
  const project = call.parameters.find(isProject);
  const members = [
    ...call.parameters
      .filter((parameter) => !isProject(parameter))
      .map((parameter) => ({ ...parameter, required: true })),
    ...(call.body === undefined ? [] : [{ ...call.body, name: 'body', required: false }]),
  ];
  const version = versionOf(call).toUpperCase();
  /** A name as it is in the package of the version: without what tells it from another version's. */
  const named = (name: string) => name.replace(new RegExp(`(?<=.)${version}$`), '');
  const operationId = named(call.operationId);
  const name = `${pascalCase(operationId)}Request`;
  const request: SdkObject = {
    kind: 'object',
    class: name,
    members: members.map((member) => memberOf(name, member)),
  };
  return {
    ...call,
    operationId,
    request,
    values: valuesIn(request),
    project: project && String(project.value),
    endpoint,
  };

  /** A member of a class, with what the settings say of it in place of the description. */
  function memberOf(
    owner: string,
    given: Omit<SdkMember, 'value'> & { schema: unknown; value: unknown },
  ): SdkMember {
    const { name: member, required, schema, value } = given;
    const known =
      settings.members[`${owner}.${member}=${String(value)}`] ??
      settings.members[`${owner}.${member}`];
    const written = (): SdkValue => {
      if (isBinary(resolveSchema(document, schema))) {
        return { kind: 'file', name: fileName(member) };
      }
      switch (known) {
        case 'constant':
        case 'no constant': {
          const named = known === 'constant';
          return { kind: 'enum', class: owner, member, value: value as string | number, named };
        }
        case 'string': {
          const text = typeof value === 'object' ? value : String(value);
          return { kind: 'plain', type: known, value: text };
        }
        case 'integer':
          return { kind: 'plain', type: known, value: Number(value) };
        case 'map':
          return { kind: 'plain', type: known, value };
        default:
          return valueOf(schema, value, known === 'optional' ? undefined : known);
      }
    };
    return { name: member, required: required && known !== 'optional', value: written() };
  }

  /** @param className - class of the value or of its items, if it is not named after the schema */
  function valueOf(schema: unknown, value: unknown, className?: string): SdkValue {
    if (Array.isArray(value)) {
      const { items } = resolveSchema(document, schema);
      return { kind: 'list', items: value.map((item) => valueOf(items, item, className)) };
    }
    // Classes are named after the schemas.
    const [component] = /[^/]+$/.exec((schema as { $ref?: string } | undefined)?.$ref ?? '') ?? [];
    const owner = className ?? (component && named(component));
    if (typeof value !== 'object' || value === null || owner === undefined) {
      return { kind: 'plain', type: plainType(document, schema), value };
    }
    const inside = Object.entries(value).map(([member, inner]) => {
      const [own] = memberSchemas(document, schema, member, true);
      const required = requires(document, schema, member);
      return memberOf(owner, { name: member, required, schema: own, value: inner });
    });
    return { kind: 'object', class: owner, members: inside };
  }
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
function valuesIn(value: SdkValue): SdkValue[] {
  if (value.kind === 'list') return [value, ...value.items.flatMap(valuesIn)];
  if (value.kind !== 'object') return [value];
  return [value, ...value.members.flatMap((member) => valuesIn(member.value))];
}

/**
 * The member of a request that cannot hold the value of the example, if there is one.
 *
 * @param hasConstants - whether the SDK has constants in place of some texts
 */
export function memberThatCannotHold(
  { values }: SdkCall,
  hasConstants: boolean,
): string | undefined {
  const members = values.flatMap((value) => (value.kind === 'object' ? value.members : []));
  return members.find(
    ({ value }) =>
      (value.kind === 'enum' && hasConstants && !value.named) ||
      // A text that is no text, or a file.
      (value.kind === 'plain' &&
        (value.value === undefined ||
          (value.type === 'string' && typeof value.value === 'object'))),
  )?.name;
}
