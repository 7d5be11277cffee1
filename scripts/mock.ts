import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { busyPort, parsePort, defineCommand, UserError } from './lib/cli.js';
import { readBundle, readDescription, type OpenApiDocument } from './lib/openapi/document.js';
import { displayPath } from './lib/openapi/source.js';
import { withExamples } from './contract/cases/answer-examples.js';
import { contradictionsOf } from './contract/run/contradictions.js';
import {
  withFormerKeywords,
  withJsonAnswers,
  withReadableRequests,
  withoutOpenExtensions,
} from './lib/prism/document.js';
import { listOperations } from './lib/operation-list.js';
import { defaultBundle } from './lib/paths.js';
import { freePort, startNear } from './lib/loopback.js';
import { startTool, toolPath } from './lib/process.js';
import { formatSeconds } from './lib/steps.js';
import { aborted, stopSignal } from './lib/stop-signal.js';
import { makeTemporaryFolder, removeTemporaryFolder } from './lib/temporary-folder.js';

const command = {
  usage: 'npm run mock --',
  summary: 'Serves a mock of a bundled document on 127.0.0.1 until Ctrl-C.',
  options: {
    port: { value: 'PORT', default: '4010', help: 'port; 0 for any free one' },
    spec: {
      value: 'PATH',
      help: 'bundled OpenAPI document, 3.1 or 3.0 (default generated/openapi.json)',
    },
    verbose: { help: "print Prism's log: method and path of each request, no headers" },
  },
  failure: 'the port is busy, the document cannot be read, or the mock keeps failing',
} as const;

/** How often a mock is started again before it is given up. */
const maxRestarts = 20;

/** Prism listens after some thirty times as long as Node.js takes to start, on any machine. */
const usualPatience = 1_000;

/** How a mock is started. */
export interface MockOptions {
  /** Path of the bundled document. */
  document: string;
  /** What it holds, if it has been read. */
  bundle?: OpenApiDocument;
  /** 0 for any free port. */
  port: number;
  /** Takes what the mock has to say: restarts, and Prism's log if `verbose`. */
  print?: (line: string) => void;
  verbose?: boolean;
  /** How many times as long as Node.js took to start Prism may take until it listens. */
  patience?: number;
  /** Ends the mock when aborted. */
  signal?: AbortSignal;
}

/** A running mock. */
export interface Mock {
  /** Address without a slash at the end. */
  url: string;
  port: number;
  /** Resolves if the mock was given up, with the reason; never after `stop`. */
  failed: Promise<UserError>;
  stop(): Promise<void>;
}

/** What Prism says of its end, without the log around it; the help text follows it. */
function fatalMessage(log: string): string {
  const fatal = /\bfatal\s+([^]*?)(?=\nprism mock|$)/.exec(log)?.[1] ?? log;
  return fatal.replace(/\s+/g, ' ').trim();
}

/**
 * Starts Prism on a bundled document in a process of its own and starts it again when it dies,
 * which one malformed multipart header is enough for.
 *
 * Prism runs with `--errors`: an example that breaks its own schema then gives a 500 instead of a
 * success. The switch concerns answers only, so documented errors (a 400 to an invalid request, a
 * status asked for by `Prefer: code=…`) come as without it.
 *
 * @throws UserError if the port is busy, Prism refuses the document, dies, or does not come to listen
 */
export function startMock(options: MockOptions): Promise<Mock> {
  const start = (port: number): Promise<Mock> => startOn(port, options);
  return options.port === 0 ? startNear(0, start) : start(options.port);
}

/** The document that Prism is given; what is wrong with it is told with its file. */
function asPrismReads(bundle: OpenApiDocument, name: string): OpenApiDocument {
  try {
    if (listOperations(bundle).length === 0) {
      throw new UserError('it has no operations, so there is nothing to mock.');
    }
    const answering = withJsonAnswers(withExamples(withReadableRequests(bundle)));
    return withoutOpenExtensions(withFormerKeywords(answering));
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${name}: ${error.message}`) : error;
  }
}

async function startOn(port: number, options: MockOptions): Promise<Mock> {
  const { document, print = () => {}, verbose = false, patience = usualPatience, signal } = options;
  const { bundle = readBundle(document, options.print) } = options;
  const mocked = asPrismReads(bundle, displayPath(document));
  if ((await freePort(port)) === undefined) throw busyPort(port);
  signal?.throwIfAborted();
  const folder = makeTemporaryFolder('mock-');
  const prismDocument = join(folder, 'openapi.json');
  writeFileSync(prismDocument, JSON.stringify(mocked));
  let stopping = false;
  let restarts = 0;
  let lastWords = '';
  let listening = false;
  let spawnedAt = 0;
  let startedAt: number | undefined;
  let child = start();
  let fail: (reason: UserError) => void = () => {};
  const failed = new Promise<UserError>((done) => {
    fail = done;
  });
  const stop = async () => {
    stopping = true;
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    removeTemporaryFolder(folder);
  };
  signal?.addEventListener('abort', () => void stop(), { once: true });

  while (!listening) {
    if (signal?.aborted) throw signal.reason;
    const reason = whyNot();
    if (reason !== undefined) {
      await stop();
      throw reason;
    }
    await delay(50);
  }
  return { url: `http://127.0.0.1:${port}`, port, failed, stop };

  /** Why nothing can be expected of the child that has not come to listen. */
  function whyNot(): UserError | undefined {
    const { exitCode, signalCode } = child;
    const said = fatalMessage(lastWords);
    const words = said === '' ? 'It said nothing.' : `It said: ${said}`;
    if (signalCode !== null) {
      return new UserError(
        `the mock died by ${signalCode} before it listened; SIGKILL comes from a machine that is out of memory. ${words}`,
      );
    }
    if (exitCode !== null) {
      // Another process has taken it since it was free.
      if (said.includes('EADDRINUSE')) return busyPort(port);
      return new UserError(
        said === ''
          ? `the mock died with exit code ${exitCode} before it listened. ${words}`
          : `Prism cannot mock ${displayPath(document)}: ${said}`,
      );
    }
    // Node.js itself has not started yet: a busy machine, but no reason to give up.
    if (startedAt === undefined) return undefined;
    const waited = performance.now() - startedAt;
    const latency = startedAt - spawnedAt;
    if (waited < patience * latency) return undefined;
    return new UserError(
      `the mock is alive but does not listen ${formatSeconds(waited)} after Node.js had started in ${formatSeconds(latency)}; is the machine too busy? ${words}`,
    );
  }

  function start(): ChildProcess {
    spawnedAt = performance.now();
    startedAt = undefined;
    const started = startTool(
      [
        `--import=${new URL('lib/prism/supervised-server.js', import.meta.url).href}`,
        `--import=${new URL('lib/prism/ascii-violations.js', import.meta.url).href}`,
        `--import=${new URL('lib/prism/candidate-paths.js', import.meta.url).href}`,
        `--import=${new URL('lib/prism/english-faker.js', import.meta.url).href}`,
        `--import=${new URL('lib/prism/media-types.js', import.meta.url).href}`,
        `--import=${new URL('lib/prism/parameters.js', import.meta.url).href}`,
        `--import=${new URL('lib/prism/query-names.js', import.meta.url).href}`,
        toolPath('@stoplight/prism-cli', 'prism'),
        'mock',
        prismDocument,
        '--host=127.0.0.1',
        `--port=${port}`,
        '--errors',
        `--verboseLevel=${verbose ? 'info' : 'fatal'}`,
      ],
      { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
    );
    started.on('message', (state) => {
      if (state === 'started') startedAt = performance.now();
      if (state === 'listening') listening = true;
    });
    // One that ends before it has ever listened would do so again.
    started.once('exit', (code, by) => {
      if (listening) restart(code, by);
    });
    for (const stream of [started.stdout, started.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        if (!listening) lastWords += text;
        if (verbose) print(text.trimEnd());
      });
    }
    return started;
  }

  function restart(code: number | null, by: string | null): void {
    if (stopping) return;
    const how = by === null ? `with exit code ${code}` : `by ${by}`;
    if (restarts === maxRestarts) {
      fail(new UserError(`the mock ended ${how} after ${maxRestarts} restarts; giving it up.`));
      return;
    }
    restarts += 1;
    print(`the mock ended ${how} and is started again (${restarts} of ${maxRestarts})`);
    child = start();
  }
}

defineCommand(import.meta.url, command, async (options) => {
  const { spec = defaultBundle, verbose } = options;
  const port = parsePort('port', options.port);
  const signal = stopSignal();
  const mock = await startMock({ document: spec, port, verbose, signal, print: console.log });
  // It answers otherwise there.
  for (const fault of contradictionsOf(readDescription(spec)))
    console.error(`description: ${fault}`);
  console.log(`mock  ${mock.url}  (Ctrl-C ends it)`);
  const failure = await Promise.race([mock.failed, aborted(signal)]);
  await mock.stop();
  if (failure !== undefined) throw failure;
});
