import { findingMeaning, findingTitle, percentage, seconds, visible } from '../text.js';
import { capabilities, type Capability, type Expectation } from '../case.js';
import type { Coverage, CoverageLevel, OperationCoverage } from '../coverage/index.js';
import { kindNames, type CoverageItem, type CoverageKind } from '../coverage/items.js';
import type { CaseResult, Finding } from '../findings.js';
import type { RunResult } from '../run/run-result.js';
import { operationResults, otherCases, verdictOf, type OperationResults } from './outcomes.js';
import { html, page, table, tableRow, type Html, type HtmlPart } from './page.js';

const style = `
.items{columns:16rem;list-style:none;margin:.25rem 0;padding:0;font-size:.875rem}
.items li{break-inside:avoid;padding-left:1.2em;text-indent:-1.2em}
.finding{border-top:1px solid var(--line);margin-top:1rem}
`;

const outcomeClasses = { kept: 'good', broken: 'bad', inconclusive: 'unsure', skipped: 'quiet' };

/**
 * A run as one HTML page that needs nothing else: no host, no script. Bodies of answers are left out:
 * the findings quote what matters of them.
 */
export function htmlReport(run: RunResult, coverage: Coverage): string {
  const { kind, sentence } = verdictOf(run);
  const tone = { kept: 'good', broken: 'bad', incomplete: 'unsure' }[kind];
  const groups = operationResults(run);
  return page({
    title: `Contract ${kind}: ${run.target}`,
    style,
    body: html`<main>
      <h1>Contract tests</h1>
      <p class="verdict ${tone}">${sentence}</p>
      ${facts(run)} ${abilities(run)} ${findingList(run)} ${coverageSections(coverage)}
      <section aria-labelledby="cases">
        <h2 id="cases">Cases</h2>
        ${outcomeTable(groups)} ${groups.map(caseList)}
      </section>
    </main>`,
  });
}

function facts(run: RunResult): Html {
  const { kept, broken, inconclusive, skipped } = run.counts;
  const cases = `${kept} kept, ${broken} broken, ${inconclusive} inconclusive, ${skipped} skipped`;
  const parts: [name: string, value: HtmlPart][] = [
    ['Target', run.target],
    ['Seed', run.seed],
    ['Started', html`<time datetime="${run.startedAt}">${run.startedAt}</time>`],
    ['Duration', `${seconds(run.duration)} s`],
    ['Cases', `${run.results.length}: ${cases}`],
  ];
  return html`<dl class="facts">
    ${parts.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd> `,
    )}
  </dl>`;
}

function abilities(run: RunResult): Html {
  const names = Object.keys(capabilities) as Capability[];
  const rows = (outcome: string, counts: RunResult['skippedFor']): Html[] =>
    Object.entries(counts).map(([reason, count]) => tableRow(outcome, reason, count));
  const left = [...rows('skipped', run.skippedFor), ...rows('inconclusive', run.inconclusiveFor)];
  return html`<section aria-labelledby="target">
    <h2 id="target">What the target can do</h2>
    ${table(
      'Capabilities',
      ['Capability', 'Meaning', 'Has it'],
      names.map((name) =>
        tableRow(name, capabilities[name], run.capabilities[name] ? 'yes' : 'no'),
      ),
    )}
    ${
      left.length === 0
        ? html`<p>No case was left out.</p>`
        : table('Cases that judge nothing', ['Outcome', 'Reason', 'Cases'], left)
    }
  </section>`;
}

function findingList(run: RunResult): Html {
  const broken = run.results.filter(({ outcome }) => outcome === 'broken');
  return html`<section aria-labelledby="findings">
    <h2 id="findings">Findings</h2>
    ${broken.length === 0 ? html`<p>None.</p>` : [findingTable(broken), broken.map(brokenCase)]}
  </section>`;
}

/** How often each finding came, the most frequent first. */
function findingTable(broken: readonly CaseResult[]): Html {
  const found = broken.flatMap(({ case: one, findings }) =>
    findings.map((finding) => ({ finding, operation: one.operationId ?? otherCases })),
  );
  const rows = [...new Set(found.map(({ finding }) => finding.name))].map((name) => {
    const own = found.filter(({ finding }) => finding.name === name);
    return { name, count: own.length, operations: new Set(own.map(({ operation }) => operation)) };
  });
  return table(
    'Findings by name',
    ['Finding', 'Meaning', 'Count', 'Operations'],
    rows
      .sort((a, b) => b.count - a.count)
      .map(({ name, count, operations }) =>
        tableRow(findingTitle({ name }), findingMeaning({ name }), count, operations.size),
      ),
  );
}

function brokenCase(result: CaseResult): Html {
  const one = result.case;
  return html`
    <article class="finding" id="${anchor(result)}">
      <h3>${one.id}</h3>
      ${result.findings.map(findingText)}
      <p class="quiet">
        Expected: ${expectationText(one.expected)}.
        ${one.why}${result.answer && html` Answered: ${result.answer.status}.`} Case about
        <code>${one.rule.keyword}</code> at <code>${one.rule.pointer}</code>.
      </p>
      ${result.curl === undefined ? undefined : html`<pre tabindex="0">${result.curl}</pre>`}
    </article>
  `;
}

function findingText(finding: Finding): Html {
  return html`<p>
    <strong class="bad">${findingTitle(finding)}</strong>: ${findingMeaning(finding)}.<br />${finding.message}${finding.pointer === undefined ? undefined : html`<br />Rule: <code>${finding.pointer}</code>`}
  </p> `;
}

function outcomeTable(groups: readonly OperationResults[]): Html {
  return table(
    'Cases per operation',
    ['Operation', 'Cases', 'Kept', 'Broken', 'Inconclusive', 'Skipped', 'Statuses'],
    groups.map(({ name, results, counts: { kept, broken, inconclusive, skipped }, statuses }) => {
      const numbers = [results.length, kept, broken, inconclusive, skipped];
      return tableRow(name, ...numbers, statuses.join(' '));
    }),
  );
}

function caseList({ name, results }: OperationResults): Html {
  return html`
    <details>
      <summary>${name}: ${results.length} cases</summary>
      ${table(
        `Cases: ${name}`,
        ['Outcome', 'Status', 'Case', 'Expected'],
        results.map(
          (result) =>
            html`<tr>
              <td class="${outcomeClasses[result.outcome]}">${outcomeCell(result)}</td>
              <td>${result.answer?.status ?? '–'}</td>
              <td>${shortId(result, name)}</td>
              <td>${expectationText(result.case.expected)}</td>
            </tr> `,
        ),
      )}
    </details>
  `;
}

function outcomeCell(result: CaseResult): HtmlPart {
  const { outcome, reason } = result;
  if (outcome === 'broken') return html`<a href="#${anchor(result)}">broken</a>`;
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
}

/** The id of a case without its operation, which the list names. */
function shortId({ case: one }: CaseResult, operation: string): string {
  return operation !== otherCases && one.id.startsWith(operation)
    ? one.id.slice(operation.length).replace(/^[^\p{L}\p{N}]+/u, '')
    : one.id;
}

function anchor({ case: one }: CaseResult): string {
  return `case-${encodeURIComponent(visible(one.id))}`;
}

function expectationText(expected: Expectation): string {
  switch (expected.kind) {
    case 'accepted':
      return 'accepted';
    case 'refused':
      return `refused with ${expected.statuses.join(' or ')}`;
    case 'example':
      return `${expected.status} with example ${expected.name}`;
    case 'no-method':
      return 'no such method: 405 or 404';
    case 'no-path':
      return 'no such path: 404';
  }
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
        answers are for information: they count in no level and are not counted as missing.
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

function isMissing({ kind, covered }: CoverageItem): boolean {
  return !covered && !information.includes(kind);
}
