import type { Coverage, CoverageLevel } from '../coverage/index.js';
import type { RunResult } from '../run/run-result.js';
import { byOperation } from './operations.js';
import { oneLine, percentage } from './text.js';

/** How many missing items of a level are named; the report names them all. */
const NAMED = 5;

/** The end of a run for the terminal: a row per operation, then a line per level of coverage. */
export function summaryTable(run: RunResult, coverage: Coverage): string {
  const outcomes = ['kept', 'broken', 'inconclusive', 'skipped'] as const;
  const rows = [
    ['operation', 'cases', ...outcomes, 'statuses'],
    ...byOperation(run).map(({ name, results, counts, statuses }) => [
      oneLine(name),
      String(results.length),
      ...outcomes.map((outcome) => String(counts[outcome])),
      statuses.join(' '),
    ]),
    [
      'all',
      String(run.results.length),
      ...outcomes.map((outcome) => String(run.counts[outcome])),
      '',
    ],
  ];
  return [aligned(rows, [0, 6]), '', ...coverage.levels.flatMap(levelLines)].join('\n');
}

function levelLines({ level, name, covered, total, missing }: CoverageLevel): string[] {
  const named = missing.slice(0, NAMED).map((item) => `         missing: ${oneLine(item)}`);
  const rest = missing.length - named.length;
  return [
    `TCL ${level}  ${percentage(covered, total).padStart(6)}  ${name} (${covered} of ${total})`,
    ...named,
    ...(rest > 0 ? [`         and ${rest} more`] : []),
  ];
}

/** Columns of equal width, with two spaces between them; numbers stand on the right. */
function aligned(rows: readonly (readonly string[])[], left: readonly number[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          left.includes(column)
            ? cell.padEnd(widths[column] ?? 0)
            : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
