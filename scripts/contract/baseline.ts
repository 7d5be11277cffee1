import { existsSync, readFileSync } from 'node:fs';
import { parseDocument, stringify } from 'yaml';
import { isObject } from '../lib/openapi/document.js';
import { objectOf } from './cases/json.js';
import { causesOf, foundIn, isInScope, type Scope } from './causes.js';
import { findingKinds, inconclusive, type CaseResult } from './findings.js';
import { cannotRun } from './http/target.js';
import { requireKnown } from './run/choice.js';
import { isPartial, tally, type RunResult } from './run/run-result.js';
import { count } from '../lib/text.js';

/** A known finding: while it lasts, it does not fail a run. */
export interface BaselineEntry extends Scope {
  /** Why it is put up with. */
  readonly reason: string;
  /** The last day on which it counts as known, as in `2027-01-31`. */
  readonly expires: string;
}

/** Version of the file; it grows when a member changes its meaning. */
const version = 1;

/** How long a finding is put up with if nobody says otherwise, in days. */
const usualDays = 90;

const noReason = 'Not looked at yet.';

/** The members of an entry; those of a scope in the order in which they are written. */
const ofScope = ['finding', 'status', 'code', 'operation', 'check', 'keyword', 'rule'] as const;
const members = [...ofScope, 'reason', 'expires'] as const;

const head = `# Findings of the contract tests that are known. Each has a reason and its last day; from the day
# after on it counts again. Members that an entry lacks may have any value.
`;

/**
 * Reads a baseline.
 *
 * @throws UserError with exit code 2 if there is none, or it is of another version
 */
export function readBaseline(file: string): BaselineEntry[] {
  const fail = (text: string): never => cannotRun(`--baseline: ${file} ${text}.`);
  if (!existsSync(file)) fail('does not exist; write one with --update-baseline');
  const document = parseDocument(readFileSync(file, 'utf8'));
  if (document.errors.length > 0) fail('is no YAML');
  const { version: found, findings } = objectOf(document.toJS());
  if (found !== version) {
    fail(
      `is of version ${JSON.stringify(found) ?? 'none'}, but this program reads version ${version}; write it anew with --update-baseline`,
    );
  }
  if (!Array.isArray(findings)) return fail('has no list "findings"');
  return findings.map((entry: unknown, index) => {
    const at = `in entry ${index + 1}`;
    if (!isObject(entry)) return fail(`has something else than a finding ${at}`);
    for (const name of Object.keys(entry))
      requireKnown(`--baseline: ${file} ${at}:`, name, members);
    const { finding, reason, expires } = entry;
    requireKnown(`--baseline: ${file} ${at}:`, String(finding), Object.keys(findingKinds));
    if (typeof reason !== 'string' || reason.trim() === '') fail(`gives no reason ${at}`);
    if (!/^\d{4}-\d\d-\d\d$/.test(String(expires)) || Number.isNaN(Date.parse(String(expires)))) {
      fail(`gives no last day ${at}, such as expires: ${dayAfter(usualDays)}`);
    }
    return entry as unknown as BaselineEntry;
  });
}

/**
 * Takes the known findings out of a run: their cases judge nothing, and are counted with the reason.
 *
 * @param isWhole - whether every case was chosen, so that an entry without a finding is one too many
 */
export function withoutKnown(
  run: RunResult,
  baseline: readonly BaselineEntry[],
  isWhole: boolean,
  today = dayAfter(0),
) {
  const valid = baseline.filter(({ expires }) => expires >= today);
  const used = new Set<BaselineEntry>();
  const results = run.results.map((result): CaseResult => {
    const entries = result.findings.map((finding) =>
      valid.find((one) => isInScope(one, { result, finding })),
    );
    const findings = result.findings.filter((_, index) => entries[index] === undefined);
    const known = entries.filter((one) => one !== undefined);
    for (const one of known) used.add(one);
    const [entry] = known;
    if (entry === undefined) return result;
    if (findings.length > 0) return { ...result, findings };
    return inconclusive(result, `Known until ${entry.expires}: ${entry.reason}`);
  });
  const isJudged = isWhole && !isPartial(run);
  return {
    /** The run without the known findings. */
    run: { ...run, results, ...tally(results) },
    /** What is wrong with the baseline itself, as sentences. */
    faults: valid
      .filter((one) => isJudged && !used.has(one))
      .map(
        (one) =>
          `The baseline knows a finding that is gone (${scopeText(one)}); remove it, or run with --update-baseline.`,
      ),
    /** Entries that are no longer known, as sentences. */
    notes: baseline
      .filter((one) => !valid.includes(one))
      .map((one) => `A known finding counts again since ${one.expires} (${scopeText(one)}).`),
  };
}

/**
 * The text of a baseline that knows every finding of a run. Entries that are still needed keep their
 * reasons and days.
 *
 * @param run - with its known findings
 * @param isWhole - whether every case was chosen; a part says nothing of the entries that it does not need
 */
export function baselineText(
  run: RunResult,
  former: readonly BaselineEntry[],
  isWhole: boolean,
): string {
  const { run: rest } = withoutKnown(run, former, false);
  const found = foundIn(run.results);
  const kept = former.filter((one) =>
    found.some((each) => isInScope(one, each)) ? one.expires >= dayAfter(0) : !isWhole,
  );
  const added = causesOf(rest.results)
    .flatMap(({ scope, joined }) => [scope, ...joined])
    .map((scope) => ({ ...scope, reason: noReason, expires: dayAfter(usualDays) }));
  const findings = [...kept, ...added].map((entry: BaselineEntry) =>
    Object.fromEntries(
      members.filter((name) => entry[name] !== undefined).map((name) => [name, entry[name]]),
    ),
  );
  return head + stringify({ version, findings }, { lineWidth: 0 });
}

/** What an update has done, as a sentence. */
export function updateText(file: string, known: readonly BaselineEntry[]): string {
  const open = known.filter(({ reason }) => reason === noReason).length;
  const rest = open === 0 ? '' : `; ${open} of them without a reason yet`;
  return `${file} knows ${count(known.length, 'finding')} now${rest}.`;
}

function scopeText(entry: BaselineEntry): string {
  return ofScope.flatMap((name) => entry[name] ?? []).join(' ');
}

/** A day in UTC, so many days from now. */
function dayAfter(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
