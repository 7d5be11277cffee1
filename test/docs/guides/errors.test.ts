import { describe, expect, test } from '@jest/globals';
import * as alerts from '../../../src/alerts/index.js';
import * as core from '../../../src/core.js';
import * as playbooks from '../../../src/playbooks/index.js';
import { startSandbox } from '../../../src/sandbox/index.js';
import * as workflows from '../../../src/workflows/index.js';
import { mockAddress } from '../../lib/shared/shared.js';
import { textAt } from '../built.js';
import { description, guides } from './guide-code.js';

describe('The guide to errors', () => {
  const source = guides.find(({ name }) => name === 'errors')?.source ?? '';
  const table = /\{#local\}[^]*?\n\n(\| Request[^]*?)\n\n/.exec(source);
  const rows = (table?.[1] ?? '')
    .split('\n')
    .slice(2)
    .map((row) => row.split('|').map((cell) => cell.trim()))
    .map(([, request = '', , sandbox = '', mock = '']) => ({ request, sandbox, mock }));
  const path =
    '/v1/f69081793d9e4ea8a2f479dcef961989/workspaces/f44065f5-557b-4376-ae02-8c65ef1960f4/soc/workflows';
  const headers = { 'X-Auth-Token': 'anything', 'Content-Type': 'application/json' };
  const requests: Record<string, [path: string, init: RequestInit]> = {
    'body that is not JSON': [path, { method: 'POST', headers, body: '{"name": ' }],
    'unknown path': ['/v1/nothing', { headers }],
    'wrong method': [path, { method: 'PATCH', headers, body: '{}' }],
    'body that breaks the schema': [path, { method: 'POST', headers, body: '{}' }],
    'no token and no signature': [path, {}],
  };

  /** What a cell says that a response lacks: its status, and whatever stands as code. */
  async function lacking(base: string, request: string, cell: string): Promise<string[]> {
    const [target, init] = requests[request] ?? ['', {}];
    const response = await fetch(base + target, init);
    const text = `${response.status} ${await response.text()}`;
    const said = [/\d{3}/.exec(cell)?.[0] ?? 'a status', ...cell.matchAll(/`([^`]+)`/g)];
    return said
      .map((one) => (typeof one === 'string' ? one : one[1]!))
      .filter((one) => !text.includes(one));
  }

  test('knows each code of success that an example has', () => {
    const bundle = JSON.stringify(description.document);
    const codes = [...bundle.matchAll(/"code":"(\d+)"/g)].map(([, code = '']) => code);
    expect(codes).not.toEqual([]);
    const lead = /^A call has succeeded[^]*?\n\n/m.exec(source)?.[0] ?? '';
    expect([...new Set(codes)].filter((code) => !lead.includes(`\`${code}\``))).toEqual([]);
  });

  test('says when each class of failure is thrown', () => {
    const said = source.slice(source.indexOf('{#client}'));
    const classes = [core, alerts, playbooks, workflows].flatMap((entry) =>
      Object.entries(entry).flatMap(([name, { prototype }]: [string, { prototype?: unknown }]) =>
        prototype instanceof core.SecMasterError ? [name] : [],
      ),
    );
    expect(classes).toContain('WorkflowRunError');
    expect(classes.filter((name) => !said.includes(`\`${name}\``))).toEqual([]);
  });

  test('advises no blind repetition after a time-out, whichever status it comes with', () => {
    const advice = '504: read the state first';
    const [, ...rows] = textAt('operations/createAlert.md').split(
      'The service did not respond in time',
    );
    expect(rows).not.toEqual([]);
    expect(rows.filter((row) => !row.slice(0, 400).includes(advice))).toEqual([]);
    expect(textAt('operations/createAlert.html')).toContain(advice);
  });

  test('says what the sandbox and the mock return', async () => {
    expect(rows.map(({ request }) => request)).toEqual(Object.keys(requests));
    const sandbox = await startSandbox();
    try {
      for (const { request, sandbox: returned, mock } of rows) {
        expect([request, await lacking(sandbox.url, request, returned)]).toEqual([request, []]);
        expect([request, await lacking(await mockAddress(), request, mock)]).toEqual([request, []]);
        // Where the guide says so, and only there, the mock has a shape of its own.
        const alike = (await lacking(await mockAddress(), request, returned)).length === 0;
        expect([request, mock.startsWith('**differs**')]).toEqual([request, !alike]);
      }
    } finally {
      await sandbox.close();
    }
  });
});
