import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { jsonIn, startServer } from '../../lib/loopback.js';
import { builtPackage } from '../../lib/shared/shared.js';
import { commandHere } from './command-here.js';

/** Reports that come by night: the API itself makes none. */
const reports = `openapi: 3.1.0
info: { title: Reports, version: '1' }
paths:
  /teams/{team_id}/reports/{report_id}:
    parameters:
      - { name: team_id, in: path, required: true, x-bound-by-client: true, schema: { type: string } }
      - name: report_id
        in: path
        required: true
        x-resource-id: { collection: reports }
        schema: { type: string, pattern: '^[a-z0-9-]+$' }
    get:
      operationId: showReport
      responses: &responses
        '200':
          description: The report
          content:
            application/json:
              schema: &report
                type: object
                required: [id, name]
                properties: { id: { type: string }, name: { type: string } }
        '404': { description: Unknown, content: { application/json: { schema: {} } } }
        '400': { description: Refused, content: { application/json: { schema: {} } } }
    patch:
      operationId: updateReport
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties: { name: { type: string, minLength: 1, maxLength: 20 } }
            example: { name: Weekly }
      responses: *responses
`;

type Json = any;

interface Called {
  action: string;
  state: string;
  params: Record<string, unknown>;
}

const folder = mkdtempSync(join(tmpdir(), 'setup-'));
afterAll(() => rmSync(folder, { recursive: true }));
const spec = join(folder, 'reports.yaml');
writeFileSync(spec, reports);

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Holds reports of one team; what it holds is changed on /states alone, which is not in the description. */
async function reportServer({ hook = (_: Called): string | number => '{}' } = {}) {
  const held = new Map<string, Json>();
  const called: Called[] = [];
  let count = 0;
  const answers = (method: string, url: string, body: Buffer): [number, string?] => {
    if (url === '/states?token=secret-of-the-hook') {
      const change = jsonIn(body) as Called;
      called.push(change);
      const { action, state, params } = change;
      if (action === 'teardown' && state !== '') held.delete(String(params['report_id']));
      if (action === 'setup' && state === 'reports') {
        const id = `report-${(count += 1)}`;
        held.set(id, { id, name: 'Daily' });
        return [200, JSON.stringify({ report_id: id })];
      }
      const other = hook(change);
      return typeof other === 'number' ? [other, '<p>no</p>'] : [200, other];
    }
    const [, team, id = ''] = /^\/teams\/([^/]+)\/reports\/([^/?]+)$/.exec(url) ?? [];
    const found = held.get(id);
    if (team !== 'red' || !/^[a-z0-9-]+$/.test(id) || found === undefined) return [404, '{}'];
    if (method === 'GET') return [200, JSON.stringify(found)];
    if (method !== 'PATCH') return [405];
    const { name } = Object(jsonIn(body)) as { name?: unknown };
    if (typeof name !== 'string' || name === '' || [...name].length > 20) return [400, '{}'];
    found.name = name;
    return [200, JSON.stringify(found)];
  };
  const { url, close } = await startServer((request, response, body) => {
    const [status, text = ''] = answers(request.method ?? '', request.url ?? '', body);
    const typed = (request.headers['content-type'] ?? 'application/json').startsWith(
      'application/json',
    );
    response.writeHead(typed ? status : 400, {
      ...(text !== '' && { 'content-type': 'application/json' }),
      ...(status === 405 && { allow: 'GET, PATCH' }),
    });
    response.end(typed ? text : '{}');
  });
  stops.push(close);
  return { url, states: `${url}/states?token=secret-of-the-hook`, held, called };
}

const environment = { ...process.env, NODE_OPTIONS: '', GITHUB_ACTIONS: '' };
const program = async () => `${await builtPackage()}scripts/contract.js`;

async function contract(args: readonly string[]) {
  const file = await program();
  return new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
    execFile(
      process.execPath,
      [file, '--spec', spec, ...args],
      { cwd: folder, env: environment, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** A hook in Node.js, as a command of a shell. */
function hookOf(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return `"${process.execPath}" "${join(folder, name)}"`;
}

describe('the contract command with --setup', () => {
  test('asks an address for the run and for each record that the API cannot make, and takes all back', async () => {
    const server = await reportServer({ hook: () => '{"team_id": "red"}' });
    const target = ['--target', server.url, '--runs', '3', '--report', join(folder, 'by-address')];
    const without = await commandHere(['--spec', spec, ...target]);
    expect(without.stdout).toMatch(/^inconclusive \d+: /m);
    const { code, stdout, stderr } = await contract([...target, '--setup', server.states]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toMatch(/^inconclusive/m);
    expect(stdout).toMatch(/^updateReport +\d+ +\d+ +0 +0 /m);
    const [first, second] = server.called;
    expect(first).toEqual({ action: 'setup', state: '', params: {} });
    expect(second).toEqual({ action: 'setup', state: 'reports', params: { team_id: 'red' } });
    const setups = server.called.filter(({ action }) => action === 'setup');
    const teardowns = server.called.filter(({ action }) => action === 'teardown');
    expect(setups.length).toBeGreaterThan(2);
    expect(teardowns.map(({ state }) => state)).toEqual(
      setups.map(({ state }) => state).toReversed(),
    );
    expect(teardowns.at(0)?.params).toEqual({
      team_id: 'red',
      report_id: `report-${setups.length - 1}`,
    });
    expect(server.held.size).toBe(0);
    const report = readFileSync(join(folder, 'by-address', 'report.html'), 'utf8');
    expect(stdout + stderr + report).not.toContain('secret-of-the-hook');
  });

  test('runs a command, which a contract.yaml may name', async () => {
    const server = await reportServer();
    server.held.set('weekly', { id: 'weekly', name: 'Weekly' });
    const setup = hookOf(
      'hook.mjs',
      `import { appendFileSync, readFileSync } from 'node:fs';
      const change = JSON.parse(readFileSync(0, 'utf8'));
      appendFileSync('calls.txt', change.action + ' ' + change.state + '\\n');
      if (change.action === 'setup' && change.state === '')
        console.log(JSON.stringify({ team_id: 'red', report_id: 'weekly' }));`,
    );
    writeFileSync(
      join(folder, 'contract.yaml'),
      `target: ${server.url}\nruns: 0\nsetup: ${JSON.stringify(setup)}\n`,
    );
    const { code, stdout, stderr } = await contract(['--safe', '--config', 'contract.yaml']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^showReport +[1-9]\d* +[1-9]\d* +0 +0 /m);
    const calls = readFileSync(join(folder, 'calls.txt'), 'utf8').trimEnd().split('\n');
    expect(calls[0]).toBe('setup ');
    expect(calls.at(-1)).toBe('teardown');
  });

  const failures: [name: string, hook: string, message: RegExp, more?: string[]][] = [
    [
      'cannot be found',
      'no-such-command-here',
      /names a command that is not found: ".*"|names a command that is not found: .*no-such-command-here/,
    ],
    [
      'fails',
      hookOf(
        'fails.mjs',
        'console.error("no database: " + process.env.CONTRACT_TOKEN); process.exit(3)',
      ),
      /ended with exit code 3: no database: \[hidden\] \(setup\)\.\n$/,
    ],
    [
      'prints no JSON',
      hookOf('prints.mjs', 'console.log("all set")'),
      /answers no JSON object but "all set"; print nothing else/,
    ],
    [
      'does not end',
      hookOf('sleeps.mjs', 'setInterval(() => {}, 1000)'),
      /did not end within 1 s; give it more time with --wait/,
      ['--wait', '1'],
    ],
    [
      'is not there',
      'http://127.0.0.1:1/states',
      /does not reach http:\/\/127\.0\.0\.1:1\/states: nothing listens there/,
    ],
    ['holds a password', 'http://me:pass@127.0.0.1:1/states', /holds a user or a password/],
  ];
  test.each(failures)(
    'exits with 2 and one sentence if the hook %s',
    async (_, hook, message, more = []) => {
      const server = await reportServer();
      const args = ['--spec', spec, '--target', server.url, '--setup', hook, ...more];
      const { code, stderr } = await commandHere(args, {
        CONTRACT_TOKEN: 'planted-token-of-a-test',
      });
      expect(stderr).toMatch(message);
      expect(stderr.match(/^error: --setup /gm)).toHaveLength(1);
      expect(stderr).not.toContain('planted-token');
      expect(code).toBe(2);
    },
  );

  test('ends the run with 2 if the hook fails for a state, and says so if it fails to take back', async () => {
    const server = await reportServer({
      hook: ({ action, state }) =>
        state === '' && action === 'setup' ? '{"team_id": "red"}' : 500,
    });
    // The kind of record is not the one that this hook makes.
    const other = join(folder, 'other.yaml');
    writeFileSync(other, reports.replace('collection: reports', 'collection: others'));
    const { code, stderr } = await commandHere([
      ...['--spec', other, '--target', server.url, '--setup', server.states, '--runs', '0'],
    ]);
    expect(stderr).toMatch(
      /^error: --setup gets the answer 500 from \S+\/states \(setup for the state "others"\)\.$/m,
    );
    expect(stderr).toMatch(/^note: --setup gets the answer 500 from \S+\/states \(teardown\)\.$/m);
    expect(stderr).not.toContain('secret-of-the-hook');
    expect(code).toBe(2);
  });

  test('takes back what it made on Ctrl-C, also while the hook is at work', async () => {
    const server = await reportServer();
    const calls = join(folder, 'interrupted.txt');
    writeFileSync(calls, '');
    const setup = hookOf(
      'slow.mjs',
      `import { appendFileSync, readFileSync } from 'node:fs';
      const { action } = JSON.parse(readFileSync(0, 'utf8'));
      appendFileSync('interrupted.txt', action + '\\n');
      if (action === 'setup') setInterval(() => {}, 1000);`,
    );
    const args = ['--spec', spec, '--target', server.url, '--setup', setup];
    const child = spawn(process.execPath, [await program(), ...args], {
      cwd: folder,
      env: environment,
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((done) => child.on('close', done));
    while (readFileSync(calls, 'utf8') === '') await new Promise((done) => setTimeout(done, 20));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(readFileSync(calls, 'utf8')).toBe('setup\nteardown\n');
  });
});
