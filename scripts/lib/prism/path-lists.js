// Loaded into Prism. It takes the commas of a path apart, and does so again for a parameter that is a list
// in the style `simple`, which ends it: the list is not a text any more. So does a header that is missing.
import { createRequire } from 'node:module';

/** @typedef {(name: string, values: Record<string, unknown>, ...rest: unknown[]) => unknown} Deserialize */

const prism = createRequire(createRequire(import.meta.url).resolve('@stoplight/prism-http'));
/** @type {{ deserializeSimpleStyle: Deserialize }} */
const simple = prism('./validator/deserializers/style/simple.js');
const { deserializeSimpleStyle } = simple;

simple.deserializeSimpleStyle = (name, values, ...rest) => {
  const value = values[name];
  if (value === undefined) return undefined;
  return deserializeSimpleStyle(name, { ...values, [name]: [value].flat().join(',') }, ...rest);
};
