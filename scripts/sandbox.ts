import {
  startSandbox,
  type RunningSandbox,
  type SeedName,
  type SignInMode,
} from '../src/sandbox/index.js';
import { busyPort, parsePort, defineCommand, UserError } from './lib/cli.js';
import { aborted, stopSignal } from './lib/stop-signal.js';

const seeds = ['empty', 'examples', 'soc'];
const modes = ['off', 'presence', 'strict'];

const command = {
  // Compiled, it is a command of the package.
  usage: import.meta.url.endsWith('.ts') ? 'npm run sandbox --' : 'npx secmaster-sandbox',
  summary: 'Serves a SecMaster that remembers what it is told, until Ctrl-C.',
  options: {
    port: { value: 'PORT', default: '4011', help: 'port; 0 for any free one' },
    host: { value: 'HOST', default: '127.0.0.1', help: 'address to listen on' },
    seed: {
      value: 'NAME',
      default: 'examples',
      help: 'what it begins with: empty, examples or soc',
    },
    auth: {
      value: 'MODE',
      default: 'presence',
      help: 'how requests have to sign in: off, presence or strict',
    },
    data: { value: 'FILE', help: 'keep the state in this file from one start to the next' },
    random: { value: 'TEXT', help: 'from it come all ids (default sandbox)' },
    'node-time': { value: 'MS', help: 'how long a node takes in a run (default 500)' },
    throttle: { value: 'N', help: 'requests a minute that pass the gateway (default: no limit)' },
    readings: { value: 'LIST', help: 'how open points are read, such as D23=no-version' },
    'any-workspace': { help: 'have every workspace that is asked for' },
    frozen: { help: 'let the clock stand still until it is advanced' },
    control: { help: 'allow control although the host is not this machine alone' },
    'control-origins': { value: 'LIST', help: 'origins of pages that may use control' },
  },
  failure: 'the port is busy, or the data file cannot be used',
} as const;

defineCommand(import.meta.url, command, async (options) => {
  const signal = stopSignal();
  const port = parsePort('port', options.port);
  let sandbox: RunningSandbox;
  try {
    sandbox = await startSandbox({
      port,
      host: options.host,
      seed: oneOf('seed', options.seed, seeds) as SeedName,
      auth: oneOf('auth', options.auth, modes) as SignInMode,
      data: options.data,
      random: options.random,
      nodeTime: wholeNumber('node-time', options['node-time']),
      throttle: wholeNumber('throttle', options.throttle),
      readings: readingsOf(options.readings),
      workspaces: options['any-workspace'] ? 'any' : 'known',
      frozen: options.frozen,
      ...(options.control && { control: true }),
      controlOrigins: options['control-origins']?.split(',').map((origin) => origin.trim()),
    });
  } catch (error) {
    throw explained(error, port);
  }
  const { endpoint, projectId, workspaceId, token } = sandbox.clientOptions();
  console.log(`sandbox    ${endpoint}`);
  console.log(`project    ${projectId}`);
  console.log(`workspace  ${workspaceId}`);
  console.log(`token      ${token}`);
  await aborted(signal);
  await sandbox.close();
});

function explained(error: unknown, port: number): unknown {
  if (error instanceof TypeError) return new UserError(error.message);
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? busyPort(port) : error;
}

function oneOf(name: string, value: string, known: readonly string[]): string {
  if (known.includes(value)) return value;
  throw new UserError(`--${name} must be one of ${known.join(', ')}, not "${value}".`, 2);
}

function readingsOf(list = ''): Record<string, string> {
  const pairs = list.split(',').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', value] = pair.split('=');
      if (value !== undefined) return [name.trim(), value.trim()];
      throw new UserError(`--readings takes pairs such as D23=no-version, not "${pair}".`, 2);
    }),
  );
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,9}$/.test(text))
    return text === undefined ? undefined : Number(text);
  throw new UserError(`--${name} must be a whole number, not "${text}".`, 2);
}
