import { count, escaped, visible } from '../../lib/text.js';
import { countsText, notesMeaning, verdictOf, type LocatedCause, type Report } from './outcomes.js';

/** How many annotations of a step GitHub shows. */
const most = 10;

/** The findings of a run as commands of GitHub Actions, which show them beside the rules in a pull request. */
export function githubAnnotations({ causes, notes }: Pick<Report, 'causes' | 'notes'>): string[] {
  return [...causes, ...notes].slice(0, most).map((cause) => {
    const level = causes.includes(cause) ? 'error' : 'notice';
    const { location } = cause;
    const place =
      location === undefined ? '' : `file=${property(location.file)},line=${location.line},`;
    const title = property(`${cause.title}: ${cause.extent}`);
    const text = [
      `${cause.meaning}. ${cause.finding.message}`,
      `Expected: ${cause.expected}. Answered: ${cause.answered}.`,
      cause.example.curl ?? '',
    ];
    return `::${level} ${place}title=${title}::${data(text.join('\n').trimEnd())}`;
  });
}

/** Otherwise a text of a server could end the command, and begin another one. */
function data(text: string): string {
  return visible(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** How many findings stand in a summary, of which GitHub takes a megabyte. */
const mostInSummary = 50;

/** A run as Markdown, for the summary of a job. */
export function jobSummary(report: Report): string {
  const { run, causes, notes } = report;
  const { kind, sentence } = verdictOf(report);
  return [
    `## Contract ${kind}: ${text(run.target)}`,
    '',
    text(sentence),
    '',
    `${countsText(run)}; seed ${run.seed}.`,
    ...section('Finding', causes),
    ...(notes.length === 0 ? [] : ['', '### Notes', '', notesMeaning]),
    ...section('Note', notes),
    '',
  ].join('\n');
}

/** A table of causes, and what shows each of them. */
function section(kind: 'Finding' | 'Note', causes: readonly LocatedCause[]): string[] {
  if (causes.length === 0) return [];
  const rest = causes.length - mostInSummary;
  return [
    '',
    `| ${kind} | Where | Expected | Answered | Rule |`,
    '| --- | --- | --- | --- | --- |',
    ...causes.slice(0, mostInSummary).map(row),
    ...(rest > 0 ? ['', `And ${count(rest, `more ${kind.toLowerCase()}`)}.`] : []),
    ...causes.slice(0, mostInSummary).flatMap(details),
  ];
}

function row({ title, extent, expected, answered, place }: LocatedCause): string {
  return `| ${[title, extent, expected, answered, place].map(text).join(' | ')} |`;
}

function details({ title, finding, example, body }: LocatedCause): string[] {
  return [
    '',
    `<details><summary>${text(title)}: ${text(example.case.id)}</summary>`,
    '',
    text(finding.message),
    ...[example.curl ?? '', body].filter((one) => one !== '').flatMap(block),
    '',
    '</details>',
  ];
}

/** Text of one line that has no meaning in Markdown. */
function text(value: string): string {
  return escaped(value, /[\\`*_{}[\]()#+!|<>&~@]/g).replace(/\s+/g, ' ');
}

/** A block of code with a fence that is longer than any inside. */
function block(value: string): string[] {
  const longest = Math.max(2, ...[...value.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return ['', fence, visible(value), fence];
}
