import { isObject, type JsonObject } from '../../lib/description.js';
import { withValueAt } from './json.js';
import { changedAlike } from './finite-domain.js';
import type { DocumentEdit } from './operators/document-edit.js';
import type { SchemaEdit } from './operators/edit.js';
import type { SchemaSite } from './sites.js';

/** Where a schema stands in a request. */
export interface RequestPlace {
  /** `query`, `path`, `header`, `cookie` or `body`. */
  readonly in: string;
  readonly required: boolean;
  /** Of a body: without its parameters, in lower case; empty otherwise. */
  readonly mediaType: string;
  /** The outermost schema. */
  readonly root: unknown;
}

/** Why a change makes no difference; undefined if it may make one. */
type Proof = (place: RequestPlace, site: SchemaSite, edit: SchemaEdit) => string | undefined;

/**
 * Why a changed schema accepts the same requests as before, as far as that can be proved; undefined if
 * it cannot.
 */
export function requestEquivalence(
  place: RequestPlace,
  site: SchemaSite,
  edit: SchemaEdit,
): string | undefined {
  for (const proof of proofs) {
    const reason = proof(place, site, edit);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Why a change outside the schemas makes no difference; undefined if it may make one. */
export function documentEquivalence(edit: DocumentEdit, changed: unknown): string | undefined {
  const away = ['rename parameter', 'move parameter', 'drop parameter'].includes(edit.operator);
  if (!away || !isObject(changed)) return undefined;
  if (changed['required'] === true || !takesAnyText(changed['schema'])) return undefined;
  return 'the parameter is optional and any text is a value of it, so each request stays valid; only the data that it selects could tell';
}

const proofs: readonly Proof[] = [
  function annotation(_, __, { operator }) {
    return operator === 'change default' || operator === 'drop default'
      ? 'a default says what happens without the value, which no answer shows'
      : undefined;
  },

  function anyText(place, site, { operator, schema: changed }) {
    if (!isText(place, site) || !takesAnyText(site.schema)) return undefined;
    const { type } = changed as JsonObject;
    const wide = type === undefined || ['array', 'object'].includes(String(type));
    return (operator === 'change type' || operator === 'drop type') && wide
      ? 'the value is text, and each text is a value both before and after the change'
      : undefined;
  },

  function nullInText(place, site, { operator }) {
    return operator === 'add null' && isText(place, site)
      ? 'the value is text, in which null cannot be written; what an empty text means is left open'
      : undefined;
  },

  function nullBody({ in: where, required }, { at }, { operator }) {
    return operator === 'add null' && where === 'body' && at === '' && required
      ? 'a body of null is taken for none, which is refused because a body is required'
      : undefined;
  },

  function formObject(place, { at }, { operator }) {
    if (!isForm(place) || at !== '') return undefined;
    if (operator === 'drop type') return 'a form is always an object';
    return operator === 'open object' || operator === 'close object'
      ? 'the provider (Prism) leaves parts that are not described out of what it judges, so it does not drift'
      : undefined;
  },

  function binaryText(place, site, { operator }) {
    return operator === 'drop format' && isText(place, site) && site.schema['format'] === 'binary'
      ? 'any text is binary'
      : undefined;
  },

  (_, { schema }, edit) => integerFormat(schema, edit),

  function sameValues({ root }, { at }, { schema }) {
    const count = changedAlike(root, withValueAt(root, at, schema), at);
    return count === undefined
      ? undefined
      : `the rest of the schema says the same: both allow the same of ${count} values, one of every kind that they could tell apart`;
  },
];

/** Greatest magnitude of the integer formats, not included. */
const integerFormats: Readonly<Record<string, number | undefined>> = {
  int32: 2 ** 31,
  int64: 2 ** 63,
};

/** Why an integer format makes a change without effect, or has none itself; undefined otherwise. */
export function integerFormat(
  { type, format, minimum, maximum }: JsonObject,
  { operator, schema: changed }: SchemaEdit,
): string | undefined {
  const range = integerFormats[String(format)];
  if (range === undefined || type !== 'integer') return undefined;
  if (operator === 'change type' && (changed as JsonObject)['type'] === 'number') {
    return `the format ${String(format)} asks for an integer anyway`;
  }
  const within =
    typeof minimum === 'number' &&
    typeof maximum === 'number' &&
    minimum >= -range &&
    maximum < range;
  return operator === 'drop format' && within
    ? `minimum and maximum lie within the format ${String(format)}`
    : undefined;
}

/** Whether a value is sent as text, without a type of its own. */
function isText(place: RequestPlace, { at, way }: SchemaSite): boolean {
  if (place.in !== 'body') return at === '';
  return isForm(place) && way.length === 1;
}

function isForm({ in: where, mediaType }: RequestPlace): boolean {
  return (
    where === 'body' &&
    ['multipart/form-data', 'application/x-www-form-urlencoded'].includes(mediaType)
  );
}

/** Keywords of a schema that say nothing of a text. */
const silent = new Set([
  'type',
  'title',
  'description',
  'default',
  'examples',
  'example',
  'deprecated',
]);

/** Whether a schema allows every text. */
export function takesAnyText(schema: unknown): boolean {
  if (!isObject(schema)) return schema === undefined || schema === true;
  const { type, format } = schema;
  const types: unknown[] = Array.isArray(type) ? type : [type];
  return (
    (type === undefined || types.includes('string')) &&
    Object.keys(schema).every(
      (keyword) => silent.has(keyword) || (keyword === 'format' && format === 'binary'),
    )
  );
}
