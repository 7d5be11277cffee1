import { isObject, type ParameterObject } from './document.js';

/** How a value stands in a request: pairs of the query, or its name with one text elsewhere. */
export type Pairs = readonly (readonly [name: string, text: string])[];

/** What says how a value is written. */
export interface Serialized {
  readonly name: string;
  /** `path`, `query`, `header` or `cookie`. */
  readonly in: string;
  /** `form`, `simple`, … */
  readonly style: string;
  readonly explode: boolean;
  /** Of a parameter that is described by `content`. */
  readonly mediaType: string | undefined;
}

/** Between the items of an array that is written as one text. */
export const delimiters: Readonly<Record<string, string>> = {
  spaceDelimited: ' ',
  pipeDelimited: '|',
};

/** How a parameter is written, with what OpenAPI assumes where nothing is said. */
export function serializationOf(parameter: ParameterObject): Serialized {
  const { name, in: place, content = {} } = parameter;
  const style = parameter.style ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple');
  const explode = parameter.explode ?? style === 'form';
  return { name, in: String(place), style, explode, mediaType: Object.keys(content)[0] };
}

/** How a member of a form in the encoding of addresses is written: as a parameter of the query is. */
export function memberSerialization(name: string, encoding: unknown): Serialized {
  const own = isObject(encoding) && isObject(encoding[name]) ? encoding[name] : {};
  return serializationOf({
    style: own['style'],
    explode: own['explode'],
    name,
    in: 'query',
  } as ParameterObject);
}

/** What stands between the items of a list in the query; undefined if each has a pair of its own. */
export function queryDelimiter(parameter: ParameterObject): string | undefined {
  const { in: place, style, explode } = serializationOf(parameter);
  return place === 'query' && !explode ? { form: ',', ...delimiters }[style] : undefined;
}

/**
 * Writes the value of a parameter as its style says; undefined if the style has no way to write it, or
 * none that every server reads alike.
 */
export function writeParameter(parameter: Serialized, value: unknown): Pairs | undefined {
  const { name, style, explode } = parameter;
  if (!['query', 'path', 'header', 'cookie'].includes(parameter.in)) return undefined;
  if (parameter.mediaType !== undefined) return [[name, JSON.stringify(value)]];
  if (parameter.in === 'query') return queryPairs(parameter, value);
  const parts = partsOf(value, explode, ',');
  if (parts === undefined) return undefined;
  const list = parts.join(',');
  switch (style) {
    case 'simple':
    case 'form':
      return [[name, list]];
    case 'label':
      return [[name, `.${explode ? parts.join('.') : list}`]];
    case 'matrix': {
      if (!explode || isScalar(value)) return [[name, `;${name}=${list}`]];
      const prefix = Array.isArray(value) ? `;${name}=` : ';';
      return [[name, parts.map((part) => prefix + part).join('')]];
    }
    default:
      return undefined;
  }
}

/** The same for people, who see at least JSON where nothing says how the value is written. */
export function showParameter(parameter: Serialized, value: unknown): Pairs {
  return (
    writeParameter(parameter, value) ??
    [value].flat().map((one) => [parameter.name, isScalar(one) ? String(one) : JSON.stringify(one)])
  );
}

/** A path with the text of one of its parameters. The delimiters of lists stay as they are. */
export function fillPath(path: string, { name, style }: Serialized, text: string): string {
  let encoded = encodeURIComponent(text).replaceAll('%2C', ',');
  if (style === 'matrix') encoded = encoded.replaceAll('%3B', ';').replaceAll('%3D', '=');
  return path.replaceAll(`{${name}}`, () => encoded);
}

/** A part of an address as it travels: what is not ASCII is encoded, and nothing twice. */
export function addressText(text: string): string {
  return text.replaceAll(/[^!-~]+/g, encodeURIComponent);
}

function queryPairs(parameter: Serialized, value: unknown): Pairs | undefined {
  const { name, style, explode } = parameter;
  const list = Array.isArray(value);
  if (!list && !isObject(value)) {
    return style === 'deepObject' ? undefined : [[name, String(value)]];
  }
  const members = Object.entries(value);
  // No item, no parameter: servers differ in what they make of that.
  if (members.length === 0 || !members.every(([, one]) => isScalar(one))) return undefined;
  const pairs = (nameOf: (key: string) => string): Pairs =>
    members.map(([key, one]) => [nameOf(key), String(one)]);
  if (style === 'deepObject') return list ? undefined : pairs((key) => `${name}[${key}]`);
  if (style === 'form' && explode) return pairs((key) => (list ? name : key));
  if (style !== 'form' && !list) return undefined;
  const delimiter = delimiters[style] ?? ',';
  const parts = partsOf(value, false, delimiter);
  return parts && [[name, parts.join(delimiter)]];
}

/** The texts of which a value consists; undefined if one of them is no scalar or holds the delimiter. */
function partsOf(value: unknown, explode: boolean, delimiter: string): string[] | undefined {
  if (!Array.isArray(value) && !isObject(value)) return [String(value)];
  const parts = Array.isArray(value)
    ? value
    : Object.entries(value).flatMap(([key, one]) =>
        explode ? [isScalar(one) ? `${key}=${String(one)}` : {}] : [key, one],
      );
  const texts = parts.map(String);
  const ambiguous = texts.some((text) => text === '' || text.includes(delimiter));
  return parts.length === 0 || ambiguous || !parts.every(isScalar) ? undefined : texts;
}

/** Whether a value is neither a list nor an object nor null. */
export function isScalar(value: unknown): boolean {
  return typeof value !== 'object';
}
