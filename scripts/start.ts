import { join } from 'node:path';
import { buildIfStale } from './build.js';
import {
  parseCommandLine,
  parsePort,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import { readBundle } from './lib/openapi/document.js';
import { listOperations } from './lib/operation-list.js';
import { configOption, defaultOut, defaultSpec, outOption, specOption } from './lib/paths.js';
import { curlLine, sampleRequest, type SampleRequest } from './lib/sample-request.js';
import { nextFreePort, serveFolder } from './lib/loopback.js';
import { aborted, stopSignal } from './lib/stop-signal.js';
import { startMock, type Mock } from './mock.js';

const command = {
  usage: 'npm start --',
  summary: 'Builds what is stale, then serves the docs and a mock on 127.0.0.1 until Ctrl-C.',
  options: {
    port: {
      value: 'PORT',
      default: '8080',
      help: 'port of the docs; if busy, the next free one is taken',
    },
    'mock-port': {
      value: 'PORT',
      default: '4010',
      help: 'port of the mock; if busy, the next free one is taken',
    },
    spec: specOption,
    config: configOption,
    out: outOption,
    once: { help: 'ask both servers once, then end' },
  },
  failure: 'the build failed, or a server does not answer',
} satisfies Command<Record<string, CommandOption>>;

function tellPort(name: string, wanted: number, taken: number): void {
  if (wanted !== 0 && wanted !== taken) {
    console.log(`port ${wanted} is busy, using ${taken} for the ${name}`);
  }
}

async function probe(url: string, init: RequestInit = {}): Promise<void> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
  await response.arrayBuffer();
  const line = `${init.method ?? 'GET'} ${url} ${response.status}`;
  if (!response.ok) throw new UserError(`${line}: a success was expected.`);
  console.log(line);
}

async function startMockNear(
  document: string,
  wanted: number,
  signal: AbortSignal,
): Promise<Mock | undefined> {
  if (listOperations(readBundle(document)).length === 0) {
    console.log('mock  none: the description has no operations');
    return undefined;
  }
  const port = await nextFreePort(wanted);
  tellPort('mock', wanted, port);
  return startMock({ document, port, signal, print: console.log });
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  const { spec = defaultSpec, config, out = defaultOut, once } = line.options;
  const docsPort = parsePort('port', line.options.port);
  const mockPort = parsePort('mock-port', line.options['mock-port']);
  const signal = stopSignal();
  await buildIfStale({ spec, config, out, signal, print: console.log });

  const document = join(out, 'openapi.json');
  const docs = await serveFolder(join(out, 'docs'), docsPort);
  let mock: Mock | undefined;
  try {
    tellPort('docs', docsPort, docs.port);
    mock = await startMockNear(document, mockPort, signal);
    console.log(`docs  ${docs.url}`);
    let request: SampleRequest | undefined;
    if (mock !== undefined) {
      console.log(`mock  ${mock.url}`);
      request = sampleRequest(readBundle(document));
      if (request !== undefined) console.log(`try   ${curlLine(mock.url, request)}`);
    }
    if (once) {
      await probe(docs.url);
      if (mock !== undefined && request !== undefined) {
        await probe(mock.url + request.target, { headers: request.headers });
      }
      return;
    }
    console.log('Ctrl-C ends both');
    const failure = await Promise.race([aborted(signal), ...(mock ? [mock.failed] : [])]);
    if (failure !== undefined) throw failure;
  } finally {
    await Promise.all([docs.stop(), mock?.stop()]);
  }
});
