import { join } from 'node:path';
import { buildIfStale } from './build.js';
import { parsePort, defineCommand } from './lib/cli.js';
import { configOption, defaultOut, defaultSpec, outOption, specOption } from './lib/paths.js';
import { serveFolder } from './lib/loopback.js';
import { aborted, stopSignal } from './lib/stop-signal.js';

const command = {
  usage: 'npm run docs --',
  summary: 'Builds the documentation if it is stale and serves it on 127.0.0.1 until Ctrl-C.',
  options: {
    port: { value: 'PORT', default: '8080', help: 'port; if busy, the next free one is taken' },
    spec: specOption,
    config: configOption,
    out: outOption,
  },
  failure: 'the documentation cannot be built',
} as const;

defineCommand(import.meta.url, command, async (options) => {
  const { spec = defaultSpec, config, out = defaultOut } = options;
  const port = parsePort('port', options.port);
  const signal = stopSignal();
  await buildIfStale({ spec, config, out, signal, print: console.log });
  const server = await serveFolder(join(out, 'docs'), port);
  if (port !== 0 && server.port !== port) {
    console.log(`port ${port} is busy, using ${server.port} for the docs`);
  }
  console.log(`docs  ${server.url}  (Ctrl-C ends it)`);
  await aborted(signal);
  await server.stop();
});
