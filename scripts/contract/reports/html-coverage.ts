import { type Coverage, type CoverageLevel, type OperationCoverage } from '../coverage/index.js';
import { kindNames, type CoverageItem, type CoverageKind } from '../coverage/items.js';
import { html, table, type Html } from './page.js';
import { percentage } from './text.js';

/** Columns of the table; every kind stands in one of them. */
const COLUMNS: Readonly<Record<string, readonly CoverageKind[]>> = {
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
const INFORMATION: readonly CoverageKind[] = ['parameter-variety', 'response-value'];

/** Coverage by level, then by operation, with a mark for every item. */
export function coverageSections({ levels, operations }: Coverage): Html {
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
      ${table('Items reached per operation', ['Operation', ...Object.keys(COLUMNS)], operations.map(operationRow))}
      ${operations.map(operationDetails)}
    </section>
  `;
}

function levelRow({ level, name, covered, total, missing }: CoverageLevel): Html {
  const tone = missing.length === 0 ? 'good' : 'bad';
  const items =
    missing.length === 0
      ? undefined
      : html`<details>
          <summary>${missing.length}</summary>
          <ul>
            ${missing.map((item) => html`<li>${item}</li> `)}
          </ul>
        </details>`;
  return html`<tr>
    <th scope="row">TCL ${level}</th>
    <td>${name}</td>
    <td class="number">${covered} of ${total}</td>
    <td class="number ${tone}">${percentage(covered, total)}</td>
    <td>${items}</td>
  </tr> `;
}

function operationRow({ operationId, items }: OperationCoverage): Html {
  const cells = Object.values(COLUMNS).map((kinds) => {
    const of = items.filter(({ kind }) => kinds.includes(kind));
    const covered = of.filter((item) => item.covered).length;
    const tone = of.some(isMissing) ? 'bad' : covered === of.length ? 'good' : 'quiet';
    return html`<td class="number ${tone}">
      ${of.length === 0 ? '–' : `${covered} of ${of.length}`}
    </td>`;
  });
  return html`<tr>
    <th scope="row">${operationId}</th>
    ${cells}
  </tr> `;
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
  return !covered && !INFORMATION.includes(kind);
}
