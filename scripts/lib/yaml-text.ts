import { stringify } from 'yaml';

/** Writes a value as the files of a description are written. */
export function yamlText(value: unknown): string {
  // Other tools read YAML 1.1, where a date or `no` is no text.
  const compat = 'yaml-1.1' as const;
  return stringify(value, {
    lineWidth: 0,
    singleQuote: true,
    aliasDuplicateObjects: false,
    compat,
  });
}
