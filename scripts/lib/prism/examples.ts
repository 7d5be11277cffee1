import { forAnswers } from '../../contract/cases/direction.js';
import { samplesOf } from '../../contract/cases/samples.js';
import { schemaSet } from '../../contract/cases/schemas.js';
import { operationsOf } from '../../contract/operation.js';
import { asDescription, isJson, type JsonObject } from '../openapi/document.js';
import { keysOf, step, valueAt } from '../openapi/pointer.js';

/**
 * A copy of a document in which each answer in JSON has an example. One that Prism makes of a schema
 * breaks the schema where it contains itself, and the mock answers 500.
 */
export function withExamples<T extends JsonObject>(document: T): T {
  const copy = structuredClone(document);
  const description = asDescription(document);
  const set = schemaSet(forAnswers(description));
  for (const { pointer, mediaType, schema, examples } of operationsOf(description).flatMap(
    ({ responses }) => responses,
  )) {
    if (examples.length > 0 || !isJson(mediaType) || description.at(schema) === undefined) continue;
    const media = valueAt(copy, keysOf(`${pointer}/content${step(mediaType)}`));
    const [example] = samplesOf(set, [schema], 'full');
    if (example !== undefined) Object.assign(media as object, { example });
  }
  return copy;
}
