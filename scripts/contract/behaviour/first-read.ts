import { memberAt } from '../../../src/sandbox/life-cycle/members.js';
import type { JsonObject } from '../../lib/openapi/document.js';
import { shown } from '../../lib/text.js';
import { jsonValue } from '../case.js';
import { objectOf } from '../cases/json.js';
import type { Schemas } from '../cases/merged-schema.js';
import type { SchemaSet } from '../cases/schemas.js';
import { breach, type Breach, type Sent } from './check.js';
import { changesBetween, membersOf, second, timesOfChange, type Difference } from './members.js';
import { isMadeUp, memberOf } from './written.js';

/** What a person calls a record, which no server sets anew by itself. */
const ofPeople = /^((file|display)_?)?(name|title|description)$/i;

/** By what else a record is called where it is shown again. */
export const calledOtherwise = (before: JsonObject, after: JsonObject): Difference | undefined =>
  changesBetween(before, after).find(
    ({ name }) => ofPeople.test(name) && before[name] !== '' && Object.hasOwn(after, name),
  );

/** What is wrong with a new record as it is read beside the members that were written. */
export function firstRead(
  set: SchemaSet,
  schemas: Schemas,
  wrote: JsonObject,
  record: JsonObject,
  answered: JsonObject,
  sent: Sent,
): Breach[] {
  const shownTwice = calledOtherwise(answered, record);
  if (shownTwice)
    return breach('write_lost', `After the answer to a creation ${shownTwice.text}.`, sent);
  const noted = (text: string): Breach[] => breach('write_lost', text, sent, true);
  const written = membersOf(wrote);
  // What the description names has a type of its own.
  const retyped = written.find(
    ([name, value]) =>
      typeof value === 'number' &&
      memberAt(record, name) === String(value) &&
      memberOf(set, schemas, ...name.split('.')).length === 0,
  );
  if (retyped)
    return noted(`After a creation ${retyped[0]} is a text, but was written as a number.`);
  const lastOf = (name: string) => name.split('.').at(-1);
  const cut = membersOf(record).find(([name, value]) =>
    written.some(
      ([own, text]) =>
        isMadeUp(text) &&
        own !== name &&
        lastOf(own) === lastOf(name) &&
        !['', String(text).trim(), text].includes(value) &&
        String(text).startsWith(String(value)),
    ),
  );
  if (cut)
    return noted(
      `After a creation ${cut[0]} is ${shown(cut[1])}, only the beginning of what was written.`,
    );
  const [made] = timesOfChange(record, /creat/i);
  const late = [...timesOfChange(record)].find(([, time]) => made && time > made[1] + 2 * second);
  // When it came about whoever asks for it may say.
  const given = objectOf([jsonValue(sent.request.body)].flat()[0]);
  if (!made || !late || Object.hasOwn(given, made[0])) return [];
  const [own, first] = [late[0], made[0]].map((name) => shown(record[name]));
  const text = `${late[0]} of a new record is ${own}, after its ${made[0]}, ${first}.`;
  return breach('wrong_time', text, sent, true);
}
