import { join, resolve } from 'node:path';
import { buildIfStale } from './build.js';
import { defineCommand, parsePort, UserError } from './lib/cli.js';
import { readBundle } from './lib/openapi/document.js';
import { listOperations } from './lib/operation-list.js';
import { configOption, defaultOut, defaultSpec, outOption, specOption } from './lib/paths.js';
import { curlLine, sampleRequest } from './lib/sample-request.js';
import { serveFolder, startNear, type StaticServer } from './lib/loopback.js';
import { aborted, stopSignal } from './lib/stop-signal.js';
import { startMock } from './mock.js';

const command = {
  usage: 'npm start --',
  summary:
    'Builds what is stale, then serves the docs and the sandbox (for another description: a mock) on 127.0.0.1 until Ctrl-C.',
  options: {
    port: {
      value: 'PORT',
      default: '8080',
      help: 'port of the docs; if busy, the next free one is taken',
    },
    'api-port': {
      value: 'PORT',
      default: '4010',
      help: 'port of the sandbox or the mock; if busy, the next free one is taken',
    },
    spec: specOption,
    config: configOption,
    out: outOption,
    once: { help: 'ask both servers once, then end' },
  },
  failure: 'the build failed, or a server does not answer',
} as const;

/** The server beside the docs, to which their console sends its requests. */
interface ApiServer {
  /** Address without a slash at the end. */
  url: string;
  port: number;
  /** A token that it takes, if it says one. */
  token?: string;
  /** Resolves if the server was given up, with the reason. */
  failed?: Promise<UserError>;
  stop(): Promise<void>;
}

function reportPort(name: string, wanted: number, taken: number): void {
  if (wanted !== 0 && wanted !== taken) {
    console.log(`port ${wanted} is busy, using ${taken} for the ${name}`);
  }
}

/** Asks a server that listens: only Node.js's own five minutes end that, however busy the machine is. */
async function probe(url: string, init: RequestInit = {}): Promise<void> {
  const response = await fetch(url, init).catch((error: unknown) => {
    const { cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : String(error);
    throw new UserError(`${url} does not respond: ${reason}.`);
  });
  await response.arrayBuffer();
  const line = `${init.method ?? 'GET'} ${url} ${response.status}`;
  if (!response.ok) throw new UserError(`${line}: a success was expected.`);
  console.log(line);
}

async function startSandboxServer(port: number): Promise<ApiServer> {
  // It holds the description in code that the build has just written.
  const { startSandbox } = await import('../src/sandbox/index.js');
  const sandbox = await startSandbox({ port, seed: 'soc' });
  const { token } = sandbox.clientOptions();
  return { url: sandbox.url, port, token, stop: () => sandbox.close() };
}

defineCommand(import.meta.url, command, async (options) => {
  const { spec = defaultSpec, config, out = defaultOut, once } = options;
  const docsPort = parsePort('port', options.port);
  const apiPort = parsePort('api-port', options['api-port']);
  const signal = stopSignal();
  await buildIfStale({ spec, config, out, signal, print: console.log });

  const document = join(out, 'openapi.json');
  const bundle = readBundle(document);
  // The sandbox knows this project's own description alone.
  const kind = resolve(spec) === defaultSpec && resolve(out) === defaultOut ? 'sandbox' : 'mock';
  let docs: StaticServer | undefined;
  let api: ApiServer | undefined;
  try {
    if (listOperations(bundle).length === 0) {
      console.log('mock     none: the description has no operations');
    } else {
      api = await startNear<ApiServer>(apiPort, (port) =>
        kind === 'sandbox'
          ? startSandboxServer(port)
          : startMock({ document, port, signal, print: console.log }),
      );
      reportPort(kind, apiPort, api.port);
    }
    docs = await serveFolder(join(out, 'docs'), docsPort, { 'api-port': api?.port });
    reportPort('docs', docsPort, docs.port);
    console.log(`docs     ${docs.url}`);
    const request = api && sampleRequest(bundle);
    if (api !== undefined) {
      console.log(`${kind.padEnd(7)}  ${api.url}`);
      if (api.token !== undefined) console.log(`token    ${api.token} (any other text works too)`);
      if (request !== undefined) console.log(`try      ${curlLine(api.url, request)}`);
    }
    if (once) {
      await probe(docs.url);
      if (api !== undefined && request !== undefined) {
        await probe(api.url + request.target, { headers: request.headers });
      }
      return;
    }
    console.log('Ctrl-C ends both');
    const failure = await Promise.race([aborted(signal), ...(api?.failed ? [api.failed] : [])]);
    if (failure !== undefined) throw failure;
  } finally {
    await Promise.all([docs?.stop(), api?.stop()]);
  }
});
