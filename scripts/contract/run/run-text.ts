import { capabilities, type Capability } from '../case.js';
import { catalogueNumbers, type CaseResult } from '../findings.js';
import type { RunResult } from './run-result.js';
import { count } from '../say.js';

/** How many findings are printed; the report has them all. */
const most = 20;

/** What was run, and what the server was taken to be able to do. */
export function conditionsText({
  capabilities: can,
  skippedFor,
  inconclusiveFor,
}: RunResult): string {
  const names = Object.keys(capabilities) as Capability[];
  const list = (able: boolean): string =>
    names.filter((name) => can[name] === able).join(', ') || 'nothing';
  return [
    `can     ${list(true)}`,
    `cannot  ${list(false)}`,
    ...reasons('skipped', skippedFor),
    ...reasons('inconclusive', inconclusiveFor),
  ].join('\n');
}

function reasons(outcome: string, counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).map(([reason, number]) => `${outcome} ${number}: ${reason}`);
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
  const names = [...new Set(found.map(({ finding }) => finding.name))];
  // A few of each name rather than many of the first.
  const share = Math.max(1, Math.floor(most / Math.max(1, names.length)));
  const lines = names.flatMap((name) => {
    const own = found.filter(({ finding }) => finding.name === name);
    const number = catalogueNumbers[name];
    const title = `${name}${number === undefined ? '' : ` (${number})`}: ${count(own.length, 'finding')}`;
    return [
      '',
      title,
      ...own.slice(0, share).flatMap(({ result, finding }) => {
        const { case: one, curl } = result;
        return [
          `  ${printable(`${one.operationId ?? 'no operation'}: ${one.name}`)}`,
          `    ${printable(finding.message)}`,
          ...(curl === undefined ? [] : [`    ${printable(curl)}`]),
        ];
      }),
    ];
  });
  const printed = names.reduce(
    (sum, name) =>
      sum + Math.min(share, found.filter(({ finding }) => finding.name === name).length),
    0,
  );
  const rest = found.length - printed;
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

/** A text of a server as it may go to a terminal: no control characters but line breaks in words. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}
