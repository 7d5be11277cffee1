import { isObject, type OpenApiDocument } from '../../../scripts/lib/openapi/document.js';

/** Something that a description says, and where. */
export interface Said {
  /** JSON pointer. */
  place: string;
  /** A text for readers, in Markdown; or a name or value, to be found as it is. */
  kind: 'text' | 'value' | 'example';
  text: string;
}

const textMembers = new Set(['description', 'summary', 'x-displayName', 'note']);
const limits = new Set([
  'format',
  'pattern',
  'default',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'const',
  'url',
  'operationId',
]);

/** All that a description says: each name, limit, value, text and example. */
export function everythingSaid(document: OpenApiDocument): Said[] {
  const said: Said[] = [];
  const say = (place: string, kind: Said['kind'], value: unknown) =>
    said.push({ place, kind, text: typeof value === 'string' ? value : JSON.stringify(value) });

  /** @param names - whether the keys of the value are names rather than keywords */
  const walk = (value: unknown, place: string, names: boolean): void => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => walk(item, `${place}/${index}`, false));
      return;
    }
    if (!isObject(value)) return;
    // A tag with a name for readers is shown under that.
    const isNamed = typeof value['name'] === 'string' && !('x-displayName' in value);
    if (isNamed && !names) say(place, 'value', value['name']);
    for (const [key, member] of Object.entries(value)) {
      const here = `${place}/${key}`;
      if (names) {
        if (!/^\/components(\/(examples|parameters|headers))?$|\/examples$/.test(place)) {
          say(here, 'value', key);
        }
        walk(member, here, place === '/components');
      } else if (key === 'value' && place.includes('/examples/')) {
        say(here, 'example', typeof member === 'string' ? member : JSON.stringify(member, null, 2));
      } else if (key === 'example') say(here, 'value', member);
      else if (key === 'enum' || (key === 'examples' && Array.isArray(member))) {
        for (const item of member as unknown[]) say(here, 'value', item);
      } else if (textMembers.has(key) && typeof member === 'string') say(here, 'text', member);
      else if (limits.has(key) && !isObject(member)) say(here, 'value', member);
      else {
        walk(
          member,
          here,
          [
            'properties',
            'paths',
            'components',
            'responses',
            'content',
            'examples',
            'headers',
          ].includes(key) ||
            (key === 'variables' && place.startsWith('/servers')) ||
            (key === 'schemas' && place === '/components'),
        );
      }
    }
  };
  walk(document, '', false);
  return said;
}
