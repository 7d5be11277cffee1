import { same, textsIn } from '../cases/json.js';
import { stepsOf, type Resource, type Resources } from '../fixtures/resources.js';
import { pathParameters, type ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import {
  behaviourOf,
  breach,
  isSuccess,
  NotChecked,
  type Breach,
  type Check,
  type Sent,
} from './check.js';

/** Checks that what is read below a record says so, where its description does (`x-resource-id`, `of`). */
export function* namedChecks(resources: Resources): Generator<Check> {
  const { byId, all, subjectOf } = resources;
  const lists = all.map(({ list }) => list?.id);
  for (const operation of byId.values()) {
    const resource = subjectOf(operation);
    if (operation.method !== 'GET' || !resource || lists.includes(operation.id)) continue;
    if (namesIn(resources, operation).length === 0) continue;
    const why = 'What is read below a record names that record.';
    const check = behaviourOf<Resource>(resource);
    yield check(operation, 'names its record', why, async (context) => {
      const fixture = await context.fixtures.shared(resource);
      const sent = await context.about(operation, fixture);
      if (!isSuccess(sent.answer)) throw new NotChecked('It was refused.');
      return othersNamed(resources, operation, sent);
    });
  }
}

/** The members of an answer that name a record of its path. */
const namesIn = ({ marksOf, ofParameter }: Resources, operation: ContractOperation) =>
  marksOf(operation, 'x-resource-id').filter(({ said }) => {
    const parameter = operation.parameters.find(({ name }) => name === said['of']);
    // The id of another kind is that of what belongs to the record.
    return parameter && ofParameter(operation, parameter)?.name === said['collection'];
  });

/** The breach of an answer in which such a member names another record. */
export function othersNamed(
  resources: Resources,
  operation: ContractOperation,
  sent: Sent,
): Breach[] {
  const values = pathParameters(operation.path, sent.request.path);
  const texts = textsIn(jsonOf(sent.answer));
  for (const { path, said } of namesIn(resources, operation)) {
    const id = decodeURIComponent(values[String(said['of'])] ?? '');
    const own = texts.filter((one) => same(stepsOf(one.path), path));
    const other = own.find(({ text }) => text !== '' && text !== id);
    if (other === undefined) continue;
    const text = `${other.path.join('.')} is ${other.text} in the answer about ${id}.`;
    return breach('foreign_record', text, sent);
  }
  return [];
}
