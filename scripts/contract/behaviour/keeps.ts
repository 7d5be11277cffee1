import { setTimeout as delay } from 'node:timers/promises';
import type { Description } from '../../lib/openapi/document.js';
import { jsonValue, withBody } from '../case.js';
import { withValue } from '../cases/json.js';
import type { Reference, Resources } from '../fixtures/resources.js';
import {
  behaviourOf,
  breach,
  isSuccess,
  NotChecked,
  type Check,
  type Kept,
  type Trial,
} from './check.js';
import { changesBetween, second, timesMoved, timesOfChange } from './members.js';

/** A kind of record, and the member of a body that names one of them. */
type Named = Pick<Reference, 'path'> & { readonly resource: Kept };

/** Checks of each operation whose body names a record that it leaves as it is (`x-keeps`). */
export function* keepsChecks(description: Description, resources: Resources): Generator<Check> {
  for (const operation of resources.byId.values()) {
    const mark = description.at(`${operation.pointer}/x-keeps`);
    const resource = resources.named(String(mark));
    const named = resources
      .referencesOf(operation)
      .filter(({ collection }) => collection !== undefined);
    // What is linked is looked at together with the links.
    if (resources.subjectOf(operation) || named.length > 1 || !resource?.create) continue;
    for (const { path, collection } of named) {
      if (collection !== mark) continue;
      const check = behaviourOf<Named>({ path, resource: resource as Kept });
      yield check(operation, 'keeps', 'It changes nothing of the record that it names.', kept);
    }
  }
}

const kept: Trial<Named> = async (
  { fixtures, left, plain, send },
  { path, resource },
  operation,
) => {
  const fixture = await fixtures.alone(resource);
  const before = await left(fixture);
  if (before === undefined) throw new NotChecked(`${fixture.id} cannot be read.`);
  // A time without fractions is the same for as long.
  const times = [...timesOfChange(before).values()];
  if (times.length > 0 && times.every((time) => time % second === 0)) await delay(second);
  const { filled } = await fixtures.requests.fill(operation, plain(operation));
  const place = path.map((key) => (key === '*' ? 0 : key));
  const request = withBody(filled, withValue(jsonValue(filled.body), place, fixture.id));
  const answer = await send(operation, request);
  if (!isSuccess(answer)) throw new NotChecked(`It was refused with ${answer.status}.`);
  const after = await left(fixture);
  const [changed] = after ? [...changesBetween(before, after), ...timesMoved(before, after)] : [];
  if (after && !changed) return [];
  const text = changed ? `, of ${fixture.id}, ${changed.text}` : ` ${fixture.id} cannot be read`;
  return breach('changed_by_read', `After it${text}.`, { request });
};
