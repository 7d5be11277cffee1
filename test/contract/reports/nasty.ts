import type { CaseResult } from '../../../scripts/contract/findings.js';
import { jsonAnswer, oneCase, result } from './results.js';

/** What a hostile server or description may hold: it would run, close an element, or hide. */
export const nasty =
  '</script><script>window.hacked=1</script><img src="http://evil.example/x" onerror=hacked=1>' +
  '"\'&amp;]]>--> \u0000\u0007\u001b[31m\u009b\u202e\u2028\ufffe\ud800 工作流\r\n\tend';

/** What a header of an answer holds, which stands in no report but the archive of the exchanges. */
export const planted = 'planted-secret-4711';

/** A result with hostile text in every place that holds text. */
export const nastyResult: CaseResult = result({
  case: oneCase({
    id: `listThings ${nasty}`,
    operationId: nasty,
    name: nasty,
    rule: { keyword: nasty, pointer: nasty },
    expected: { kind: 'example', status: 200, name: nasty, value: { token: planted } },
    why: nasty,
  }),
  outcome: 'broken',
  findings: [
    { name: 'invalid_accepted', message: nasty, pointer: nasty },
    { name: 'valid_refused', message: 'Second.' },
  ],
  answer: {
    ...jsonAnswer(200, { text: nasty }),
    headers: { 'x-echo': planted },
  },
  reason: nasty,
  curl: `curl ${nasty}`,
  sent: {
    at: '2026-01-02T03:04:05.700Z',
    request: {
      method: 'GET',
      path: `/things?q=${encodeURIComponent('<x>')}`,
      headers: {},
      body: nasty,
    },
  },
});
