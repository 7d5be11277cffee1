import { asDescription, readBundle, type Description } from '../../scripts/lib/openapi/document.js';
import { bundledDescription } from './files.js';
import { partOfBundle } from './part-of-bundle.js';

const whole = readBundle(bundledDescription);
const known = new Map<string, Description>();

/**
 * The bundled description with some of its paths and what they refer to alone, which takes as much less
 * to plan. The same paths are the same description, whose schemas are compiled once.
 */
export function describedPaths(isKept: (path: string) => boolean): Description {
  const part = partOfBundle(whole, isKept);
  const key = Object.keys(part.paths ?? {}).join(' ');
  const found = known.get(key) ?? asDescription(part);
  known.set(key, found);
  return found;
}
