import { execFile, fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Pool } from 'undici';
import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from '../../scripts/lib/cli.js';
import { npm } from '../../scripts/lib/process.js';
import { stopSignal } from '../../scripts/lib/stop-signal.js';
import { compilePackage } from '../../scripts/package.js';
import { installPeers } from './install-peers.js';
import { collection, example } from './sandbox-requests.js';
import type { servers, ServerName, Usage } from './sandbox-server.js';
import { readBundle } from '../../scripts/lib/openapi/document.js';
import { listOperations } from '../../scripts/lib/operation-list.js';
import { defaultBundle } from '../../scripts/lib/paths.js';

const command = {
  usage: 'npx tsx test/bench/sandbox.ts',
  summary:
    'Measures the sandbox: CPU per request beside Prism, openapi-backend and json-server, lists of 100,000 workflows, memory over many requests, its start, its bytes in the package.',
  options: {
    requests: { value: 'N', default: '2000', help: 'requests of each kind, server and round' },
    rounds: { value: 'N', default: '3', help: 'rounds; the best of each kind counts' },
  },
  failure: 'a server failed, or a goal is missed',
} satisfies Command<Record<string, CommandOption>>;

/** Requests under way at once. */
const inFlight = 16;

/** Sent before a measurement, so that it sees compiled code as a server that runs for hours has it. */
const warmUp = 3000;

/** A server in a process of its own. */
interface Server {
  readonly url: string;
  /** @param collect - whether garbage is collected first */
  readonly usage: (collect?: boolean) => Promise<Usage>;
  readonly stop: () => void;
}

async function start(name: ServerName, workflows = 1): Promise<Server> {
  const child = fork(
    fileURLToPath(new URL('sandbox-server.ts', import.meta.url)),
    [name, String(workflows)],
    { execArgv: ['--import=tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  return {
    url: await answerOf<string>(child, name),
    usage(collect = false) {
      const answer = answerOf<Usage>(child, name);
      child.send(collect);
      return answer;
    },
    stop: () => void child.kill(),
  };
}

function answerOf<Answer>(child: ChildProcess, name: string): Promise<Answer> {
  return new Promise((done, fail) => {
    const onExit = () => fail(new UserError(`${name} ended.`));
    child.once('exit', onExit);
    child.once('message', (answer) => {
      child.off('exit', onExit);
      done(answer as Answer);
    });
  });
}

/** A request, and the status that it has to get. */
interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** What follows the path of the workflows. */
  readonly path?: string;
  readonly body?: unknown;
  readonly statuses?: readonly number[];
}

/** Sends a request and reads the answer. */
async function send(pool: Pool, { method, path = '', body, statuses = [200, 201] }: Ask) {
  const answer = await pool.request({
    ...{ method, path: collection + path },
    headers: { 'x-auth-token': 'any', 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (!statuses.includes(answer.statusCode)) {
    throw new UserError(`${method} ${path} was answered with ${answer.statusCode}: ${text}`);
  }
  return text;
}

/** Does a work so many times, some at once. */
async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  let left = times;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while ((left -= 1) >= 0) await work();
    }),
  );
}

/** Microseconds of the server's processor that one request takes, at best. */
async function cpuOf(server: Server, rounds: number, requests: number, ask: Ask): Promise<number> {
  const pool = new Pool(server.url, { connections: inFlight });
  try {
    await repeat(warmUp, () => send(pool, ask));
    let best = Infinity;
    for (let round = 0; round < rounds; round += 1) {
      const before = await server.usage();
      await repeat(requests, () => send(pool, ask));
      const after = await server.usage();
      best = Math.min(best, (after.cpu - before.cpu) / requests);
    }
    return best;
  } finally {
    await pool.close();
  }
}

/** A figure with what it may be at most. */
interface Goal {
  readonly name: string;
  readonly figure: number;
  readonly most: number;
  readonly unit: string;
}

const list: Ask = { method: 'GET', path: '?limit=10' };
const create: Ask = { method: 'POST', body: example('createAopWorkflowRequest') };

/** The sandbox beside its peers. */
async function comparison(rounds: number, requests: number): Promise<Goal[]> {
  const names: typeof servers = ['this sandbox', 'Prism', 'openapi-backend', 'json-server'];
  const figures: { name: string; list: number; create: number }[] = [];
  for (const name of names) {
    const server = await start(name);
    try {
      const listed = await cpuOf(server, rounds, requests, list);
      figures.push({ name, list: listed, create: await cpuOf(server, rounds, requests, create) });
    } finally {
      server.stop();
    }
  }
  const [own, prism] = figures;
  if (own === undefined || prism === undefined) return [];
  console.log(row(['CPU of the server a request', 'list, µs', 'of ours', 'create, µs', 'of ours']));
  for (const one of figures) {
    const ratio = (figure: number, ours: number) => `${(figure / ours).toFixed(2)} x`;
    console.log(
      row([
        ...[one.name, one.list.toFixed(0), ratio(one.list, own.list)],
        ...[one.create.toFixed(0), ratio(one.create, own.create)],
      ]),
    );
  }
  return (['list', 'create'] as const).flatMap((kind) => [
    { name: `CPU to ${kind}`, figure: own[kind] / 1000, most: 1, unit: 'ms' },
    { name: `CPU to ${kind}, of Prism's`, figure: own[kind] / prism[kind], most: 1 / 3, unit: '' },
  ]);
}

/** What a list of many workflows costs more than one of few. */
async function growth(rounds: number, requests: number): Promise<Goal[]> {
  const [few, many] = [100, 100_000];
  const asks: Record<string, (size: number) => Ask> = {
    'first page': () => list,
    'last page that can be reached': (size) => ({
      method: 'GET',
      path: `?limit=10&offset=${Math.min(size, 10_000) - 10}`,
    }),
    'sorted by change': () => ({ method: 'GET', path: '?limit=10&sortby=update_time' }),
    'filtered by name': (size) => ({ method: 'GET', path: `?limit=10&name=workflow-${size / 2}` }),
  };
  const small = await start('this sandbox', few);
  const large = await start('this sandbox', many);
  const goals: Goal[] = [];
  try {
    for (const [name, ask] of Object.entries(asks)) {
      const one = await cpuOf(small, rounds, requests, ask(few));
      const other = await cpuOf(large, rounds, requests, ask(many));
      const figure = other / one;
      goals.push({ name: `${many} workflows of ${few}, ${name}`, figure, most: 5, unit: 'x' });
    }
  } finally {
    small.stop();
    large.stop();
  }
  return goals;
}

/** How much the heap grows once the journal is full. */
async function memory(requests: number): Promise<Goal[]> {
  const server = await start('this sandbox');
  const pool = new Pool(server.url, { connections: inFlight });
  const work = async () => {
    const { data } = JSON.parse(await send(pool, create)) as { data: { id: string } };
    const path = `/${data.id}`;
    await send(pool, { method: 'PUT', path, body: { description: 'x'.repeat(1000) } });
    await send(pool, { method: 'DELETE', path });
    await send(pool, { method: 'GET', path, statuses: [400] });
    await send(pool, list);
  };
  try {
    await repeat(1000, work);
    const before = await server.usage(true);
    await repeat(requests, work);
    const after = await server.usage(true);
    const figure = (after.heap - before.heap) / 1e6;
    const name = `growth of the heap over ${requests * 5} requests`;
    return [{ name, figure, most: 2, unit: 'MB' }];
  } finally {
    await pool.close();
    server.stop();
  }
}

/** Processes that start for the first answer. */
const processes = 15;

/** CPU of a process until its first answer, from its very start: the median. */
async function readiness(): Promise<Goal[]> {
  const program = `
    import { createSandbox } from ${JSON.stringify(new URL('../../dist/src/sandbox/index.js', import.meta.url).href)};
    const sandbox = createSandbox();
    const headers = { 'x-auth-token': sandbox.clientOptions().token };
    await (await sandbox.fetch('http://127.0.0.1${collection}', { headers })).json();
    const { user, system } = process.cpuUsage();
    console.log((user + system) / 1000);`;
  const times: number[] = [];
  for (let count = 0; count < processes; count += 1) {
    const args = ['--input-type=module', '--eval', program];
    times.push(Number((await promisify(execFile)(process.execPath, args)).stdout));
  }
  const figure = times.sort((one, other) => one - other)[Math.floor(processes / 2)] ?? NaN;
  return [{ name: 'CPU until the first answer of a process', figure, most: 150, unit: 'ms' }];
}

/**
 * Size of the programs of the sandbox, which are what it needs to run, for each operation that it plays; 1 KB is
 * 1,024 bytes, as in all limits here.
 */
async function bytes(signal: AbortSignal): Promise<Goal[]> {
  const output = await npm(signal, 'pack', '--dry-run', '--json', '--ignore-scripts');
  const [{ files }] = JSON.parse(output) as [{ files: { path: string; size: number }[] }];
  const own = files.filter(({ path }) => /^dist\/.*sandbox.*\.js$/.test(path));
  const operations = listOperations(readBundle(defaultBundle)).length;
  const figure = own.reduce((sum, { size }) => sum + size, 0) / 1024 / operations;
  return [{ name: 'programs of the sandbox for an operation', figure, most: 7, unit: 'KB' }];
}

function row([first = '', ...others]: readonly string[]): string {
  return first.padEnd(62) + others.map((cell) => cell.padStart(12)).join('');
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  const [requests, rounds] = [Number(line.options.requests), Number(line.options.rounds)];
  const signal = stopSignal();
  installPeers();
  await compilePackage(signal);
  const goals = [
    ...(await comparison(rounds, requests)),
    ...(await growth(rounds, requests)),
    ...(await memory(requests)),
    ...(await readiness()),
    ...(await bytes(signal)),
  ];
  console.log(`\n${row(['goal', 'figure', 'at most', ''])}`);
  for (const { name, figure, most, unit } of goals) {
    const shown = (value: number) => `${value.toFixed(2)} ${unit}`.trim();
    console.log(row([name, shown(figure), shown(most), figure <= most ? 'met' : 'MISSED']));
  }
  return goals.every(({ figure, most }) => figure <= most) ? 0 : 1;
});
