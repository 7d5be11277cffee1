import type { Description } from '../../lib/openapi/document.js';
import { valueAt } from '../cases/json.js';
import type { Resources } from '../fixtures/resources.js';
import { jsonOf } from '../oracle/media-type.js';
import {
  behaviourOf,
  breach,
  isSuccess,
  NotChecked,
  until,
  type Check,
  type Trial,
} from './check.js';
import { askedList, markedList, type MarkedList } from './list.js';

/** A figure, and the list whose records it counts. */
interface Figure extends MarkedList {
  readonly path: readonly string[];
}

/** Checks of each figure that counts what a list gives (`x-total-of`). */
export function* totalChecks(description: Description, resources: Resources): Generator<Check> {
  for (const operation of resources.byId.values()) {
    for (const { path, said } of resources.marksOf(operation, 'x-total-of')) {
      const given = markedList(description, resources, said);
      if (given === undefined) continue;
      const check = behaviourOf<Figure>({ path, ...given });
      const why = 'A figure is the total of the list that it counts.';
      // What is created between the two requests is in one of them alone.
      yield { ...check(operation, `counts ${path.at(-1)}`, why, counted), isAlone: true };
    }
  }
}

const counted: Trial<Figure> = async (context, { path, list, query }, operation) => {
  const asked = askedList(context, list);
  const look = async () => {
    const sent = await context.about(operation, undefined);
    const { total } = await asked.ask(query, list.least);
    const figure = valueAt(jsonOf(sent.answer), path);
    if (isSuccess(sent.answer) && total !== undefined && figure !== undefined)
      return { sent, total, figure };
    throw new NotChecked('One of the two does not count.');
  };
  for (const isFirst of [true, false]) {
    // One that never changes may be right once.
    if (!isFirst && list.resource.create) await asked.add();
    const { sent, total, figure } = await until(look, (seen) => seen.figure === seen.total);
    if (figure === total) continue;
    const by = Object.entries(query).map((pair) => ` with ${pair.join('=')}`);
    const text = `${path.at(-1)} is ${String(figure)}, but the total of ${list.operation.id}${by.join('')} is ${total}.`;
    return breach('wrong_total', text, sent, list.paging.inferred?.includes('total'));
  }
  return [];
};
