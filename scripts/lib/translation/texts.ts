import type { JsonObject } from '../openapi/document.js';
import { textMembers, visitObjects } from '../openapi/members.js';
import { step } from '../openapi/pointer.js';

/** An object of a description with the texts in it that people read. */
export interface TextHolder {
  /** The object itself, not a copy. */
  object: JsonObject;
  /** The way to it: names of members, and indices of arrays. */
  path: readonly (string | number)[];
  /** JSON pointer of the object; empty for the document. */
  pointer: string;
  /** Names of its members that are texts, in the order of the document. */
  members: readonly string[];
  /** Names of its members that are addresses, which may differ from language to language. */
  addresses: readonly string[];
}

/** The members that are addresses of pages to read, which may exist in several languages. */
const addresses: Readonly<Record<string, readonly string[]>> = { externalDocs: ['url'] };

/**
 * Finds every text of a bundled OpenAPI 3.1 document that people read, in the order of the document.
 * References are not followed: what they point to is visited at its own place. The title of a schema
 * of `components` that repeats the schema's name is a name.
 */
export function textHolders(document: JsonObject): TextHolder[] {
  const holders: TextHolder[] = [];
  visitObjects(document, (object, kind, path) => {
    const known = textMembers[kind] ?? [];
    const pointer = () => path.map(step).join('');
    const members = Object.keys(object).filter(
      (key) =>
        (known.includes(key) || (known.includes('*') && !key.startsWith('x-'))) &&
        hasWords(object[key]) &&
        !(key === 'title' && pointer() === `/components/schemas${step(String(object[key]))}`),
    );
    if (members.length === 0) return;
    holders.push({
      object,
      path: [...path],
      pointer: pointer(),
      members,
      addresses: (addresses[kind] ?? []).filter((key) => hasWords(object[key])),
    });
  });
  return holders;
}

function hasWords(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
