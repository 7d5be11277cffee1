import type { OpenApiDocument } from '../lib/openapi/document.js';
import type { Family } from '../lib/families.js';
import { generatedHeader } from './typescript-text.js';

/** The index of the families: their tables, and the types of a client that has them all. */
export function familiesText(document: OpenApiDocument, families: readonly Family[]): string {
  const imports = families.map(
    ({ folder, namespace }) => `import type * as ${namespace}Types from './${folder}/methods.js';
import { operations as ${namespace}Operations } from './${folder}/operations.js';`,
  );
  const tables = families.map(({ namespace }) => `${namespace}: ${namespace}Operations`);
  const members = families.map(
    ({ name, namespace }) => `/** The family "${name.replaceAll('*/', '*\\/')}". */
readonly ${namespace}: ${namespace}Types.Methods<CallOptions> & { readonly paginate: ${namespace}Types.PagedLists<ListOptions> };`,
  );
  return [
    generatedHeader('The families of the API.', document),
    ...imports,
    '',
    `/** The tables of all operations, by family. */
export const families = { ${tables.join(', ')} };

/**
 * The methods and paged lists of all families. \`CallOptions\` is what each call takes beside its input,
 * \`ListOptions\` what a list takes.
 */
export interface Families<CallOptions, ListOptions> {
${members.join('\n')}
}`,
  ].join('\n');
}

/** What the entry of one family offers: its operations, alone and together, and the types of its calls. */
export function familyText({ name, namespace, document }: Family): string {
  return [
    generatedHeader(`The family "${name}".`, document),
    `export * from './operations.js';
export { operations as ${namespace} } from './operations.js';
export type * from './methods.js';`,
  ].join('\n');
}
