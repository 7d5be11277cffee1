import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import type { CommandOption } from '../../lib/cli.js';
import { isObject } from '../../lib/openapi/document.js';
import { cannotRun } from '../http/target.js';
import { requireKnown } from './choice.js';
import { options, type ContractOptions } from './options.js';

/** The file that is read if none is named. */
const usualConfig = 'contract.yaml';

/** Options whose values are paths, which a file gives relative to its own folder. */
const paths: readonly string[] = ['spec', 'report', 'values', 'baseline', 'arazzo'];

/**
 * Adds to the options of a command line what a file of configuration says; the command line wins.
 *
 * @returns the options, and the file if there is one
 * @throws UserError with exit code 2 if the file makes no sense
 */
export function withConfig(given: ContractOptions): { given: ContractOptions; file?: string } {
  const file = given.config ?? usualConfig;
  const fail = (text: string): never => cannotRun(`${file} ${text}.`);
  if (!existsSync(file)) {
    if (given.config !== undefined) fail('does not exist; --config names a file');
    return { given };
  }
  const document = parseDocument(readFileSync(file, 'utf8'));
  const [error] = document.errors;
  if (error !== undefined)
    fail(`is no YAML: ${error.message.split('\n')[0]?.replace(/[:.]$/, '')}`);
  const config = (document.toJS() ?? {}) as unknown;
  if (!isObject(config))
    return fail('is no list of options, such as target: http://127.0.0.1:3000');
  const values: Record<string, string | boolean> = {};
  const known = Object.keys(options).filter((name) => name !== 'config');
  for (const [name, value] of Object.entries(config)) {
    requireKnown(`${file}: the option`, name, known);
    const option: CommandOption = options[name as keyof typeof options];
    if (option.value === undefined) {
      if (typeof value !== 'boolean')
        fail(`says ${JSON.stringify(value)} for ${name}; true or false is needed`);
      values[name] = value as boolean;
      continue;
    }
    const list = Array.isArray(value) ? value : [value];
    const isText = (one: unknown): boolean => ['string', 'number'].includes(typeof one);
    if (list.length === 0 || !list.every(isText)) {
      fail(
        `says ${JSON.stringify(value)} for ${name}; ${option.value} is needed, or a list of such`,
      );
    }
    const place = (one: string): string => (paths.includes(name) ? join(dirname(file), one) : one);
    values[name] = list.map((one) => place(String(one))).join(',');
  }
  const typed = Object.entries(given).filter(([, value]) => value !== undefined && value !== false);
  // They exclude each other, so one that is typed takes both of the file away.
  if (given.safe || given['allow-writes'])
    Object.assign(values, { safe: false, 'allow-writes': false });
  return { given: { ...given, ...values, ...Object.fromEntries(typed) }, file };
}
