import { answerText, bodyExcerpt, expectationText, extentText } from '../causes.js';
import { count, findingMeaning, findingTitle, visible } from '../text.js';
import { notesMeaning, ruleText, verdictOf, type LocatedCause, type Report } from './outcomes.js';

/** How many annotations of a step GitHub shows. */
const most = 10;

/** The findings of a run as commands of GitHub Actions, which show them beside the rules in a pull request. */
export function githubAnnotations({ causes, notes }: Pick<Report, 'causes' | 'notes'>): string[] {
  return [...causes, ...notes].slice(0, most).map((cause) => {
    const level = causes.includes(cause) ? 'error' : 'notice';
    const { finding, example, location } = cause;
    const properties = [
      ...(location === undefined
        ? []
        : [`file=${property(location.file)}`, `line=${location.line}`]),
      `title=${property(`${findingTitle(finding)}: ${extentText(cause)}`)}`,
    ];
    const text = [
      `${findingMeaning(finding)}. ${finding.message}`,
      `Expected: ${expectationText(example.case.expected)}. Answered: ${answerText(example.answer)}.`,
      example.curl ?? '',
    ];
    return `::${level} ${properties.join(',')}::${data(text.join('\n').trimEnd())}`;
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
  const { kept, broken, inconclusive, skipped } = run.counts;
  return [
    `## Contract ${kind}: ${text(run.target)}`,
    '',
    text(sentence),
    '',
    `${kept} kept, ${broken} broken, ${inconclusive} inconclusive, ${skipped} skipped; seed ${run.seed}.`,
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

function row(cause: LocatedCause): string {
  const { finding, example } = cause;
  const cells = [
    findingTitle(finding),
    extentText(cause),
    expectationText(example.case.expected),
    answerText(example.answer),
    ruleText(cause),
  ];
  return `| ${cells.map(text).join(' | ')} |`;
}

function details({ finding, example }: LocatedCause): string[] {
  const { answer, curl } = example;
  return [
    '',
    `<details><summary>${text(findingTitle(finding))}: ${text(example.case.id)}</summary>`,
    '',
    text(finding.message),
    ...[curl, answer && bodyExcerpt(answer)]
      .filter((one) => one)
      .flatMap((one) => block(one ?? '')),
    '',
    '</details>',
  ];
}

/** Text of one line that has no meaning in Markdown. */
function text(value: string): string {
  return visible(value)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|<>&~@]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A block of code with a fence that is longer than any inside. */
function block(value: string): string[] {
  const longest = Math.max(2, ...[...value.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return ['', fence, visible(value), fence];
}
