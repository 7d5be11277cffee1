import { visitSchemas } from './members.js';

/** Escapes of what needs none, such as `\:`: elsewhere the character itself, with the flag `u` an error. */
const needless = /\\([^\w^$\\.*+?()[\]{}|/-]|_)/g;

/**
 * Writes the patterns of a document, in place, as JSON Schema asks for them: for the flag `u`, by which
 * whoever validates here reads them.
 */
export function makePatternsUnicode(document: unknown): void {
  visitSchemas(document, (schema) => {
    const { pattern } = schema;
    if (typeof pattern !== 'string') return;
    // What is escaped itself begins no escape.
    schema['pattern'] = pattern.replaceAll(/\\[^]/g, (escape) => escape.replace(needless, '$1'));
  });
}
