import type { JsonObject } from '../../lib/openapi/document.js';
import { jsonValue, withBody } from '../case.js';
import { keysOf } from '../../lib/openapi/pointer.js';
import { listOf, objectOf, same, textsIn, valueAt, withValue } from '../cases/json.js';
import { fixtureOf, type Fixture } from '../fixtures/fixture.js';
import { createdId, membersOfRecord, recordIn, stepsOf } from '../fixtures/resources.js';
import { jsonOf } from '../oracle/media-type.js';
import { shown } from '../../lib/text.js';
import {
  behaviourOf,
  breach,
  few,
  firstFinding,
  isSuccess,
  NotChecked,
  otherRecord,
  type Breach,
  type Check,
  type CheckContext,
  type Kept,
  type Sent,
  type Trial,
} from './check.js';
import { firstRead } from './first-read.js';
import { isNone, lossAfter, shows, withoutOwnTimes } from './members.js';
import { bodiesOf, otherDefaults, requiredIn } from './written.js';

/** Checks of a creation: what it makes is there as it was written, and is no other than what was asked for. */
export function* creationChecks(kept: Kept): Generator<Check> {
  const { create, read, list, remove } = kept;
  const check = behaviourOf(kept);
  const shownBy = read ?? list;
  const asWritten = 'What was created can be read, as it was written.';
  yield { ...check(shownBy ?? create, 'read after create', asWritten, created), also: create };
  if (shownBy ?? remove)
    yield check(create, 'ids differ', 'Each creation gives an id of its own.', distinct);
}

const created: Trial<Kept> = async (context, resource) => {
  const { create, createdId: place, lifeCycle, read, list } = resource;
  const request = context.plain(create);
  // What another one creates there meanwhile may take its place.
  const owner = await context.fixtures.ownerFor(resource, create, true);
  // Where no record shows it, a kind may have no use for what is optional.
  const isShown = (read ?? list) !== undefined;
  const needed = requiredIn(context.set, [create.body?.schema ?? '']);
  const references = context.resources.referencesOf(create);
  // A file may have nothing in it.
  const isCopy = references.some(({ answerOf }) => answerOf !== undefined);
  const chosen = context.resources.ownIdsIn(create).filter((one) => references.includes(one));
  // A list may show less of a record.
  const readable = read ? membersOfRecord(context.set, read) : new Set();
  // What any of them has shown before, or the answer to the creation has.
  const names = new Set<string>();
  let tried = false;
  const { alike, others } = bodiesOf(context, resource, jsonValue(request.body));
  const { body } = request;
  const hasFile =
    body?.kind === 'form' && Object.keys(body.parts).some((one) => !body.texts.includes(one));
  const steps = keysOf(place ?? '');
  const index = steps.indexOf('0');
  const doubled = index < 0 ? [] : doubledIn(jsonValue(body));
  const bodies = [...alike, ...others, ...doubled, ...(hasFile ? [fileName] : [])];
  const found = await firstFinding(bodies, async (value) => {
    const asked =
      body?.kind === 'form' && value === fileName
        ? { ...request, body: { ...body, fileName } }
        : withBody(request, value);
    // Another one may have to have another name.
    const named = context.fixtures.requests.renamed(create, asked);
    const sent = await context.about(create, owner, named.request);
    // Whether it is accepted is the question of another case.
    const fixture = context.fixtures.records.adopt(create, sent.answer, owner);
    if (isSuccess(sent.answer) && place && !isCopy && !createdId(resource, jsonOf(sent.answer))) {
      const text = `The answer to a creation has no id at ${place}.`;
      return breach('missing_after_create', text, sent);
    }
    if (fixture === undefined) return [];
    tried = true;
    const ids = textsIn(jsonValue(sent.request.body)).filter(({ path }) =>
      chosen.some((one) => same(one.path, stepsOf(path))),
    );
    if (ids[0] && !ids.some(({ text }) => text === fixture.id)) {
      const text = `What was to be created as ${ids[0].text} is ${fixture.id} in the answer.`;
      return breach('write_lost', text, sent);
    }
    const answered = recordIn(jsonOf(sent.answer), fixture.id);
    const seen = isShown ? await context.read(fixture) : { ...sent, record: {} };
    if (!isSuccess(seen.answer)) {
      const text = `${fixture.id} was created, but reading it is answered with ${seen.answer.status}.`;
      return breach('missing_after_create', text, seen);
    }
    const made = index < 0 ? [] : listOf(valueAt(jsonOf(sent.answer), steps.slice(0, index)));
    for (const one of made.slice(1, few)) {
      const id = String(valueAt(one, steps.slice(index + 1)));
      const { status } = (await context.read(fixtureOf(resource, id, {}, fixture.parent))).answer;
      if (status < 300) continue;
      const text = `${id} was created with ${fixture.id}, but reading it is answered with ${status}.`;
      return breach('missing_after_create', text, sent);
    }
    const other = [
      ...otherRecord(fixture, seen),
      ...(await ofAnother(context, fixture, seen.record)),
    ];
    if (other.length > 0) return other;
    // Of a list of records the answer is about the first.
    const wrote = withoutOwnTimes(objectOf([jsonValue(sent.request.body)].flat()[0]));
    const { record = {} } = seen;
    // What a record shows may hang on its type, or on what is switched on.
    for (const [name, value] of Object.entries(answered ?? {}))
      if (readable.has(name) && shows(value, wrote[name])) names.add(name);
    const known = [...names].filter((name) => alike.includes(value) || isNone(wrote[name]));
    // The id is the server's, and in which state it begins is the business of the life cycle.
    const lost = lossAfter(
      'a creation',
      wrote,
      { record, answered, names: new Set(known) },
      (name) => name !== 'id' && name !== lifeCycle?.status && (isShown || needed.includes(name)),
    );
    for (const name of Object.keys(record)) names.add(name);
    const schemas = create.body && sent.request.body?.kind === 'json' ? [create.body.schema] : [];
    const otherwise = otherDefaults(context.set, schemas, wrote, record);
    const wrong = otherwise.find(({ name }) => name !== lifeCycle?.status);
    if (wrong && (lost?.isReading ?? true))
      return breach('wrong_default', `After a creation without it ${wrong.text}.`, sent);
    if (lost) return breach('write_lost', lost.text, sent, lost.isReading);
    const misread = value === fileName ? misnamed(record, sent) : [];
    if (misread.length > 0) return misread;
    return firstRead(context.set, schemas, wrote, record, answered ?? {}, sent);
  });
  if (!tried && found.length === 0) throw new NotChecked('Nothing could be created.');
  return found;
};

/** Bodies with the records of a list twice, for which a server makes two of each. */
const doubledIn = (body: unknown): unknown[] =>
  Object.entries(objectOf(body)).flatMap(([name, list]) =>
    Array.isArray(list) && list.length > 0 ? [withValue(body, [name], [...list, ...list])] : [],
  );

/** Of letters that are no ASCII. */
const fileName = 'contract-test-é剧.txt';

/** The breach of a record that shows another name of its file; a server may have reasons for one of its own. */
function misnamed(record: JsonObject, sent: Sent): Breach[] {
  const [name, value] =
    Object.entries(record).find(([one]) => /^(original_?)?file_?name$/i.test(one)) ?? [];
  if (name === undefined || value === fileName) return [];
  const isGarbled = value === Buffer.from(fileName).toString('latin1');
  const how = isGarbled ? ', its UTF-8 read as Latin-1' : '';
  const text = `The file was called ${shown(fileName)}, but ${name} is ${shown(value)}${how}.`;
  return breach('write_lost', text, sent, !isGarbled);
}

const distinct: Trial<Kept> = async (context, resource) => {
  const { create, remove } = resource;
  const request = context.plain(create);
  const owner = await context.fixtures.ownerFor(resource, create);
  const make = async () => {
    const sent = await context.about(create, owner, request);
    const id = createdId(resource, jsonOf(sent.answer), sent.answer.headers);
    return { ...sent, id, fixture: context.fixtures.records.adopt(create, sent.answer, owner) };
  };
  const making = (count: number) => Promise.all(Array.from({ length: count }, make));
  const many = await making(6);
  const ids = many.flatMap(({ id }) => id ?? []);
  const twin = ids.find((id, index) => ids.indexOf(id) < index);
  if (twin !== undefined) {
    const text = `Several creations at a time were answered with one id, ${twin}.`;
    return breach('duplicate_id', text, many[0] ?? {});
  }
  // A server that counts what is there comes to the id of what is left again.
  const left = many.pop()?.fixture;
  if (!remove || !left) return [];
  for (const { fixture } of many)
    if (fixture) fixture.gone = isSuccess((await context.about(remove, fixture)).answer);
  const again = (await making(many.length)).find(({ id }) => id === left.id);
  if (again === undefined) return [];
  const text = `After deletions a creation was answered with ${left.id}, the id of a record that is there.`;
  return breach('duplicate_id', text, again);
};

/** The breach of a record that says that it belongs to another one than that below which it was created. */
async function ofAnother(
  { resources, about }: CheckContext,
  { id, parent }: Fixture,
  record: JsonObject = {},
): Promise<Breach[]> {
  const name = parent && resources.idNameOf(parent.resource);
  if (!parent?.resource.read || name === undefined || name === 'id') return [];
  for (const [member, value] of Object.entries(record)) {
    const isName = member.endsWith(name) && /^[a-z]*$/i.test(member.slice(0, -name.length));
    if (!isName || typeof value !== 'string' || ['', parent.id].includes(value)) continue;
    const sent = await about(parent.resource.read, fixtureOf(parent.resource, value, {}));
    // What is none of that kind may be called so as well.
    if (!isSuccess(sent.answer)) continue;
    const text = `${id} was created below ${parent.id}, but its ${member} is ${value}, another one.`;
    return breach('foreign_record', text, sent);
  }
  return [];
}
