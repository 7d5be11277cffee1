import { groupedBy } from '../findings.js';
import { html, page, table, tableRow, type Html } from '../reports/page.js';
import { percentage } from '../../lib/text.js';
import { providers, type MutantResult, type ProviderName, type Verdict } from './mutant.js';
import type { MutationRun } from './run.js';

/** How many mutants there are, by what became of them. */
type Tally = Readonly<Record<Verdict['state'], number>>;

/** Counts results. */
function tallyOf(results: readonly MutantResult[]): Tally {
  const tally = { killed: 0, survived: 0, notJudged: 0 };
  for (const { verdict } of results) tally[verdict.state] += 1;
  return tally;
}

/** Counts results by what their mutants have in common. */
export function talliesBy(
  member: 'operator' | 'operationId',
  results: readonly MutantResult[],
): [name: string, tally: Tally][] {
  return [...groupedBy(results, ({ mutant }) => mutant[member])].map(([name, group]) => [
    name,
    tallyOf(group),
  ]);
}

/** The share of the judged mutants that were killed. */
export function scoreText({ killed, survived }: Pick<Tally, 'killed' | 'survived'>): string {
  return percentage(killed, killed + survived, 2);
}

/** The least scores that pass. */
export type Thresholds = Readonly<Record<ProviderName, number>>;

/** The scores on the providers that any mutant was run on; none where no mutant was judged. */
function scoresOf({ results }: MutationRun, thresholds: Thresholds) {
  return providers.flatMap((on) => {
    const own = results.filter((one) => one.on === on);
    const tally = tallyOf(own);
    const judged = tally.killed + tally.survived;
    const score = judged === 0 ? undefined : tally.killed / judged;
    return own.length === 0 ? [] : [{ on, score, threshold: thresholds[on], ...tally }];
  });
}

/** Whether a run came to its end, and each provider has a score that passes. */
export function passes(run: MutationRun, thresholds: Thresholds): boolean {
  const scores = scoresOf(run, thresholds);
  return !run.interrupted && scores.every(({ score = 1, threshold }) => score >= threshold);
}

/** The run as data: every mutant with its verdict, and the scores. */
export function jsonReport(run: MutationRun, thresholds: Thresholds): string {
  const { results, startedAt, duration, interrupted, cases } = run;
  return `${JSON.stringify({
    scores: Object.fromEntries(scoresOf(run, thresholds).map(({ on, ...score }) => [on, score])),
    startedAt,
    duration: Math.round(duration),
    interrupted,
    cases,
    operators: Object.fromEntries(talliesBy('operator', results)),
    operations: Object.fromEntries(talliesBy('operationId', results)),
    mutants: results.map(({ on, mutant, verdict }) => ({ on, ...mutant, ...verdict })),
  })}\n`;
}

/** The verdict of the run, a sentence for each provider. */
export function sentencesOf(run: MutationRun, thresholds: Thresholds): string[] {
  const early = run.interrupted ? 'Ended early: ' : '';
  return scoresOf(run, thresholds).map(
    ({ on, threshold, ...tally }) =>
      `${early}On the ${on} ${scoreText(tally)} of the mutants killed: ${tally.killed} of ${tally.killed + tally.survived}; ${tally.survived} survived, ${tally.notJudged} not judged; asked for ${percentage(threshold, 1, 2)}.`,
  );
}

/** The run as one HTML page that needs nothing else. */
export function mutationPage(run: MutationRun, thresholds: Thresholds): string {
  const tone = passes(run, thresholds) ? 'good' : 'bad';
  const of = (state: string) => run.results.filter(({ verdict }) => verdict.state === state);
  return page({
    title: `Mutation score ${scoresOf(run, thresholds)
      .map(({ on, ...tally }) => `${on} ${scoreText(tally)}`)
      .join(', ')}`,
    style: '.place{font-size:.875rem}',
    body: html`<main>
      <h1>Mutation score</h1>
      ${sentencesOf(run, thresholds).map((text) => html`<p class="verdict ${tone}">${text}</p> `)}
      <p>
        A mutant is the description changed in one place of one operation, or its answers damaged in
        one way. The provider follows the mutant, the suite follows the description, and must
        notice. What several operations refer to is changed in the first of them alone, unless all
        are asked for. A mutant is not judged when the provider cannot be asked for an answer that
        shows it, and does not count in the score. An answer that only differs from the documented
        example counts as noticed only where the change is one of examples, statuses or requests,
        not where its body or headers are damaged.
      </p>
      <p>
        On the sandbox, a server with state, a mutant is one rule of a life cycle or one habit of an
        operation that differs. It is not judged when the suite never came to a request for which
        the server did otherwise than it should.
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
        ${byOperator(of('survived'))}
      </section>
      <section aria-labelledby="operators">
        <h2 id="operators">By operator</h2>
        ${scores('Operator', talliesBy('operator', run.results))}
      </section>
      <section aria-labelledby="operations">
        <h2 id="operations">By operation</h2>
        ${scores('Operation', talliesBy('operationId', run.results))}
      </section>
      <section aria-labelledby="not-judged">
        <h2 id="not-judged">Mutants that are not judged</h2>
        ${byOperator(of('notJudged'))}
      </section>
    </main>`,
  });
}

/** One by one, under their operator and what it takes to notice it. */
function byOperator(results: readonly MutantResult[]): Html {
  if (results.length === 0) return html`<p>None.</p>`;
  return html`${[...groupedBy(results, ({ mutant }) => mutant.operator)].map(
    ([operator, group]) =>
      html`<details>
        <summary>${group.length}: ${operator}</summary>
        <p>To notice it takes ${group[0]?.mutant.wanted}.</p>
        <ul class="place">
          ${group.map(
            ({ mutant: { operationId, what, pointer } }) =>
              html`<li>${operationId}: ${what} <code>${pointer}</code></li> `,
          )}
        </ul>
      </details> `,
  )}`;
}

function scores(head: string, tallies: ReturnType<typeof talliesBy>): Html {
  return table(
    `${head}s`,
    [head, 'Killed', 'Survived', 'Not judged', 'Score'],
    tallies.map(([name, { killed, survived, notJudged }]) =>
      tableRow(name, killed, survived, notJudged, { number: scoreText({ killed, survived }) }),
    ),
  );
}
