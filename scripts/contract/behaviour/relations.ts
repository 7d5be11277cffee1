import { memberAt } from '../../../src/sandbox/life-cycle/members.js';
import type { Description } from '../../lib/openapi/document.js';
import { jsonValue, withBody } from '../case.js';
import { objectOf, textsIn } from '../cases/json.js';
import type { Fixture } from '../fixtures/fixture.js';
import { listFor, type List } from '../fixtures/lists.js';
import { above, type Reference, type Resource, type Resources } from '../fixtures/resources.js';
import { isSearch, type ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import {
  behaviourOf,
  breach,
  isSuccess,
  NotChecked,
  until,
  type Check,
  type CheckContext,
  type Sent,
  type Trial,
} from './check.js';
import { askedList, type Page } from './list.js';
import { changesBetween, timesMoved } from './members.js';
import { naming } from './records.js';

/** Records that can be linked with others, and a list of what is linked with one. */
interface Relation {
  readonly owner: Resource;
  readonly kind: Resource;
  readonly link: ContractOperation;
  readonly list: List;
}

/** The lists of ids in the body of an operation: of what is linked, and before it of what it is linked with. */
const listsIn = ({ referencesOf }: Resources, operation: ContractOperation): Reference[] =>
  referencesOf(operation).filter(({ path }) => path.length === 2 && path[1] === '*');

/** Checks of what links records, or cuts their links, where a list below a record has what it is linked with. */
export function* relationChecks(description: Description, resources: Resources): Generator<Check> {
  const all = [...resources.byId.values()];
  for (const link of all) {
    const { method, path } = link;
    const owner = resources.subjectOf(link);
    const kind = resources.named(listsIn(resources, link)[0]?.collection ?? '');
    const places = (one: ContractOperation) =>
      one.method === 'GET' ? one.path : isSearch(description, one) && above(one.path);
    const operation = all.find((one) => places(one) === path && one !== owner?.read);
    const list = kind && operation && listFor(description, { ...kind, list: operation });
    if (method !== 'POST' || !owner?.create || !kind?.create || !list) continue;
    const check = behaviourOf<Relation>({ owner, kind, link, list });
    const ofSeveral = path.replace(`/{${resources.idNameOf(owner)}}`, '');
    for (const one of all) {
      const isCut = one.method === 'DELETE' && one.path === path;
      const isBatch = one.method === 'POST' && above(one.path) === ofSeveral;
      const lists = listsIn(resources, one);
      if (lists.at(-1)?.collection !== kind.name || lists.length !== (isBatch ? 2 : 1)) continue;
      if (one === link || isCut || isBatch)
        yield check(one, 'links', 'A list has what is linked, and nothing else.', related);
    }
  }
}

const related: Trial<Relation> = async (context, { owner, kind, link, list }, operation) => {
  const { fixtures, resources, left, set } = context;
  const isCut = operation.method === 'DELETE';
  const several = async (of: Resource, count: number): Promise<Fixture[]> => {
    const found = [await fixtures.alone(of)];
    while (found.length < count) found.push(await fixtures.alone(of, [], found[0]?.parent));
    return found;
  };
  const owners = await several(owner, listsIn(resources, operation).length);
  const others = await several(kind, 3);
  const [one] = others;
  const has = async (own: Fixture, { id }: Fixture): Promise<boolean> => {
    // An item may be the record, have it inside, or only name it.
    const isOf = (one: unknown): boolean => String(objectOf(one)['id']) === id;
    const shows = ({ items, answer }: Page): boolean =>
      items.some((item) => [item, ...Object.values(item)].some(isOf)) ||
      textsIn(jsonOf(answer)).some(({ text }) => text === id);
    const { pages, isWhole } = await askedList(context, list, own).walk(list.size, shows);
    if (isWhole || pages.some(shows)) return pages.some(shows);
    throw new NotChecked('The list has more pages than are read.');
  };
  /** The first pair that is in the list, or is not, against what is expected. */
  const wrong = async (linked: readonly Fixture[]) => {
    for (const own of owners)
      for (const other of others)
        if ((await has(own, other)) !== linked.includes(other)) return { own, other };
    return undefined;
  };
  const pair = others.slice(0, 2);
  if (isCut) {
    await ask(context, link, owners, pair);
    const other = await until(
      () => wrong(pair),
      (seen) => !seen,
    );
    if (other) throw new NotChecked('The list has other records than were linked.');
  }
  const all = [...owners, ...others].filter(({ resource }) => resource.read ?? resource.list);
  const before = await Promise.all(all.map(left));
  const sent = await ask(context, operation, owners, isCut ? others.slice(0, 1) : pair);
  const linked = isCut ? others.slice(1, 2) : pair;
  const found = await until(
    () => wrong(linked),
    (seen) => !seen,
  );
  if (found) {
    const { own, other } = found;
    if (!linked.includes(other)) {
      const isOne = other === one;
      const why = isOne ? 'their link was cut' : 'they were never linked';
      const text = `${other.id} is in the list of what ${own.id} is linked with, though ${why}.`;
      return breach(isOne ? 'still_listed' : 'foreign_record', text, sent);
    }
    // What is at the same place of the two lists of ids may be meant.
    const isPaired =
      owners.length > 1 &&
      (await Promise.all(owners.map((each, index) => has(each, pair[index]!)))).every(Boolean);
    const was = isPaired ? 'at another place of the ids' : 'linked';
    const why = isCut ? 'whose link was not cut' : was;
    const text = `${other.id} (${why}) is not in the list of what ${own.id} is linked with.`;
    return breach(isCut ? 'changed_other_record' : 'missing_in_list', text, sent, isPaired);
  }
  const mark = set.description.at(`${operation.pointer}/x-keeps`);
  for (const [index, fixture] of all.entries()) {
    const [was, is] = [before[index], await left(fixture)];
    if (was === undefined) continue;
    const changed =
      is &&
      [
        ...changesBetween(was, is),
        ...timesMoved(was, is),
        ...changesBetween(is, was)
          .filter(({ name }) => memberAt(was, name) === undefined)
          .map(({ name }) => ({ text: `${name} is new` })),
      ][0];
    if (is && (!changed || mark !== fixture.resource.name)) continue;
    const what = changed ? `, of ${fixture.id}, ${changed.text}` : ` ${fixture.id} cannot be read`;
    return breach('changed_other_record', `After it${what}.`, sent);
  }
  return [];
};

/** Asks for links, or for their end. @throws NotChecked if it is refused, or the answer says so of one of them */
async function ask(
  { fixtures, plain, send, resources }: CheckContext,
  operation: ContractOperation,
  owners: readonly Fixture[],
  others: readonly Fixture[],
): Promise<Sent> {
  const { filled } = await fixtures.requests.fill(operation, plain(operation), owners[0]);
  const ids = [owners, others].map((some) => some.map(({ id }) => id));
  const lists = listsIn(resources, operation).map(({ path }) => path[0]);
  const given = lists.map((name, index) => [name, ids[index + 2 - lists.length]]);
  const body = { ...objectOf(jsonValue(filled.body)), ...Object.fromEntries(given) };
  const request = withBody(filled, body);
  const answer = await send(operation, request);
  const failed = naming(answer, ids.flat()).find((name) => /err|fail/i.test(name));
  if (isSuccess(answer) && failed === undefined) return { answer, request };
  const why = failed ? `${failed} in the answer names it` : `It was refused with ${answer.status}`;
  throw new NotChecked(`${why}.`);
}
