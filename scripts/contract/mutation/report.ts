import { html, page, table, type Html } from '../reports/page.js';
import type { MutantResult, Verdict } from './mutant.js';
import type { MutationRun } from './run.js';
import { percent, scoreOf, talliesBy, tallyOf, type Tallies } from './score.js';

/** The run as data: every mutant with its verdict, and the scores. */
export function jsonReport(run: MutationRun, threshold: number): string {
  const tally = tallyOf(run.results);
  return `${JSON.stringify({
    score: scoreOf(tally),
    threshold,
    ...tally,
    startedAt: run.startedAt,
    duration: Math.round(run.duration),
    interrupted: run.interrupted,
    cases: run.cases,
    operators: Object.fromEntries(byOperator(run.results)),
    operations: Object.fromEntries(byOperation(run.results)),
    mutants: run.results.map(({ mutant, verdict }) => ({ ...mutant, ...verdict })),
  })}\n`;
}

/** Tallies by operator. */
export function byOperator(results: readonly MutantResult[]): Tallies {
  return talliesBy(results, ({ mutant }) => mutant.operator);
}

/** Tallies by operation. */
export function byOperation(results: readonly MutantResult[]): Tallies {
  return talliesBy(results, ({ mutant }) => mutant.operationId);
}

/** The verdict of the run as a sentence. */
export function sentenceOf(run: MutationRun, threshold: number): string {
  const tally = tallyOf(run.results);
  const { killed, survived, equivalent } = tally;
  const score = scoreOf(tally);
  const early = run.interrupted ? 'Ended early: ' : '';
  return `${early}${percent(score)} of the mutants noticed: ${killed} of ${killed + survived}; ${survived} survived, ${equivalent} equivalent; asked for ${percent(threshold)}.`;
}

const style = `
.place{font-size:.875rem}
`;

/** The run as one HTML page that needs nothing else. */
export function mutationPage(run: MutationRun, threshold: number): string {
  const score = scoreOf(tallyOf(run.results)) ?? 0;
  const passed = !run.interrupted && score >= threshold;
  const survivors = run.results.filter(({ verdict }) => verdict.state === 'survived');
  return page({
    title: `Mutation score ${percent(score)}`,
    style,
    body: html`<main>
      <h1>Mutation score</h1>
      <p class="verdict ${passed ? 'good' : 'bad'}">${sentenceOf(run, threshold)}</p>
      <p>
        A mutant is the description changed in one place of one operation, or its answers damaged in
        one way. The provider follows the mutant, the suite follows the description, and must
        notice. A mutant is equivalent when no request and no answer can tell it from the
        description. An answer that only differs from the documented example counts as noticed only
        where the change is one of examples, statuses or requests, not where its body or headers are
        damaged.
      </p>
      <dl class="facts">
        <dt>Started</dt>
        <dd><time datetime="${run.startedAt}">${run.startedAt}</time></dd>
        <dt>Duration</dt>
        <dd>${(run.duration / 1000).toFixed(1)} s</dd>
        <dt>Cases</dt>
        <dd>${Object.values(run.cases).reduce((sum, count) => sum + count, 0)}</dd>
      </dl>
      <section aria-labelledby="survivors">
        <h2 id="survivors">Survivors</h2>
        ${survivors.length === 0 ? html`<p>None.</p>` : survivors.map(survivor)}
      </section>
      <section aria-labelledby="operators">
        <h2 id="operators">By operator</h2>
        ${scores('Operators', 'Operator', byOperator(run.results))}
      </section>
      <section aria-labelledby="operations">
        <h2 id="operations">By operation</h2>
        ${scores('Operations', 'Operation', byOperation(run.results))}
      </section>
      <section aria-labelledby="equivalents">
        <h2 id="equivalents">Equivalent mutants</h2>
        ${equivalents(run.results)}
      </section>
      <section aria-labelledby="killed">
        <h2 id="killed">Noticed mutants by finding</h2>
        ${findings(run.results)}
      </section>
    </main>`,
  });
}

function survivor({ mutant }: MutantResult): Html {
  return html`<details open>
    <summary>${mutant.operationId}: ${mutant.operator}: ${mutant.what}</summary>
    <p class="place"><code>${mutant.pointer}</code></p>
    <p>To notice it takes ${mutant.wanted}.</p>
  </details> `;
}

function scores(caption: string, head: string, tallies: Tallies): Html {
  return table(
    caption,
    [head, 'Noticed', 'Survived', 'Equivalent', 'Score'],
    tallies.map(
      ([name, tally]) =>
        html`<tr>
          <th scope="row">${name}</th>
          <td class="number">${tally.killed}</td>
          <td class="number">${tally.survived}</td>
          <td class="number">${tally.equivalent}</td>
          <td class="number">${percent(scoreOf(tally))}</td>
        </tr> `,
    ),
  );
}

/** One by one, under the reason that they share. */
function equivalents(results: readonly MutantResult[]): Html {
  const reasons = new Map<string, MutantResult[]>();
  for (const result of results) {
    const { verdict } = result;
    if (verdict.state !== 'equivalent') continue;
    const group = reasons.get(verdict.reason) ?? [];
    group.push(result);
    reasons.set(verdict.reason, group);
  }
  if (reasons.size === 0) return html`<p>None.</p>`;
  return html`${[...reasons].map(
    ([reason, group]) =>
      html`<details>
        <summary>${group.length}: ${reason}</summary>
        <ul class="place">
          ${group.map(
            ({ mutant }) =>
              html`<li>
                ${mutant.operationId}: ${mutant.operator}: ${mutant.what}
                <code>${mutant.pointer}</code>
              </li> `,
          )}
        </ul>
      </details> `,
  )}`;
}

function findings(results: readonly MutantResult[]): Html {
  const counts = new Map<string, number>();
  for (const { verdict } of results) {
    if (!isKilled(verdict)) continue;
    counts.set(verdict.finding, (counts.get(verdict.finding) ?? 0) + 1);
  }
  return table(
    'Findings',
    ['Finding', 'Mutants'],
    [...counts]
      .sort(([, one], [, other]) => other - one)
      .map(
        ([name, count]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td class="number">${count}</td>
          </tr> `,
      ),
  );
}

function isKilled(verdict: Verdict): verdict is Extract<Verdict, { state: 'killed' }> {
  return verdict.state === 'killed';
}
