import { objectAt, type JsonObject } from '../../lib/openapi/document.js';
import { jsonValue, withBody, type ContractRequest } from '../case.js';
import { accepted } from '../cases/case-draft.js';
import { mapObject } from '../cases/json.js';
import { NoFixture, unless, type Fixture } from '../fixtures/fixture.js';
import { listFor } from '../fixtures/lists.js';
import { prepareCase, type PreparedCase } from '../fixtures/prepared-case.js';
import { describedIn, otherId } from '../fixtures/resources.js';
import {
  pathParameters,
  pathWith,
  type ContractOperation,
  type ContractParameter,
} from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import {
  isSuccess,
  NotChecked,
  type CheckContext,
  type Kept,
  type RunContext,
  type Sent,
} from './check.js';
import { askedList } from './list.js';

/** So many damaged requests are sent before it is looked whether they did anything. */
const damages = 12;

/** Adds to what a run gives the requests that most checks send. */
export function contextOf(given: RunContext): CheckContext {
  const { fixtures, send } = given;
  const { resources, set, mark } = fixtures.given;
  const damaged: RunContext['damaged'] = (operation) => {
    const counts = new Map<string, number>();
    // Each kind of damage comes before a second one of any, since a server may look for each at another time.
    const ranked = given.damaged(operation).map((one) => {
      const rank = counts.get(one.rule.keyword) ?? 0;
      counts.set(one.rule.keyword, rank + 1);
      return { one, rank };
    });
    const sorted = ranked.toSorted((first, second) => first.rank - second.rank);
    return sorted.slice(0, damages).map(({ one }) => one);
  };
  const asking = { plain, prepared, about, read, left, elsewhere, among };
  const context = { ...given, resources, set, damaged, ...asking };
  return context;

  function plain(operation: ContractOperation): ContractRequest {
    const request = fixtures.requests.plain(operation);
    if (request !== undefined) return request;
    throw new NotChecked('The description has no valid request for it.');
  }

  async function prepared(
    operation: ContractOperation,
    request = plain(operation),
  ): Promise<PreparedCase> {
    const one = await prepareCase(fixtures, { request, expected: accepted }, operation);
    if ('reason' in one) throw new NotChecked(one.reason);
    return one;
  }

  async function about(
    operation: ContractOperation,
    fixture: Fixture | undefined,
    asked = plain(operation),
    mustBeAccepted = true,
  ): Promise<Sent> {
    const { filled } = await fixtures.requests.fill(operation, asked, fixture, mustBeAccepted);
    return { answer: await send(operation, filled), request: filled };
  }

  async function read(fixture: Fixture): Promise<Sent & { record: JsonObject | undefined }> {
    const { resource, id, parent } = fixture;
    if (resource.read !== undefined) {
      const sent = await about(resource.read, fixture);
      const record = isSuccess(sent.answer) ? describedIn(set, jsonOf(sent.answer), id) : undefined;
      return { ...sent, record };
    }
    const list = listFor(set.description, resource);
    const { found, item } = list ? await askedList(context, list, parent).pageOf(id) : {};
    if (found === undefined) throw new NotChecked(`${id} is not on the pages of its list.`);
    return { ...found, record: item };
  }

  async function left(fixture: Fixture): Promise<JsonObject | undefined> {
    return (await unless(NotChecked, read(fixture)))?.record;
  }

  async function elsewhere(
    operation: ContractOperation,
    request: ContractRequest,
    parent: Fixture | undefined,
    id?: string,
  ): Promise<[parameter: string, request: ContractRequest][]> {
    const { path } = operation;
    const values = pathParameters(path, request.path);
    const named = Object.entries(values).map(
      ([name, value]) => [name, decodeURIComponent(value)] as const,
    );
    const others = named
      .filter(([, value]) => value !== id)
      .map(([name, value]) => [name, otherId(value)] as const);
    const subject = resources.subjectOf(operation);
    // What was there before may be the same everywhere.
    const isOurs = !id || !subject || fixtures.records.isMade(subject, id);
    for (const [name, value] of named) {
      const other = await another(operation, name, value, parent, isOurs);
      if (other !== undefined && other !== value) others.push([name, other]);
    }
    return others.map(([parameter, value]) => {
      const ids = { ...values, [parameter]: encodeURIComponent(value) };
      return [parameter, { ...request, path: pathWith(path, ids) }];
    });
  }

  /** The id of another record that is there than the one that a parameter names; undefined if none is known. */
  async function another(
    operation: ContractOperation,
    name: string,
    value: string,
    parent: Fixture | undefined,
    isOurs: boolean,
  ): Promise<string | undefined> {
    const { parameters } = operation;
    const parameter = parameters.find((one) => one.name === name);
    const kind = parameter && resources.ofParameter(operation, parameter);
    if (kind && kind === parent?.resource)
      return (await unless(NoFixture, fixtures.alone(kind)))?.id;
    // Of what every request names, such as a workspace, another one is there if the API makes any.
    const same = resources.all.find((one) => one.create && resources.idNameOf(one) === name);
    if (!kind) return isOurs && same ? fixtures.madeOf(same)[0]?.id : undefined;
    const isOf = ({ pointer }: ContractParameter): boolean =>
      objectAt(set.description, `${pointer}/x-resource-id`)['of'] === name;
    // What the record does not belong to it may have in common with others.
    if (kind.create || !parameters.some(isOf)) return undefined;
    const listed = await unless(NoFixture, fixtures.records.listed(kind));
    return listed?.map((one) => String(one['id'] ?? value)).find((one) => one !== value);
  }

  async function among(
    resource: Kept,
    states: readonly string[],
  ): Promise<{ fixture: Fixture; others: readonly Fixture[] }> {
    const first = await fixtures.alone(resource);
    const fixture = await fixtures.alone(resource, states, first.parent);
    const last =
      (await namesakeOf(fixture, resource.create)) ?? (await fixtures.make(resource, first.parent));
    if ((await left(fixture)) !== undefined) return { fixture, others: [first, last] };
    return { fixture: await fixtures.alone(resource, states), others: [last] };
  }

  /** Another record of the name of one; undefined where a name is given once. */
  async function namesakeOf(
    { record, parent }: Fixture,
    create: ContractOperation,
  ): Promise<Fixture | undefined> {
    const asked = plain(create);
    const isOurs = (value: unknown): boolean => String(value).startsWith(`${mark}-`);
    const body = mapObject(jsonValue(asked.body), (value, name) =>
      isOurs(record[name]) ? record[name] : value,
    );
    const { answer } = await about(create, parent, withBody(asked, body));
    const made = fixtures.records.adopt(create, answer, parent);
    if (made) await fixtures.records.refresh(made);
    return made;
  }
}
