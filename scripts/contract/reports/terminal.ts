import { count, cut, oneLine, percentage } from '../../lib/text.js';
import { capabilities, type Capability } from '../case.js';
import type { Coverage } from '../coverage/index.js';
import { outcomes } from '../findings.js';
import type { RunResult } from '../run/run-result.js';
import type { Progress } from '../run/run.js';
import { operationResults, type LocatedCause, type Report } from './outcomes.js';

/** How many findings are printed; the report has them all. */
const most = 20;

/** How many missing items of a level are named; the report names them all. */
const mostMissing = 5;

/** How far a run of contract tests is. */
export function progressText({ done, all, findings }: Progress): string {
  return `${done} of ${count(all, 'case')}, ${count(findings, 'finding')}`;
}

/**
 * Shows how far a run is: in a line that changes on a terminal, now and then elsewhere.
 *
 * @param elsewhere - between two lines where there is no terminal, in milliseconds
 */
export function progressLine<State>(
  stream: NodeJS.WriteStream,
  textOf: (state: State) => string,
  elsewhere = 5_000,
) {
  const distance = stream.isTTY ? 100 : elsewhere;
  let last = performance.now();
  let shown = false;
  return {
    show(state: State): void {
      const now = performance.now();
      if (now - last < distance) return;
      last = now;
      shown = true;
      stream.write(stream.isTTY ? `\r\x1b[K${textOf(state)}` : `${textOf(state)}\n`);
    },
    /** Takes the line of a terminal away. */
    end(): void {
      if (shown && stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}

/** What was run, and what the server was taken to be able to do. */
export function conditionsText({ run, leftOut }: Pick<Report, 'run' | 'leftOut'>): string {
  const names = Object.keys(capabilities) as Capability[];
  const list = (able: boolean): string =>
    names.filter((name) => run.capabilities[name] === able).join(', ') || 'nothing';
  const reasons = (outcome: string, counts: Readonly<Record<string, number>>): string[] =>
    Object.entries(counts).map(([reason, number]) => `${outcome} ${number}: ${reason}`);
  return [
    `can     ${list(true)}`,
    `cannot  ${list(false)}`,
    ...reasons('skipped', run.skippedFor),
    ...reasons('inconclusive', run.inconclusiveFor),
    ...leftOut.map((text) => `left out ${oneLine(text)}`),
  ].join('\n');
}

/** The end of a run: a row per operation, then a line per level of coverage. */
export function summaryTable({ run, coverage }: Report): string {
  const all = { ...run, name: 'all', statuses: [] };
  const rows = [
    ['operation', 'cases', ...outcomes, 'statuses'],
    ...[...operationResults(run), all].map(({ name, results, counts, statuses }) => [
      oneLine(name),
      ...[results.length, ...outcomes.map((outcome) => counts[outcome])].map(String),
      statuses.join(' '),
    ]),
  ];
  const head = 'Reached at least once, by test coverage level (TCL):';
  return [...aligned(rows), '', head, ...coverage.levels.flatMap(levelLines)].join('\n');
}

function levelLines({ level, name, covered, total, missing }: Coverage['levels'][number]) {
  const named = missing.slice(0, mostMissing).map((item) => `         missing: ${oneLine(item)}`);
  const rest = missing.length - named.length;
  return [
    `TCL ${level}  ${percentage(covered, total).padStart(6)}  ${name} (${covered} of ${total})`,
    ...named,
    ...(rest > 0 ? [`         and ${rest} more`] : []),
  ];
}

/** Columns of equal width, with two spaces between them; all but the outer ones hold numbers. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const isOuter = column === 0 || column === row.length - 1;
        return isOuter ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/**
 * The findings, one for each cause, each with what reproduces it.
 *
 * @param hasReport - whether a report holds those that are not printed
 */
export function findingsText(causes: readonly LocatedCause[], hasReport: boolean): string {
  const rest = causes.length - most;
  const where = hasReport ? 'see the report' : 'see them all with --report DIR';
  return [
    ...causes.slice(0, most).map(causeText),
    ...(rest > 0 ? [`… and ${count(rest, 'more finding')}, ${where}`] : []),
  ].join('\n\n');
}

/** What to do about a cause that is the way of a kind of server; undefined for others. */
function hintOf({ scope, found, tried, operations, example }: LocatedCause): string | undefined {
  if (operations.length < 2) return undefined;
  // A server says of several operations what it says of those that it does not have.
  if ([404, 405, 501].includes(example.answer?.status ?? 0))
    return 'If the server does not have these operations, leave them out by --tag, --operation or --exclude.';
  const isAll = Object.keys(scope).length === 1 && found === tried;
  return isAll && scope.finding === 'invalid_accepted'
    ? 'The server checks no request, as many a mock: --only example,enum,optional,branch tests its answers alone.'
    : undefined;
}

function causeText(cause: LocatedCause): string {
  const { case: one, curl } = cause.example;
  const body = cause.body === '' ? '' : `: ${cut(cause.body)}`;
  const hint = hintOf(cause);
  return [
    `${cause.title}: ${cause.extent}`,
    `  ${cause.meaning}: ${one.name}`,
    `  ${cause.finding.message}`,
    `  expected  ${cause.expected}`,
    `  answered  ${cause.answered}${body}`,
    `  rule      ${cause.place} (${cause.keyword})`,
    ...(curl === undefined ? [] : [`  ${curl}`]),
    ...(hint === undefined ? [] : [`  hint      ${hint}`]),
  ]
    .map(oneLine)
    .join('\n');
}

/** What differs from our reading of the sources alone, so that it fails nothing. */
export function notesText({ notes }: Pick<Report, 'notes'>): string {
  const lines = notes.map((note) =>
    oneLine(`note: ${note.title}: ${note.extent}: ${note.finding.message}`),
  );
  const rest = lines.length - most;
  return [...lines.slice(0, most), ...(rest > 0 ? [`… and ${count(rest, 'more note')}`] : [])].join(
    '\n',
  );
}

/** The last line of a run. */
export function closingText({ counts }: RunResult): string {
  const { kept, broken, inconclusive, skipped } = counts;
  return [
    `${kept} passed`,
    `${broken} failed`,
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');
}
