import { isObject, type JsonObject } from '../../../lib/description.js';
import { jsonTypes, renamed, valueOfType, withValueAt, without } from '../json.js';
import type { Play } from '../mutant.js';
import type { SchemaEdit } from '../operators/edit.js';
import type { SchemaSite, Way } from '../sites.js';
import { allowedBy, allowedWithin } from './allowed.js';
import { integerFormat, takesAnyText } from '../equivalence.js';
import { comparedAlike } from '../finite-domain.js';
import type { ResponseOnTrial } from './response.js';

/** Reason of every change after which a provider sends nothing that the contract does not allow. */
const narrowed =
  'the change only narrows what a provider may send: each of its answers keeps the contract';

/** Operators after which a schema allows no more than before, whatever it is. */
const narrowing = new Set([
  'add required',
  'close object',
  'drop enum value',
  'drop null',
  'add limit',
  'change default',
  'drop default',
]);

/**
 * How a provider is played whose answers follow a changed schema: it sends one that the changed schema
 * allows and the contract does not. If there is none, each of its answers keeps the contract.
 */
export function schemaDrift(
  response: ResponseOnTrial,
  document: JsonObject,
  root: unknown,
  site: SchemaSite,
  edit: SchemaEdit,
): Play {
  const changedRoot = () => withValueAt(root, site.at, edit.schema);
  const isAllowed = site.alone
    ? allowedBy(edit.schema, document)
    : allowedWithin(changedRoot(), document);
  for (const base of response.values) {
    for (const { whole, local } of drifts(response, base, site, edit)) {
      if (!response.json && typeof whole !== 'string') continue;
      if (response.allows(whole)) continue;
      if (!isAllowed(site.alone ? local : whole)) continue;
      const text = response.json ? JSON.stringify(whole) : (whole as string);
      return {
        kind: 'answers',
        drift: (answer) => (response.isOf(answer) ? { ...answer, text } : undefined),
      };
    }
  }
  const reason = equivalence(response, root, site, edit);
  // Neither an answer that shows the change nor a proof: the mutant survives, and is named.
  return reason === undefined
    ? { kind: 'answers', drift: () => undefined }
    : { kind: 'equivalent', reason };
}

/** Why no answer shows a change, as far as it can be proved. */
function equivalence(
  response: ResponseOnTrial,
  root: unknown,
  site: SchemaSite,
  edit: SchemaEdit,
): string | undefined {
  if (!response.json && takesAnyText(root)) {
    return 'the body is no JSON: it is read as one text, and any text is allowed';
  }
  // What only narrows a branch or a negation may widen the whole.
  if (narrowing.has(edit.operator) && site.alone) return narrowed;
  // A member that a closed object no longer describes is refused in it.
  const closed = site.schema['additionalProperties'] === false;
  if (edit.operator === 'drop property' && closed && site.alone) return narrowed;
  if (narrowsLimit(site.schema, edit) && site.alone) return narrowed;
  const format = integerFormat(site.schema, edit);
  if (format !== undefined) return format;
  const count =
    (site.alone ? comparedAlike(site.schema, edit.schema, 'no more') : undefined) ??
    comparedAlike(root, withValueAt(root, site.at, edit.schema), 'no more');
  return count === undefined
    ? undefined
    : `the change lets in nothing new: compared on ${count} values, one of every kind that the schemas can tell apart`;
}

/** Whether a limit was moved to the inside. */
function narrowsLimit(before: JsonObject, { operator, at, schema }: SchemaEdit): boolean {
  if (operator !== 'shift limit') return false;
  const keyword = at.slice(1);
  if (keyword === 'multipleOf') return false;
  const [was, is] = [before, schema as JsonObject].map((one) => Number(one[keyword]));
  return /^(exclusiveM|m)ax/.test(keyword) ? is! < was! : is! > was!;
}

/** Values in place of the one that the schema is about, and what becomes of the whole value. */
function* drifts(
  response: ResponseOnTrial,
  base: unknown,
  site: SchemaSite,
  edit: SchemaEdit,
): Generator<{ whole: unknown; local: unknown }> {
  const found = follow(base, site.way);
  if (found === undefined) return;
  for (const local of candidates(found.value, edit)) {
    yield { whole: withValueAt(base, found.pointer, local), local };
  }
  // A value of two branches at once.
  const others = response.values.map((value) => follow(value, site.way)?.value).filter(isObject);
  const merged = Object.assign({}, ...others) as JsonObject;
  for (const local of [merged, ...candidates(merged, edit)]) {
    yield { whole: withValueAt(base, found.pointer, local), local };
  }
}

function* candidates(value: unknown, edit: SchemaEdit): Generator {
  yield* edit.values ?? [];
  if (isObject(value)) {
    yield { ...value, undocumented_member: 'x' };
    const names = edit.member === undefined ? Object.keys(value) : [edit.member];
    for (const name of names) {
      if (!(name in value)) continue;
      yield without(value, name);
      yield renamed(value, name, `${name}_renamed`);
      for (const type of jsonTypes) yield { ...value, [name]: valueOfType[type] };
    }
    yield {};
  }
  if (Array.isArray(value)) {
    yield [];
    yield [...value, ...value];
    for (const type of jsonTypes) yield [valueOfType[type]];
  }
  if (typeof value === 'string') yield* textsAround(value);
  yield* Object.values(valueOfType);
}

/** The text with something before or after it, and with each character twice or not at all. */
function* textsAround(text: string): Generator<string> {
  yield* [`${text}x`, `x${text}`];
  for (let at = 0; at < Math.min(text.length, longest); at += 1) {
    yield text.slice(0, at + 1) + text.slice(at);
    yield text.slice(0, at) + text.slice(at + 1);
  }
}

/** How much of a text is varied. */
const longest = 200;

/** Where a value is, along a way; undefined if the value does not have it. */
function follow(
  base: unknown,
  way: readonly Way[],
): { value: unknown; pointer: string } | undefined {
  let value = base;
  let pointer = '';
  for (const one of way) {
    let key: string;
    if (one.kind === 'item') {
      if (!Array.isArray(value) || value.length <= one.index) return undefined;
      key = String(one.index);
      value = value[one.index] as unknown;
    } else {
      if (!isObject(value)) return undefined;
      key = one.kind === 'member' ? one.name : 'undocumented_member';
      if (one.kind === 'member' && !(key in value)) return undefined;
      value = value[key];
    }
    pointer += `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return { value, pointer };
}
