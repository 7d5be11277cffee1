import { Schema, stringify } from 'yaml';

/** The sign by which YAML 1.1 means a default value: Python's reader refuses a file that has it. */
const valueTag = { tag: 'tag:yaml.org,2002:value', default: true, test: /^=$/, resolve: String };

/** What a reader of YAML 1.1 takes for something else than a text unless it has quotes: a date, `yes`, `on`. */
export const yaml11 = [...new Schema({ schema: 'yaml-1.1' }).tags, valueTag];

/** Writes a value as the files of a description are written. */
export function yamlText(value: unknown): string {
  return stringify(value, {
    lineWidth: 0,
    singleQuote: true,
    aliasDuplicateObjects: false,
    compat: yaml11,
  });
}
