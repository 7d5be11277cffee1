import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { root } from '../../build/run-script.js';
import { capabilities } from '../../../scripts/contract/case.js';
import { testAtNight } from '../../lib/at-night.js';
import { commandHere, type Ended } from './command-here.js';
import { builtPackage, mockAddress } from '../../lib/shared/shared.js';
import { honestServer, type Honesty } from './honest-server.js';
import { servedDocument } from './served.js';

const folder = mkdtempSync(join(tmpdir(), 'contract-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const environment = { ...process.env, NODE_OPTIONS: '', GITHUB_ACTIONS: '' };

/** The command of the package, compiled, which starts faster. */
const command = async () => `${await builtPackage()}scripts/contract.js`;

/** Runs the command as it is typed; not synchronously, since the server is in this process. */
async function contract(args: string[], more: Record<string, string> = {}): Promise<Ended> {
  const program = await command();
  return new Promise((done) => {
    execFile(
      process.execPath,
      [program, ...args],
      { cwd: root, env: { ...environment, ...more }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

async function honest(honesty: Honesty = {}) {
  const server = await honestServer(honesty);
  stops.push(() => server.stop());
  return server;
}

const files = ['exchanges.har', 'findings.sarif', 'junit.xml', 'report.html', 'report.json'];

/** The description of what the server serves. */
const served = join(folder, 'served.json');
beforeAll(() => writeFileSync(served, JSON.stringify(servedDocument)));

/** A short run by the whole description of the project, and one by no more of it than is served. */
const ofProject = ['--operation', 'listWorkflows', '--runs', '2', '--seed', '5'];
const few = ['--spec', served, ...ofProject];

test('the contract command exits with 0, target, seed and table if the server keeps the contract', async () => {
  const { url } = await honest();
  const { code, stdout, stderr } = await contract(['--target', url, ...few]);
  expect(stderr).not.toMatch(/error/);
  expect(stdout).toMatch(new RegExp(`^target {2}${url}\nseed {4}5\n`));
  expect(stdout).toMatch(/^can {5}.*\bexamples\b/m);
  expect(stdout).toMatch(/^skipped \d+: It needs a server that picks its answer/m);
  expect(stdout).toMatch(/^listWorkflows +\d+ +\d+ +0 +0 +\d+ /m);
  expect(stdout).toMatch(/\n\d+ passed, 0 failed, \d+ skipped\n$/);
  expect(code).toBe(0);
});

test('the contract command prints no warning of Node.js, however many requests wait for their turn', async () => {
  const { url } = await honest();
  const options = ['--only', 'example,credentials', '--rate', '200', '--concurrency', '32'];
  const { code, stderr } = await contract(['--target', url, ...few, ...options]);
  expect(stderr).not.toMatch(/warning/i);
  expect(code).toBe(0);
});

test('the contract command exits with 1, what, where and the curl line if the server breaks the contract', async () => {
  const { url } = await honest({
    lie: (_, reply) => (reply.status === 401 ? { ...reply, status: 200 } : reply),
  });
  const reports = join(folder, 'broken');
  const summary = join(folder, 'unwritten.md');
  const { code, stdout } = await contract(['--target', url, ...ofProject, '--report', reports], {
    GITHUB_STEP_SUMMARY: summary,
  });
  // Whatever the credentials were, it is one cause.
  expect(stdout.match(/^unauthenticated_accepted .*$/gm)).toEqual([
    expect.stringMatching(/^unauthenticated_accepted \(F307\): listWorkflows: \d+ requests$/),
  ]);
  expect(stdout).toMatch(
    /\n {2}expected {2}refused with 401\n {2}answered {2}200 application\/json/,
  );
  expect(stdout).toMatch(/\n {2}rule {6}spec\/\S+\.yaml:\d+ \(security\)\n/);
  expect(stdout).toMatch(/\n {2}curl .*\/soc\/workflows/);
  expect(stdout).toMatch(/\n\d+ passed, [1-9]\d* failed/);
  expect(code).toBe(1);
  expect(readdirSync(reports).sort()).toEqual(files);
  // Nothing is said to GitHub Actions elsewhere.
  expect(stdout).not.toMatch(/^::/m);
  expect(existsSync(summary)).toBe(false);
});

test('the contract command annotates the rules and writes a summary in GitHub Actions', async () => {
  const { url } = await honest({
    lie: (_, reply) => (reply.status === 401 ? { ...reply, status: 200 } : reply),
  });
  const summary = join(folder, 'summary.md');
  writeFileSync(summary, '# Before\n');
  const { stdout } = await commandHere(['--target', url, ...few], {
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: summary,
  });
  expect(stdout).toMatch(/^::error file=.*,line=\d+,title=unauthenticated_accepted .*::.*%0A/m);
  const text = readFileSync(summary, 'utf8');
  expect(text).toMatch(/^# Before\n## Contract broken: /);
  expect(text).toMatch(/^\| unauthenticated&#95;accepted /m);
});

testAtNight('the contract command recognises a server that picks its answers', async () => {
  const { code, stdout } = await commandHere(['--target', await mockAddress(), ...ofProject]);
  expect(stdout).toMatch(/^can {5}choose-answer, examples, stateless\b/m);
  expect(stdout).toMatch(/\n\d{3} passed, 0 failed/);
  expect(code).toBe(0);
});

test('the contract command exits with 2, one sentence and a report if no server is there', async () => {
  const reports = join(folder, 'nobody');
  const { code, stderr } = await contract([
    '--target',
    'http://127.0.0.1:1',
    ...few,
    '--report',
    reports,
  ]);
  expect(stderr).toBe(
    'error: http://127.0.0.1:1 cannot be reached: nothing listens there; is the server running?\n',
  );
  expect(code).toBe(2);
  expect(readdirSync(reports).sort()).toEqual(files);
});

test.each([
  ['refuses everything', ['--only', 'parameter'], /^error: The server accepted no request at all/m],
  ['keeps no state', ['--only', 'behaviour'], /^error: No case was sent, so the run proves/m],
])(
  'the contract command exits with 2, and writes no baseline, if the server %s',
  async (_, only, says) => {
    const { url } = await honest({
      lie: () => ({
        status: 400,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ code: 'SecMaster.20030001', message: 'no' }),
      }),
    });
    const baseline = join(folder, 'proves-nothing.yaml');
    const args = ['--target', url, ...few, ...only, '--baseline', baseline, '--update-baseline'];
    const { code, stderr } = await commandHere(args);
    expect(stderr).toMatch(says);
    expect(existsSync(baseline)).toBe(false);
    expect(code).toBe(2);
  },
);

test('the contract command exits with 2 and what it found before if the server dies', async () => {
  let count = 0;
  const server = await honest({
    lie: (_, reply) => {
      if ((count += 1) === 60) void server.stop();
      return reply;
    },
  });
  stops.length = 0;
  const reports = join(folder, 'died');
  const { code, stdout, stderr } = await commandHere([
    '--target',
    server.url,
    ...few,
    '--report',
    reports,
  ]);
  expect(stderr).toMatch(
    /error: .* has ended: nothing listens there since it was asked "listWorkflows .* The run ended after \d+ cases of \d+\.\n/,
  );
  // The requests that were under way are findings, those that were not sent are none.
  expect(stdout).toMatch(/\n[1-9]\d* passed, 1?\d failed, \d{3} skipped\n$/);
  expect(stdout).not.toMatch(/nothing listens there/);
  expect(code).toBe(2);
  expect(readdirSync(reports)).toContain('report.html');
});

test('the contract command exits with 130 and a report as far as it came on Ctrl-C', async () => {
  const reports = join(folder, 'interrupted');
  const server = await honest();
  const child = spawn(
    process.execPath,
    [await command(), '--target', server.url, ...few, '--rate', '20', '--report', reports],
    { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const ended = new Promise<number | null>((done) => child.on('close', done));
  while (server.requests.length < 20) await new Promise((done) => setTimeout(done, 20));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(stdout).toMatch(/\n[1-9]\d* passed, 0 failed, \d{3} skipped\n$/);
  const report = JSON.parse(readFileSync(join(reports, 'report.json'), 'utf8')) as {
    interrupted?: boolean;
  };
  expect(JSON.stringify(report)).toContain('"interrupted":true');
});

test('the contract command prints no secret, also if the server repeats it', async () => {
  const secrets = {
    CONTRACT_TOKEN: 'planted-token-"with"-quotes-1c0ffee',
    HUAWEICLOUD_SDK_AK: 'PLANTEDACCESSKEY0001',
    HUAWEICLOUD_SDK_SK: 'planted-secret-key-0123456789abcdef',
  };
  const seen = new Set<string>();
  const { url } = await honest({
    lie: ({ headers, operationId }, reply) => {
      const own = [headers['x-auth-token'], headers.authorization].filter(
        (text) => text !== undefined,
      );
      for (const text of own) seen.add(String(text));
      if (operationId === undefined) return reply;
      const echo = JSON.stringify({ code: own.join(), message: 7, [own.join()]: own });
      return { ...reply, headers: { ...reply.headers, 'X-Echo': own.join() }, body: echo };
    },
  });
  const reports = join(folder, 'secrets');
  const { stdout, stderr, code } = await commandHere(
    ['--target', url, ...few, '--report', reports],
    secrets,
  );
  expect(code).toBe(1);
  expect([...seen].some((text) => text === secrets.CONTRACT_TOKEN)).toBe(true);
  const signatures = [...seen].flatMap((text) => /Signature=(\w+)/.exec(text)?.[1] ?? []);
  expect(signatures.length).toBeGreaterThan(0);
  const all = [
    stdout,
    stderr,
    ...readdirSync(reports).map((file) => readFileSync(join(reports, file), 'utf8')),
  ].join('\n');
  for (const secret of [...Object.values(secrets), 'planted-token', ...signatures]) {
    expect(all.includes(secret)).toBe(false);
  }
  expect(all).toContain('$CONTRACT_TOKEN');
});

test('the contract command says in its help what it reads from the environment, and what its words mean', async () => {
  const { stdout, code } = await contract(['--help']);
  for (const text of ['CONTRACT_<SCHEME>', 'USER:PASSWORD for HTTP Basic', 'HUAWEICLOUD_SDK_AK']) {
    expect(stdout).toContain(text);
  }
  expect(stdout).toMatch(/\n {2}130 {2}.*Ctrl-C/);
  for (const [word, meaning] of Object.entries(capabilities))
    expect(stdout).toContain(`\n  ${word}\n      ${meaning}\n`);
  for (const word of ['TCL 1 to 7', 'F100 to F310', 'note', 'inconclusive'])
    expect(stdout).toMatch(new RegExp(`\\n  ${word}\\n      \\S`));
  expect(code).toBe(0);
});

test('the contract command sends nothing that needs credentials to another machine without them', async () => {
  const { code, stderr, stdout } = await commandHere(
    ['--target', 'https://no-such-host.invalid', ...few],
    { CONTRACT_TOKEN: 'a-token-of-a-test' },
  );
  expect(stdout).toMatch(/^target {2}https:\/\/no-such-host\.invalid, reads only$/m);
  expect(stderr).toMatch(/^error: /m);
  expect(code).toBe(2);
});

test('the contract command knows the findings of a baseline, which it writes, and names what is new since', async () => {
  let status = 200;
  const { url } = await honest({
    lie: ({ headers }, reply) =>
      reply.status === 401 && headers['x-auth-token'] === undefined ? { ...reply, status } : reply,
  });
  const baseline = join(folder, 'known.yaml');
  const [before, after] = [join(folder, 'before'), join(folder, 'after')];
  const args = ['--target', url, ...few, '--baseline', baseline];
  const missing = await commandHere(args);
  expect(missing.stderr).toMatch(/^error: --baseline: .* does not exist; write one with/);
  expect(missing.code).toBe(2);
  const written = await commandHere([...args, '--update-baseline', '--report', before]);
  expect(written.stdout).toMatch(/knows \d findings now; \d of them without a reason yet\.\n/);
  expect(written.code).toBe(0);
  const known = await commandHere(args);
  expect(known.stdout).toMatch(/^inconclusive \d+: Known until \d{4}-\d\d-\d\d: Not looked/m);
  expect(known.stdout).toMatch(/\n\d+ passed, 0 failed, /);
  expect(known.code).toBe(0);
  status = 500;
  const worse = await commandHere([...args, '--report', after]);
  expect(worse.stdout).toMatch(/^server_error \(F100\): listWorkflows: \d+ of \d+ requests$/m);
  expect(worse.code).toBe(1);
  const reports = [join(before, 'report.json'), join(after, 'report.json')];
  const compared = await commandHere(['compare', ...reports]);
  expect(compared.stdout).toMatch(/^new {3}server_error listWorkflows \/\S+: \d+ requests\n/);
  expect(compared.stdout).toMatch(/\n[1-9]\d* new, 0 gone, 0 the same\n$/);
  expect(compared.code).toBe(1);
  const back = await commandHere(['compare', ...reports.toReversed()]);
  expect(back.stdout).toMatch(/^gone .*\n0 new, [1-9]\d* gone, 0 the same\n$/s);
  expect(back.code).toBe(0);
  const none = await commandHere(['compare', baseline, String(reports[0])]);
  expect(none.stderr).toMatch(/^error: .*known\.yaml is no JSON\.\n$/);
  expect(none.code).toBe(2);
});

test('the contract command tells why a run broke off that should have written a baseline, and writes none', async () => {
  const baseline = join(folder, 'never.yaml');
  const args = ['--target', 'http://127.0.0.1:1', ...few, '--baseline', baseline];
  const { code, stdout, stderr } = await commandHere([...args, '--update-baseline']);
  expect(stderr).toMatch(/^error: http:\/\/127\.0\.0\.1:1 cannot be reached/m);
  expect(stdout).toMatch(/\n0 passed, 0 failed, \d+ skipped\n$/);
  expect(existsSync(baseline)).toBe(false);
  expect(code).toBe(2);
});

test('the contract command reads contract.yaml, sends no excluded case, and refuses an exclusion of nothing', async () => {
  const { url, requests } = await honest();
  const config = join(folder, 'contract.yaml');
  const text = `target: ${url}\nspec: served.json\nruns: 0\nsafe: true\nexclude: ['operation=*o*', 'kind=method', 'operation=never']\n`;
  writeFileSync(config, text);
  const { stdout, stderr, code } = await commandHere(['--config', config]);
  expect(stdout).toMatch(new RegExp(`^config {2}${config}\ntarget {2}${url}, reads only\n`));
  expect(stdout).toMatch(/^skipped \d{3,}: It is excluded by operation=\*o\*\.$/m);
  expect(stderr).toMatch(/^error: --exclude operation=never leaves out nothing; remove it\.$/m);
  expect(code).toBe(1);
  // What looks at the server and its lists, unknown paths, and nothing else.
  expect(requests.length).toBeLessThan(100);
});

test('the contract command holds a list of exclusions to what its file chooses, and not to what is typed', async () => {
  const { url } = await honest();
  const config = join(folder, 'part.yaml');
  const text = `target: ${url}\nspec: served.json\nruns: 0\noperation: listWorkflows\nexclude: ['case=never']\n`;
  writeFileSync(config, text);
  const whole = await commandHere(['--config', config]);
  expect(whole.stderr).toMatch(/^error: --exclude case=never leaves out nothing; remove it\.$/m);
  expect(whole.code).toBe(1);
  const part = await commandHere(['--config', config, '--operation', 'showAopWorkflow']);
  expect(part.stderr).not.toMatch(/^error/m);
  expect(part.code).toBe(0);
});

test.each([
  [
    ['--operation', 'listWorkflow'],
    /^error: --operation "listWorkflow" is unknown; did you mean listWorkflows\?\n$/,
  ],
  [['--spec', '/no/such/file'], /^error: --spec: there is no file \/no\/such\/file; .*\n$/],
])('the contract command refuses what makes no sense in one line: %s', async (args, message) => {
  const { code, stderr, stdout } = await commandHere(['--target', 'http://127.0.0.1:1', ...args]);
  expect(stderr).toMatch(message);
  expect(stdout).not.toMatch(/passed/);
  expect(code).toBe(2);
});
