import { expect, test } from '@jest/globals';
import { lineHtml } from '../../scripts/docs/text/markdown-html.js';

test.each([
  ['current_approval_id', 'current_<wbr>approval_<wbr>id'],
  ['SecMaster.20041808', 'SecMaster.<wbr>20041808'],
  ['createBatchOrderAlerts', 'create<wbr>Batch<wbr>Order<wbr>Alerts'],
  ['/soc/alerts/search', '/soc/<wbr>alerts/<wbr>search'],
  ['project_id', 'project_id'],
])('The name %s, if it is long, may break where its words meet', (name, html) => {
  const options = { resolve: () => undefined, highlight: (code: string) => code };
  expect(lineHtml(`\`${name}\``, options)).toBe(`<code>${html}</code>`);
});
