import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

/** Files of other tools that often lie beside a description. */
const otherTools = /^(package(-lock)?\.json|tsconfig.*\.json|redocly\.yaml|.*compose.*\.ya?ml)$/;

/** A document that is read by itself: it says what it is in its first member. */
const documentStart =
  /^\s*(\{\s*)?["']?(openapi|swagger|asyncapi|arazzo|overlay|\$schema)["']?\s*:/m;

/** Files of YAML or JSON below a folder; those of another project and hidden ones are left out. */
function documentsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    if (entry.isDirectory()) return documentsBelow(path);
    return entry.isFile() && /\.(ya?ml|json)$/.test(entry.name) ? [path] : [];
  });
}

/**
 * Files below the folder of a description that nothing refers to, if it consists of several files.
 *
 * @param files - what the description was read from, the entry first
 * @param others - files and folders that belong to it otherwise
 */
export function unusedFiles(files: readonly string[], others: readonly string[]): string[] {
  const [entry = '', ...parts] = files;
  const folder = dirname(entry);
  if (!parts.some((file) => file.startsWith(folder + sep))) return [];
  const known = new Set([...files, ...others]);
  return documentsBelow(folder)
    .filter((file) => !known.has(file) && !otherTools.test(basename(file)))
    .filter((file) => !others.some((other) => file.startsWith(other + sep)))
    .filter((file) => !documentStart.test(readFileSync(file, 'utf8').slice(0, 500)));
}
