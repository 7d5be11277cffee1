import { expectationText, otherCases } from '../causes.js';
import { percentage, seconds } from '../../lib/text.js';
import { capabilities, type Capability } from '../case.js';
import type { Coverage, CoverageLevel, OperationCoverage } from '../coverage/index.js';
import { kindNames, type CoverageItem, type CoverageKind } from '../coverage/items.js';
import { outcomes, type CaseResult } from '../findings.js';
import type { RunResult } from '../run/run-result.js';
import {
  countsText,
  notesMeaning,
  operationResults,
  verdictOf,
  type LocatedCause,
  type OperationResults,
  type Report,
} from './outcomes.js';
import { html, page, table, tableRow, type Html, type HtmlPart } from './page.js';

const style = `
.items{columns:16rem;list-style:none;margin:.25rem 0;padding:0;font-size:.875rem}
.items li{break-inside:avoid;padding-left:1.2em;text-indent:-1.2em}
.finding{border-top:1px solid var(--line);margin-top:1rem}
`;

const outcomeClasses = { kept: 'good', broken: 'bad', inconclusive: 'unsure', skipped: 'quiet' };

/**
 * A run as one HTML page that needs nothing else: no host, no script. The findings come first. Of
 * answers it holds the beginning of those that show a finding.
 */
export function htmlReport(report: Report): string {
  const { run, coverage, causes, notes, leftOut } = report;
  const { kind, sentence } = verdictOf(report);
  const tone = { kept: 'good', broken: 'bad', incomplete: 'unsure' }[kind];
  const groups = operationResults(run);
  return page({
    title: `Contract ${kind}: ${run.target}`,
    style,
    body: html`<main>
      <h1>Contract tests</h1>
      <p class="verdict ${tone}">${sentence}</p>
      ${facts(run)} ${causeSection('Finding', causes)} ${causeSection('Note', notes)}
      ${abilities(run, leftOut)} ${coverageSections(coverage)}
      <section aria-labelledby="cases">
        <h2 id="cases">Cases</h2>
        ${outcomeTable(groups)} ${groups.map((group) => caseList(group, causes))}
      </section>
    </main>`,
  });
}

function facts(run: RunResult): Html {
  return factList([
    ['Target', run.target],
    ['Seed', run.seed],
    ['Started', html`<time datetime="${run.startedAt}">${run.startedAt}</time>`],
    ['Duration', `${seconds(run.duration)} s`],
    ['Cases', `${run.results.length}: ${countsText(run)}`],
  ]);
}

/** What is undefined is left out. */
function factList(facts: readonly (readonly [name: string, value: HtmlPart])[]): Html {
  return html`<dl class="facts">
    ${facts.map(([name, value]) =>
      value === undefined
        ? undefined
        : html`<dt>${name}</dt>
            <dd>${value}</dd> `,
    )}
  </dl>`;
}

function abilities(run: RunResult, leftOut: readonly string[]): Html {
  const names = Object.keys(capabilities) as Capability[];
  const has = (name: Capability): string =>
    ({ true: 'yes', false: 'no' })[String(run.capabilities[name])] ?? 'not known';
  const rows = (outcome: string, counts: RunResult['skippedFor']): Html[] =>
    Object.entries(counts).map(([reason, count]) => tableRow(outcome, reason, count));
  const left = [...rows('skipped', run.skippedFor), ...rows('inconclusive', run.inconclusiveFor)];
  return html`<section aria-labelledby="target">
    <h2 id="target">What the target can do</h2>
    ${table(
      'Capabilities',
      ['Capability', 'Meaning', 'Has it'],
      names.map((name) => tableRow(name, capabilities[name], has(name))),
    )}
    ${
      left.length === 0
        ? html`<p>No case was left out.</p>`
        : table('Cases that judge nothing', ['Outcome', 'Reason', 'Cases'], left)
    }
    ${leftOut.map((text) => html`<p>Left out: ${text}</p> `)}
  </section>`;
}

/** What there is of findings, or of notes, of which nothing is said if there are none. */
function causeSection(kind: 'Finding' | 'Note', causes: readonly LocatedCause[]): Html | undefined {
  const isNote = kind === 'Note';
  if (isNote && causes.length === 0) return undefined;
  const id = kind.toLowerCase();
  const rows = causes.map(({ title, extent, expected, answered, place }, index) => {
    const link = html`<a href="#${id}-${index}">${title}</a>`;
    return tableRow(link, extent, expected, answered, place);
  });
  const caption = `One line for each ${isNote ? 'reading' : 'cause'}`;
  const list = [
    table(caption, [kind, 'Where', 'Expected', 'Answered', 'Rule'], rows),
    causes.map((cause, index) => causeArticle(cause, `${id}-${index}`, isNote ? 'quiet' : 'bad')),
  ];
  return html`<section aria-labelledby="${id}s">
    <h2 id="${id}s">${kind}s</h2>
    ${isNote ? html`<p>${notesMeaning}</p>` : undefined}
    ${causes.length === 0 ? html`<p>None.</p>` : list}
  </section>`;
}

function causeArticle(cause: LocatedCause, id: string, tone: 'quiet' | 'bad'): Html {
  const { finding, example, first, operations, rule, body } = cause;
  const { case: one, curl } = example;
  return html`
    <article class="finding" id="${id}">
      <h3><span class="${tone}">${cause.title}</span>: ${cause.meaning}</h3>
      <p>${finding.message}</p>
      ${factList([
        ['Where', cause.extent],
        ['Operations', operations.length > 1 ? operations.join(', ') : undefined],
        ['Request', one.name],
        ['Expected', `${cause.expected}. ${one.why}`],
        ['Answered', cause.answered],
        ['Rule', html`${cause.location && `${cause.place}, `}<code>${rule}</code>`],
        ['First seen', first.sent && `${first.sent.at}, ${first.case.id}`],
      ])}
      ${curl === undefined ? undefined : html`<pre tabindex="0" aria-label="Request">${curl}</pre>`}
      ${body === '' ? undefined : html`<pre tabindex="0" aria-label="Answer">${body}</pre>`}
    </article>
  `;
}

function outcomeTable(groups: readonly OperationResults[]): Html {
  return table(
    'Cases per operation',
    ['Operation', 'Cases', 'Kept', 'Broken', 'Inconclusive', 'Skipped', 'Statuses'],
    groups.map(({ name, results, counts, statuses }) => {
      const numbers = outcomes.map((outcome) => counts[outcome]);
      return tableRow(name, results.length, ...numbers, statuses.join(' '));
    }),
  );
}

function caseList({ name, results }: OperationResults, causes: readonly LocatedCause[]): Html {
  return html`
    <details>
      <summary>${name}: ${results.length} cases</summary>
      ${table(
        `Cases: ${name}`,
        ['Outcome', 'Status', 'Case', 'Expected'],
        results.map(
          (result) =>
            html`<tr>
              <td class="${outcomeClasses[result.outcome]}">${outcomeCell(result, causes)}</td>
              <td>${result.answer?.status ?? '–'}</td>
              <td>${shortId(result, name)}</td>
              <td>${expectationText(result.case.expected)}</td>
            </tr> `,
        ),
      )}
    </details>
  `;
}

function outcomeCell(result: CaseResult, causes: readonly LocatedCause[]): HtmlPart {
  const { outcome, reason, findings } = result;
  const index = causes.findIndex((cause) =>
    cause.findings.some((finding) => findings.includes(finding)),
  );
  if (outcome === 'broken') return html`<a href="#finding-${index}">broken</a>`;
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
}

/** The id of a case without its operation, which the list names. */
function shortId({ case: one }: CaseResult, operation: string): string {
  return operation !== otherCases && one.id.startsWith(operation)
    ? one.id.slice(operation.length).replace(/^[^\p{L}\p{N}]+/u, '')
    : one.id;
}

/** Columns of the table; every kind stands in one of them. */
const columns: Readonly<Record<string, readonly CoverageKind[]>> = {
  'Media types': ['request-type', 'response-type'],
  Parameters: ['parameter', 'parameter-variety'],
  'Parameter values': ['parameter-value'],
  'Body members': ['body-member', 'body-branch'],
  'Body values': ['body-value'],
  Statuses: ['status-class', 'status'],
  Examples: ['request-example', 'response-example'],
  'Response members': ['response-member', 'response-branch'],
  'Response values': ['response-value'],
};

/** Kinds that a run cannot bring about on every server, so that nobody should chase them. */
const information: readonly CoverageKind[] = ['parameter-variety', 'response-value'];

/** Coverage by level, then by operation, with a mark for every item. */
function coverageSections({ levels, operations }: Coverage): Html {
  return html`
    <section aria-labelledby="levels">
      <h2 id="levels">Test coverage levels</h2>
      ${table('Test coverage levels (Martin-Lopez, Segura, Ruiz-Cortés)', ['Level', 'What', 'Covered', 'Share', 'Missing'], levels.map(levelRow))}
    </section>
    <section aria-labelledby="coverage">
      <h2 id="coverage">Coverage per operation</h2>
      <p class="quiet">
        ✓ reached, ✗ missing, – not seen. Second values of parameters and the values that a server
        answers are for information: they count in no level and are not counted as missing. Nor is
        what no request brings about on a server: 403, 429, 5xx and a certain example of an answer.
      </p>
      ${table('Items reached per operation', ['Operation', ...Object.keys(columns)], operations.map(operationRow))}
      ${operations.map(operationDetails)}
    </section>
  `;
}

function levelRow({ level, name, covered, total, missing }: CoverageLevel): Html {
  const items =
    missing.length === 0
      ? undefined
      : html`<details>
          <summary>${missing.length}</summary>
          <ul>
            ${missing.map((item) => html`<li>${item}</li> `)}
          </ul>
        </details>`;
  return tableRow(
    `TCL ${level}`,
    name,
    { number: `${covered} of ${total}` },
    { number: percentage(covered, total), tone: missing.length === 0 ? 'good' : 'bad' },
    items,
  );
}

function operationRow({ operationId, items }: OperationCoverage): Html {
  const cells = Object.values(columns).map((kinds) => {
    const of = items.filter(({ kind }) => kinds.includes(kind));
    const covered = of.filter((item) => item.covered).length;
    const tone = of.some(isMissing) ? 'bad' : covered === of.length ? 'good' : 'quiet';
    return { number: of.length === 0 ? '–' : `${covered} of ${of.length}`, tone };
  });
  return tableRow(operationId, ...cells);
}

function operationDetails({ operationId, method, path, covered, items }: OperationCoverage): Html {
  const missing = items.filter(isMissing).length;
  return html`
    <details>
      <summary>
        ${operationId} <span class="quiet">${method} ${path}</span>:
        ${covered ? (missing === 0 ? 'everything reached' : `${missing} missing`) : 'never answered'}
      </summary>
      ${(Object.keys(kindNames) as CoverageKind[]).map((kind) => kindList(kind, items))}
    </details>
  `;
}

function kindList(kind: CoverageKind, items: OperationCoverage['items']): Html | undefined {
  const of = items.filter((item) => item.kind === kind);
  if (of.length === 0) return undefined;
  const covered = of.filter((item) => item.covered).length;
  return html`<h3>${kindNames[kind]} <span class="quiet">${covered} of ${of.length}</span></h3>
    <ul class="items">
      ${of.map(itemLine)}
    </ul> `;
}

function itemLine(item: CoverageItem): Html {
  if (item.covered) return html`<li>✓ ${item.name}</li> `;
  return isMissing(item)
    ? html`<li class="bad">✗ ${item.name} (missing)</li> `
    : html`<li class="quiet">– ${item.name} (not seen)</li> `;
}

function isMissing({ kind, covered, optional }: CoverageItem): boolean {
  return !covered && optional !== true && !information.includes(kind);
}
