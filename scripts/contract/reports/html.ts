import { capabilities, type Capability, type Expectation } from '../case.js';
import type { Coverage } from '../coverage/index.js';
import type { CaseResult, Finding } from '../findings.js';
import type { RunResult } from '../run/run-result.js';
import { coverageSections } from './html-coverage.js';
import { byOperation, otherCases, type OperationResults } from './operations.js';
import { html, page, table, type Html } from './page.js';
import { findingMeaning, findingTitle, seconds, visible } from './text.js';
import { verdictOf } from './verdict.js';

const STYLE = `
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
  const groups = byOperation(run);
  return page({
    title: `Contract ${kind}: ${run.target}`,
    style: STYLE,
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
  return html`<dl class="facts">
    <dt>Target</dt>
    <dd>${run.target}</dd>
    <dt>Seed</dt>
    <dd>${run.seed}</dd>
    <dt>Started</dt>
    <dd><time datetime="${run.startedAt}">${run.startedAt}</time></dd>
    <dt>Duration</dt>
    <dd>${seconds(run.duration)} s</dd>
    <dt>Cases</dt>
    <dd>
      ${run.results.length}: ${kept} kept, ${broken} broken, ${inconclusive} inconclusive,
      ${skipped} skipped
    </dd>
  </dl>`;
}

function abilities(run: RunResult): Html {
  const names = Object.keys(capabilities) as Capability[];
  const skipped = Object.entries(run.skippedFor);
  const unsure = Object.entries(run.inconclusiveFor);
  return html`<section aria-labelledby="target">
    <h2 id="target">What the target can do</h2>
    ${table(
      'Capabilities',
      ['Capability', 'Meaning', 'Has it'],
      names.map(
        (name) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${capabilities[name]}</td>
            <td>${run.capabilities[name] ? 'yes' : 'no'}</td>
          </tr> `,
      ),
    )}
    ${
      skipped.length + unsure.length === 0
        ? html`<p>No case was left out.</p>`
        : table(
            'Cases that judge nothing',
            ['Outcome', 'Reason', 'Cases'],
            [
              ...skipped.map(
                ([reason, count]) =>
                  html`<tr>
                    <td>skipped</td>
                    <td>${reason}</td>
                    <td class="number">${count}</td>
                  </tr> `,
              ),
              ...unsure.map(
                ([reason, count]) =>
                  html`<tr>
                    <td>inconclusive</td>
                    <td>${reason}</td>
                    <td class="number">${count}</td>
                  </tr> `,
              ),
            ],
          )
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
  const rows = new Map<string, { finding: Finding; count: number; operations: Set<string> }>();
  for (const { case: one, findings } of broken) {
    for (const finding of findings) {
      const row = rows.get(finding.name) ?? { finding, count: 0, operations: new Set() };
      rows.set(finding.name, row);
      row.count += 1;
      row.operations.add(one.operationId ?? otherCases);
    }
  }
  return table(
    'Findings by name',
    ['Finding', 'Meaning', 'Count', 'Operations'],
    [...rows.values()]
      .sort((a, b) => b.count - a.count)
      .map(
        ({ finding, count, operations }) =>
          html`<tr>
            <th scope="row">${findingTitle(finding)}</th>
            <td>${findingMeaning(finding)}</td>
            <td class="number">${count}</td>
            <td class="number">${operations.size}</td>
          </tr> `,
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
    groups.map(
      ({ name, results, counts, statuses }) =>
        html`<tr>
          <th scope="row">${name}</th>
          ${[results.length, counts.kept, counts.broken, counts.inconclusive, counts.skipped].map((count) => html`<td class="number">${count}</td>`)}
          <td>${statuses.join(' ')}</td>
        </tr> `,
    ),
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

function outcomeCell(result: CaseResult): Html {
  if (result.outcome === 'broken') return html`<a href="#${anchor(result)}">broken</a>`;
  return result.reason === undefined
    ? html`${result.outcome}`
    : html`${result.outcome}: ${result.reason}`;
}

/** The id of a case without its operation, which the list tells. */
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
