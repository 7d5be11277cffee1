import { shown } from '../text.js';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { oncePerDescription, type Description } from '../../lib/openapi/document.js';
import { visitObjects } from '../../lib/openapi/members.js';
import { step } from '../../lib/openapi/pointer.js';
import { ajvValidatorsOf } from '../../lib/openapi/validators.js';

/** How many broken rules of one value are named. */
const most = 3;

/** What is wrong with a value: in words, and the first rule that is broken. */
export interface SchemaFault {
  readonly message: string;
  /** JSON pointer to the rule. */
  readonly pointer: string;
}

/** Judges values by the schemas of a description, each of which is compiled once. */
export function schemaFaultsOf(
  description: Description,
): (schema: string, value: unknown) => SchemaFault | undefined {
  const validators = ajvValidatorsOf(description);
  return (schema, value) => {
    // A pointer that leads to nothing allows every value.
    if (description.at(schema) === undefined) return undefined;
    const validate = validators(schema);
    if (validate(value)) return undefined;
    const errors = inOrder(validate.errors ?? []);
    const [first] = errors;
    const owner = placesOf(description).get(first?.parentSchema) ?? schema;
    const rest = errors.length - most;
    return {
      message:
        errors.slice(0, most).map(inWords).join('; ') + (rest > 0 ? `; and ${rest} more` : ''),
      pointer: first === undefined ? schema : `${owner}${step(first.keyword)}`,
    };
  };
}

const summaries = new Set(['oneOf', 'anyOf', 'if', 'not', '$ref']);

/** The errors that say what is wrong come before those which say that some branch does not fit. */
function inOrder(errors: readonly ErrorObject[]): ErrorObject[] {
  const rank = ({ keyword }: ErrorObject): number => Number(summaries.has(keyword));
  return errors.toSorted((one, other) => rank(one) - rank(other));
}

function inWords({ instancePath, keyword, params, message, data }: ErrorObject): string {
  const place = instancePath === '' ? 'the whole value' : instancePath;
  const expected = limits[keyword]?.(params) ?? '';
  // What is missing or too much is named by the rule; the object around it would only hide it.
  const found = keyword === 'required' ? '' : `, found ${shown(data)}`;
  return `${place} ${message ?? `breaks ${keyword}`}${expected}${found}`;
}

/** Which of its parameters Ajv leaves out of its message, and how it is put behind that. */
const limits: Readonly<Record<string, (params: Record<string, unknown>) => string>> = {
  enum: ({ allowedValues }) => ` ${shown(allowedValues)}`,
  const: ({ allowedValue }) => ` ${shown(allowedValue)}`,
  additionalProperties: ({ additionalProperty }) => ` (${shown(additionalProperty)})`,
  unevaluatedProperties: ({ unevaluatedProperty }) => ` (${shown(unevaluatedProperty)})`,
};

/** The pointer of each schema of a document, by identity. */
const placesOf = oncePerDescription(({ document }) => {
  const places = new Map<unknown, string>();
  visitObjects(document, (object, kind, path) => {
    if (kind === 'schema') places.set(object, path.map(step).join(''));
  });
  return places;
});
