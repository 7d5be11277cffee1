import {
  asDescription,
  readDescription,
  type Description,
} from '../../scripts/lib/openapi/document.js';
import { bundledDescription } from './files.js';

/** The bundled description with some of its paths alone, which takes as much less to plan. */
export function describedPaths(isKept: (path: string) => boolean): Description {
  const { document } = readDescription(bundledDescription);
  const paths = Object.entries(document['paths'] as object).filter(([path]) => isKept(path));
  return asDescription({ ...document, paths: Object.fromEntries(paths) });
}
