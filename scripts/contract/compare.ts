import type { Command, CommandOption } from '../lib/cli.js';
import { objectOf } from './cases/json.js';
import { cannotRun } from './http/target.js';
import type { PlainCase } from './reports/json.js';
import { readJsonFile } from './run/options.js';
import { count } from '../lib/text.js';

/** The command `compare`, as it stands in the help. */
export const compareCommand = {
  usage: 'npx secmaster-contract compare',
  summary: 'Compares two reports (report.json): which findings are new, gone, or the same.',
  options: {},
  failure: 'there are new findings',
  exitCodes: { 0: 'there are no new findings', 2: 'a report cannot be read' },
  rest: 'BEFORE AFTER',
} satisfies Command<Record<string, CommandOption>>;

/**
 * Compares the findings of two reports, and prints a line for each.
 *
 * @returns whether there are new ones
 * @throws UserError with exit code 2 if a report cannot be read
 */
export function compareReports(files: readonly string[]): boolean {
  const [before, after, ...others] = files;
  if (before === undefined || after === undefined || others.length > 0) {
    cannotRun('compare needs two reports: compare BEFORE AFTER.');
  }
  const [old, now] = [findingsIn(before), findingsIn(after)];
  const groups = {
    new: [...now.keys()].filter((key) => !old.has(key)),
    gone: [...old.keys()].filter((key) => !now.has(key)),
    same: [...now.keys()].filter((key) => old.has(key)),
  };
  for (const [word, keys] of Object.entries(groups)) {
    for (const key of keys) {
      const requests = count(now.get(key) ?? old.get(key) ?? 0, 'request');
      console.log(`${word.padEnd(4)}  ${key}: ${requests}`);
    }
  }
  console.log(
    `${groups.new.length} new, ${groups.gone.length} gone, ${groups.same.length} the same`,
  );
  return groups.new.length > 0;
}

/** How many requests showed each finding, by its name, operation and rule. */
function findingsIn(file: string): ReadonlyMap<string, number> {
  const fail = (text: string): never => cannotRun(`${file} ${text}.`);
  const { format, cases } = objectOf(readJsonFile(file, fail));
  if (format !== 2) {
    fail(
      `is no report of format 2, but ${format === undefined ? 'of none' : JSON.stringify(format)}; compare files called report.json of this version`,
    );
  }
  const counts = new Map<string, number>();
  for (const { operationId, rule, findings } of cases as readonly PlainCase[]) {
    for (const { name, pointer } of findings) {
      const key = `${name} ${operationId ?? '-'} ${pointer ?? rule.pointer}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
