// Loaded into Prism. It passes over cookies, and over parameters that are written as JSON. `withReadableRequests`
// gives them styles that have no other meaning at their place.
import { createRequire } from 'node:module';
// Before the table that holds what it changes.
import './path-lists.js';

/** @typedef {Record<string, unknown>} Values */
/** @typedef {(name: string, values: Values, ...rest: unknown[]) => unknown} Deserialize */
/** @typedef {{ type?: string, anyOf?: unknown[], oneOf?: unknown[] }} Forms */

const prism = createRequire(createRequire(import.meta.url).resolve('@stoplight/prism-http'));
/** @type {Record<'header' | 'query' | 'path', Record<string, Deserialize>>} */
const deserializers = prism('./validator/deserializers/index.js');

/**
 * @param {unknown} text
 * @param {(text: string) => unknown} read
 */
const readIfPossible = (text, read) => {
  try {
    return read(String(text));
  } catch {
    return text;
  }
};

/** @type {Deserialize} */
const json = (name, values) =>
  values[name] === undefined ? undefined : readIfPossible(values[name], JSON.parse);

/** @type {Deserialize} */
const cookies = (name, values) => {
  const pairs = String(values[name] ?? '').matchAll(/([^=;\s]+)=([^;]*)/g);
  return Object.fromEntries(
    [...pairs].map(([, key, value]) => [key, readIfPossible(value, decodeURIComponent)]),
  );
};

const { deepObject, spaceDelimited } = deserializers.query;
/** Of alternatives it reads none, and of what is not sent it makes an object without members.
 * @type {Deserialize} */
const members = (name, values, schema, ...rest) => {
  const keys = Object.keys(values).filter((key) => key.startsWith(`${name}[`));
  if (keys.length === 0) return values[name];
  const { anyOf = [], oneOf = [] } = /** @type {Forms} */ (schema);
  const forms = /** @type {Forms[]} */ ([schema, ...anyOf, ...oneOf]);
  const form = forms.find(({ type }) => type === 'object' || type === 'array');
  return form === undefined
    ? Object.fromEntries(keys.map((key) => [key.slice(name.length + 1, -1), values[key]]))
    : deepObject?.(name, values, form, ...rest);
};

/** It splits at the code of a blank, which has been decoded by then.
 * @type {Deserialize} */
const words = (name, values, ...rest) => {
  const { [name]: given } = values;
  const coded = typeof given === 'string' ? given.replaceAll(' ', '%20') : given;
  return spaceDelimited?.(name, { ...values, [name]: coded }, ...rest);
};

const { header, query, path } = deserializers;
for (const styles of [header, query, path]) styles['unspecified'] = json;
header['form'] = cookies;
query['deepObject'] = members;
query['spaceDelimited'] = words;
// One that throws ends the mock; a text that is written in another way is what it is. And what is not sent is not
// what every object has by that name, such as `constructor`.
for (const styles of [header, query, path]) {
  for (const [style, read] of Object.entries(styles)) {
    styles[style] = (name, given, ...rest) => {
      const values = /** @type {Values} */ (Object.assign(Object.create(null), given));
      return readIfPossible(values[name], () => read(name, values, ...rest));
    };
  }
}
