import { isObject, objectAt, type JsonObject } from '../../../lib/openapi/document.js';
import { step } from '../../../lib/openapi/pointer.js';
import type { InlinedOperation } from '../inline.js';
import { listOf, objectOf, without } from '../../cases/json.js';
import { operationsOf } from '../../operation.js';
import { otherValue, renamed, withValueAt, type Draft, type Operator } from './operators.js';

/** All changes of the document of an operation, apart from its schemas. */
export function* operationEdits(
  inlined: InlinedOperation,
  all: readonly InlinedOperation[],
): Generator<Draft> {
  yield* operationItself(inlined, all);
  yield* security(inlined);
  yield* parameters(inlined);
  yield* body(inlined);
  yield* statuses(inlined);
  yield* examples(inlined);
}

/** Writes drafts that put another value at one place, or take it out when it is undefined. */
function editsAt({ description }: InlinedOperation, place: string, changed = place) {
  return (operator: Operator, what: string, value: unknown, at = place): Draft => ({
    ...{ operator, at, what, changed },
    drift: withValueAt(description.document, place, value),
  });
}

const methods = ['get', 'put', 'post', 'delete', 'patch'];

/** The operation dropped, served by another method, at another path, or by one method more. */
function* operationItself(
  inlined: InlinedOperation,
  all: readonly InlinedOperation[],
): Generator<Draft> {
  const { operation, pointer } = inlined;
  const { path } = operation;
  const method = operation.method.toLowerCase();
  const own = objectAt(inlined.description, pointer);
  const edit = editsAt(inlined, '/paths');
  yield edit('drop operation', 'the operation is gone', {}, pointer);
  const fitting = all.filter((one) => overlap(one.operation.path, path));
  const served = fitting.map((one) => one.operation.method.toLowerCase());
  const free = methods.filter((other) => !served.includes(other));
  for (const other of free.slice(0, 1)) {
    const what = `${other.toUpperCase()} takes the place of ${operation.method}`;
    yield edit('change method', what, { [path]: { [other]: own } }, pointer);
  }
  const segments = path.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    if (segment === '' || segment.startsWith('{')) continue;
    const changed = `/${segments.with(index, `${segment}-renamed`).join('/')}`;
    const what = `${segment} (segment ${index + 1} of the path) is called ${segment}-renamed`;
    yield edit('rename path segment', what, { [changed]: { [method]: own } }, pointer);
  }
  // A body has no place in every method, and an id is given once.
  const added = without(own, 'requestBody', 'operationId');
  const first = all.find((one) => one.operation.path === path);
  // What concerns the path is done once.
  for (const other of first?.operation.id === operation.id ? free : []) {
    const item = { [method]: own, [other]: added };
    const what = `${other.toUpperCase()} is served as well`;
    yield edit('add operation', what, { [path]: item }, `/paths${step(path)}`);
  }
}

/** Whether some path fits both templates. */
export function overlap(one: string, other: string): boolean {
  const [left, right] = [one.split('/'), other.split('/')];
  const isAny = (segment: string) => segment.includes('{');
  return (
    left.length === right.length &&
    left.every((segment, index) => {
      const against = right[index] ?? '';
      return segment === against || isAny(segment) || isAny(against);
    })
  );
}

/** How requests sign in: all of it dropped, one alternative, one part of an alternative. */
function* security(inlined: InlinedOperation): Generator<Draft> {
  const at = `${inlined.pointer}/security`;
  const list = listOf(inlined.description.at(at)) as readonly JsonObject[];
  if (list.length === 0) return;
  // Each operation forgets to ask for it by itself.
  const edit = editsAt(inlined, at, inlined.pointer);
  yield edit('drop security', 'nobody has to sign in', []);
  if (!list.some((one) => Object.keys(one).length === 0)) {
    yield edit('add anonymous access', 'signing in is optional', [...list, {}]);
  }
  for (const [index, alternative] of (list.length > 1 ? list : []).entries()) {
    const others = list.toSpliced(index, 1);
    if (isImplied(alternative, others)) continue;
    const what = `signing in by ${Object.keys(alternative).join(' and ')} is no longer possible`;
    yield edit('drop alternative of security', what, others, `${at}/${index}`);
  }
  for (const [index, alternative] of list.entries()) {
    const schemes = Object.keys(alternative);
    for (const scheme of schemes.length > 1 ? schemes : []) {
      const rest = without(alternative, scheme);
      if (isImplied(rest, list.toSpliced(index, 1))) continue;
      const what = `${scheme} is no longer asked for`;
      yield edit('drop part of alternative', what, list.with(index, rest), `${at}/${index}`);
    }
  }
  for (const scheme of new Set(list.flatMap((one) => Object.keys(one)))) {
    const others = list.filter((one) => !(scheme in one));
    const needed = list.some((one) => scheme in one && !isImplied(one, others));
    if (needed) yield* credential(inlined, scheme);
  }
}

/** Whether others let in whatever an alternative does, so that it makes no difference. */
function isImplied(alternative: JsonObject, others: readonly JsonObject[]): boolean {
  return others.some((other) => Object.keys(other).every((scheme) => scheme in alternative));
}

function* credential(inlined: InlinedOperation, id: string): Generator<Draft> {
  const at = `/components/securitySchemes${step(id)}`;
  const scheme = inlined.description.at(at);
  if (!isObject(scheme) || scheme['type'] !== 'apiKey') return;
  const edit = editsAt(inlined, at);
  const [name, place] = [String(scheme['name']), String(scheme['in'])];
  const [otherName, other] = [`${name}-Renamed`, place === 'query' ? 'header' : 'query'];
  yield edit('rename credential', `${name} is called ${otherName}`, { ...scheme, name: otherName });
  yield edit('move credential', `${name} moves from ${place} to ${other}`, {
    ...scheme,
    in: other,
  });
}

/**
 * Parameters: `required` turned over, renamed, moved, dropped, a new one asked for. Those of the path
 * are left alone: without them, or with others, the document is no OpenAPI.
 */
function* parameters(inlined: InlinedOperation): Generator<Draft> {
  const owner = `${inlined.pointer}/parameters`;
  const list = listOf(inlined.description.at(owner)) as readonly JsonObject[];
  for (const [index, parameter] of list.entries()) {
    if (parameter['in'] === 'path') continue;
    yield* parameterEdits(editsAt(inlined, `${owner}/${index}`), parameter, list);
  }
  for (const place of ['query', 'header']) {
    const name = 'undocumented_parameter';
    const added = { name, in: place, required: true, schema: { type: 'string' } };
    const what = `a new ${place} parameter is required`;
    yield editsAt(inlined, owner)('add parameter', what, [...list, added], inlined.pointer);
  }
}

function* parameterEdits(
  edit: ReturnType<typeof editsAt>,
  parameter: JsonObject,
  all: readonly JsonObject[],
): Generator<Draft> {
  const [name, place] = [String(parameter['name']), String(parameter['in'])];
  const required = parameter['required'] === true;
  const flipped = `${name} is ${required ? 'no longer' : 'now'} required`;
  yield edit('flip required parameter', flipped, { ...parameter, required: !required });
  const otherName = `${name}_renamed`;
  yield edit('rename parameter', `${name} is called ${otherName}`, {
    ...parameter,
    name: otherName,
  });
  const other = place === 'query' ? 'header' : 'query';
  if (!all.some((one) => one['in'] === other && one['name'] === name)) {
    // Styles are those of the old place.
    const moved = { ...without(parameter, 'style', 'explode'), in: other };
    yield edit('move parameter', `${name} moves from ${place} to ${other}`, moved);
  }
  yield edit('drop parameter', `${name} is no longer known`, undefined);
  const type = objectOf(parameter['schema'])['type'];
  if (type !== 'array' && type !== 'object') return;
  const style = parameter['style'] ?? (place === 'query' ? 'form' : 'simple');
  const explode = !(parameter['explode'] ?? style === 'form');
  yield edit('flip explode', `explode becomes ${String(explode)}`, { ...parameter, explode });
}

/** A media type that no body of a JSON service has. */
const otherMediaType = 'application/vnd.other';

/** The request body: made optional or required, dropped, and its media types. */
function* body(inlined: InlinedOperation): Generator<Draft> {
  const at = `${inlined.pointer}/requestBody`;
  const own = inlined.description.at(at);
  const edit = editsAt(inlined, at);
  if (!isObject(own)) {
    const content = { 'application/json': { schema: { type: 'object' } } };
    yield edit('add body', 'a body is required', { required: true, content }, inlined.pointer);
    return;
  }
  const required = own['required'] === true;
  const flipped = `the body is ${required ? 'no longer' : 'now'} required`;
  const operator = required ? 'optional body' : 'required body';
  yield edit(operator, flipped, { ...own, required: !required }, `${at}/required`);
  yield edit('drop body', 'the body is no longer known', undefined);
  const content = objectOf(own['content']);
  const editContent = editsAt(inlined, `${at}/content`);
  for (const mediaType of Object.keys(content)) {
    const place = `${at}/content${step(mediaType)}`;
    if (Object.keys(content).length > 1) {
      const what = `${mediaType} is no longer accepted`;
      yield editContent('drop media type of body', what, without(content, mediaType), place);
    }
    const changed = renamed(content, mediaType, otherMediaType);
    const what = `${otherMediaType} takes the place of ${mediaType}`;
    yield editContent('change media type of body', what, changed, place);
    const open = without(objectOf(content[mediaType]), 'schema');
    const nothing = `nothing is asked of a body of ${mediaType}`;
    yield editsAt(inlined, place)('drop schema of body', nothing, open);
  }
  if ('*/*' in content) return;
  const any = 'a body of any media type is accepted';
  yield editContent('any media type of body', any, { ...content, '*/*': {} });
}

/** Documented statuses: each dropped, each changed to another of its class. */
function* statuses(inlined: InlinedOperation): Generator<Draft> {
  const owner = `${inlined.pointer}/responses`;
  const responses = objectAt(inlined.description, owner);
  const edit = editsAt(inlined, owner);
  const known = Object.keys(responses);
  for (const status of known) {
    const at = owner + step(status);
    if (known.length > 1) {
      const what = `the provider never answers ${status}`;
      yield edit('drop status', what, without(responses, status), at);
    }
    for (const other of otherStatuses(status)) {
      if (known.includes(other)) continue;
      const what = `${other} takes the place of ${status}`;
      yield edit('change status', what, renamed(responses, status, other), at);
    }
  }
}

function otherStatuses(status: string): string[] {
  if (/^[1-5]XX$/i.test(status)) return [`${status.charAt(0)}99`];
  const number = Number(status);
  if (!Number.isInteger(number)) return [];
  // One of the same class, and for a success also one without a body.
  return number < 300 ? [`${number + 2}`, '204', '299'] : [`${Math.floor(number / 100)}98`];
}

/** Documented examples of answers: dropped, and changed so that they still fit their schema. */
function* examples(inlined: InlinedOperation): Generator<Draft> {
  const { description } = inlined;
  for (const { pointer, mediaType } of operationsOf(description)[0]!.responses) {
    const list = `${pointer}/content${step(mediaType)}/examples`;
    for (const [name, example] of Object.entries(objectAt(description, list))) {
      const at = list + step(name);
      const unknown = `the provider does not know the example ${name}`;
      yield editsAt(inlined, at)('drop example', unknown, undefined);
      const changed = changedValue(objectOf(example)['value']);
      if (changed === undefined) continue;
      const what = `the example ${name} has another value`;
      yield editsAt(inlined, `${at}/value`)('change example', what, changed, at);
    }
  }
}

/** The value with its last text, number or truth value changed; undefined if it has none. */
function changedValue(value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value !== 'object') return otherValue(value);
  for (const [key, member] of Object.entries(value).reverse()) {
    const changed = changedValue(member);
    if (changed !== undefined) return withValueAt(value, step(key), changed);
  }
  return undefined;
}
