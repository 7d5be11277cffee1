import { soundExamples } from './answer-cases.js';
import { forAnswers, withoutMarked } from './direction.js';
import { distinct } from './json.js';
import { samplesOf } from './samples.js';
import { schemaSet } from './schemas.js';
import { operationsOf } from '../operation.js';
import {
  asDescription,
  isJson,
  isObject,
  type JsonObject,
  type OpenApiDocument,
} from '../../lib/openapi/document.js';
import { keysOf, step, valueAt } from '../../lib/openapi/pointer.js';
import { writeParameter } from '../../lib/openapi/serialization.js';
import { refersElsewhere } from '../../lib/prism/document.js';
import { jsonType } from '../../lib/schemas.js';

/** Syntaxes that Prism writes values in. In others it writes texts alone. */
const written = /[/+](json|xml|x-www-form-urlencoded)\b/i;

/**
 * A copy of a document in which each answer has an example, and none that breaks its schema. One that Prism
 * makes of a schema breaks the schema where it contains itself or has a format that it does not know, or is no
 * text where only a text can be written: the mock answers 500.
 */
export function withExamples<T extends JsonObject>(document: T): T {
  const copy = structuredClone(document);
  const description = asDescription(document);
  const set = schemaSet(forAnswers(description));
  const all = operationsOf(description).flatMap(({ responses }) => responses);
  // Operations share responses.
  const answers = distinct(all, ({ pointer, mediaType }) => `${pointer} ${mediaType}`);
  for (const answer of answers) {
    const { pointer, mediaType, schema, examples } = answer;
    const media = valueAt(copy, keysOf(`${pointer}/content${step(mediaType)}`));
    const sound = soundExamples(set, answer);
    if (!isObject(media) || (sound.length === examples.length && sound.length > 0)) continue;
    const named = Object.fromEntries(sound.map(({ name, value }) => [name, { value }]));
    Object.assign(media, { example: undefined, examples: named });
    if (sound.length > 0) continue;
    const isText = jsonType(document as unknown as OpenApiDocument, media['schema']) === 'string';
    const samples = (['full', 'minimal'] as const).flatMap((extent) =>
      (isJson(mediaType) || isText) && 'schema' in media ? samplesOf(set, [schema], extent) : [],
    );
    const answerOf = (sample: unknown) =>
      withoutMarked(description, 'writeOnly', description.at(schema), sample);
    // Prism would open the file.
    const example = samples.map(answerOf).find((sample) => !refersElsewhere(sample));
    if (example !== undefined) Object.assign(media, { example });
    else if (isJson(mediaType)) Object.assign(media, { schema: media['schema'] ?? {} });
    else if (!written.test(mediaType) && !isText) {
      Object.assign(media, { schema: { type: 'string' }, example: 'text' });
    }
  }
  // Of a list, an object or a pattern in a header, Prism makes none that it takes for valid itself, and null of false.
  for (const parameter of answers.flatMap(({ headers }) => headers)) {
    const { pointer, schema, mediaType } = parameter;
    const header = valueAt(copy, keysOf(pointer));
    const type = jsonType(document as unknown as OpenApiDocument, description.at(schema));
    const isPlain = mediaType === undefined && type !== 'array' && type !== 'object';
    if (!isObject(header) || (isPlain && parameter.examples.length > 0)) continue;
    const [example] = [header['example'], ...samplesOf(set, [schema], 'full')]
      .filter((value) => value !== undefined && value !== null)
      .flatMap((value) => writeParameter(parameter, value)?.[0]?.[1] ?? []);
    if (example === undefined) continue;
    const absent = { content: undefined, examples: undefined, explode: undefined };
    Object.assign(header, absent, { schema: { type: 'string' }, example });
  }
  return copy;
}
