// Loaded into Prism. For the addresses that it prints when it starts, it encodes the names of the parameters
// of the query, and keeps them so: a parameter such as `ids[]` is not found in a request any more.
import { createRequire } from 'node:module';

/** @typedef {{ request?: { query?: { name: string }[] } }} Operation */
/** @typedef {(operation: Operation, ...rest: unknown[]) => unknown} CreatePath */

const prism = createRequire(createRequire(import.meta.url).resolve('@stoplight/prism-cli'));
/** @type {{ createExamplePath: CreatePath }} */
const paths = prism('./util/paths.js');
const { createExamplePath } = paths;

paths.createExamplePath = (operation, ...rest) => {
  const query = operation.request?.query ?? [];
  const names = query.map(({ name }) => name);
  const path = createExamplePath(operation, ...rest);
  for (const [index, one] of query.entries()) one.name = names[index] ?? one.name;
  return path;
};
