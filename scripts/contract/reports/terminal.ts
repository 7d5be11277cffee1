import { count, findingTitle, oneLine, percentage, visible } from '../text.js';
import { capabilities, type Capability } from '../case.js';
import type { Coverage } from '../coverage/index.js';
import type { CaseResult } from '../findings.js';
import type { RunResult } from '../run/run-result.js';
import type { Progress } from '../run/run.js';
import { operationResults } from './outcomes.js';

/** How many findings are printed; the report has them all. */
const most = 20;

/** How many missing items of a level are named; the report names them all. */
const mostMissing = 5;

/** Between two states of the line of a terminal, and between two lines elsewhere, in milliseconds. */
const distances = { terminal: 100, elsewhere: 5_000 };

/** Shows how far a run is: in a line that changes on a terminal, every few seconds elsewhere. */
export function progressLine(stream: NodeJS.WriteStream) {
  const distance = stream.isTTY ? distances.terminal : distances.elsewhere;
  let last = performance.now();
  let shown = false;
  return {
    show({ done, all, findings }: Progress): void {
      const now = performance.now();
      if (now - last < distance) return;
      last = now;
      shown = true;
      const text = `${done} of ${count(all, 'case')}, ${count(findings, 'finding')}`;
      stream.write(stream.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
    },
    /** Takes the line of a terminal away. */
    end(): void {
      if (shown && stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}

/** What was run, and what the server was taken to be able to do. */
export function conditionsText(run: RunResult): string {
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
  ].join('\n');
}

/** The end of a run: a row per operation, then a line per level of coverage. */
export function summaryTable(run: RunResult, coverage: Coverage): string {
  const outcomes = ['kept', 'broken', 'inconclusive', 'skipped'] as const;
  const row = (
    name: string,
    { results, counts }: Pick<RunResult, 'results' | 'counts'>,
    statuses: readonly number[],
  ): string[] => [
    name,
    String(results.length),
    ...outcomes.map((outcome) => String(counts[outcome])),
    statuses.join(' '),
  ];
  const rows = [
    ['operation', 'cases', ...outcomes, 'statuses'],
    ...operationResults(run).map((one) => row(oneLine(one.name), one, one.statuses)),
    row('all', run, []),
  ];
  return [...aligned(rows), '', ...coverage.levels.flatMap(levelLines)].join('\n');
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
 * The findings, by their names, each with what reproduces it.
 *
 * @param hasReport - whether a report holds those that are not printed
 */
export function findingsText(results: readonly CaseResult[], hasReport: boolean): string {
  const found = results.flatMap((result) =>
    result.findings.map((finding) => ({ result, finding })),
  );
  const titles = [...new Set(found.map(({ finding }) => findingTitle(finding)))];
  // A few of each name rather than many of the first.
  const share = Math.max(1, Math.floor(most / Math.max(1, titles.length)));
  let rest = found.length;
  const lines = titles.flatMap((title) => {
    const own = found.filter(({ finding }) => findingTitle(finding) === title);
    const printed = own.slice(0, share);
    rest -= printed.length;
    return [
      '',
      `${title}: ${count(own.length, 'finding')}`,
      ...printed.flatMap(({ result: { case: one, curl }, finding }) => [
        `  ${visible(`${one.operationId ?? 'no operation'}: ${one.name}`)}`,
        `    ${visible(finding.message)}`,
        ...(curl === undefined ? [] : [`    ${visible(curl)}`]),
      ]),
    ];
  });
  const where = hasReport ? 'see the report' : 'see them all with --report DIR';
  return [...lines, ...(rest > 0 ? ['', `… and ${rest} more, ${where}`] : [])]
    .join('\n')
    .trimStart();
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
