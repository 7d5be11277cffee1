import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { freePort } from '../../scripts/lib/loopback.js';
import { withJsonAnswers, withoutOpenExtensions } from '../../scripts/lib/prism/document.js';
import { asDescription, objectAt, readBundle } from '../../scripts/lib/openapi/document.js';
import { defaultBundle } from '../../scripts/lib/paths.js';
import { toolPath } from '../../scripts/lib/process.js';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../scripts/lib/temporary-folder.js';
import { collection, example } from './sandbox-requests.js';

/** Servers that the sandbox is compared with, and itself. */
export const servers = ['this sandbox', 'Prism', 'openapi-backend', 'json-server'] as const;

/** One of the servers. */
export type ServerName = (typeof servers)[number];

/** What a server says of itself when it is asked. */
export interface Usage {
  /** Microseconds of the processor since its start. */
  readonly cpu: number;
  /** Bytes of the heap that are in use, after a collection if one was asked for. */
  readonly heap: number;
}

/** Imports what the compiler cannot see: it is made or installed only for the benchmarks. */
function importPeer(name: string): Promise<any> {
  return import(name);
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** How each server starts, with so many workflows if it has any; gives its address. */
const starts: Record<ServerName, (workflows: number) => Promise<string>> = {
  // As it is published: compiled, not as the benchmark's own loader makes it.
  async 'this sandbox'(workflows) {
    const { startSandbox } = (await importPeer(
      '../../dist/src/sandbox/index.js',
    )) as typeof import('../../src/sandbox/index.js');
    const sandbox = await startSandbox();
    if (workflows > 1) {
      const state = sandbox.control.state();
      const [workspace] = state.workspaces;
      const [example] = workspace?.collections['workflows'] ?? [];
      if (workspace === undefined || example === undefined) throw new Error('There is no example.');
      const copies = Array.from({ length: workflows }, (_, index) => {
        const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
        const data = { ...example.data, id, name: `workflow-${index}` };
        return { ...example, id, data, changed: example.changed + index };
      });
      const collections = {
        ...workspace.collections,
        workflows: copies,
        versions: [],
        instances: [],
      };
      sandbox.control.replaceState({ ...state, workspaces: [{ ...workspace, collections }] });
    }
    return sandbox.url;
  },
  // By its command, which is how it is used, in this process.
  async Prism() {
    const port = await freePort(0);
    const folder = makeTemporaryFolder(join(tmpdir(), 'bench-'));
    process.once('exit', () => removeTemporaryFolder(folder));
    const file = join(folder, 'openapi.json');
    const document = withoutOpenExtensions(withJsonAnswers(readBundle(defaultBundle)));
    writeFileSync(file, JSON.stringify(document));
    process.argv.splice(2, Infinity, 'mock', file, '--host=127.0.0.1', `--port=${port}`);
    await importPeer(pathToFileURL(toolPath('@stoplight/prism-cli', 'prism')).href);
    const url = `http://127.0.0.1:${port}`;
    while (!(await fetch(url).catch(() => undefined))) await delay(50);
    return url;
  },
  async 'openapi-backend'() {
    const { OpenAPIBackend } = await importPeer('openapi-backend');
    const definition = readBundle(defaultBundle);
    const api = new OpenAPIBackend({ definition, quick: true });
    for (const scheme of Object.keys(
      objectAt(asDescription(definition), '/components/securitySchemes'),
    )) {
      api.registerSecurityHandler(scheme, ({ request }: any) => 'x-auth-token' in request.headers);
    }
    const answer = (response: any, status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    api.register({
      validationFail: (context: any, _: unknown, response: unknown) =>
        answer(response, 400, context.validation.errors),
      unauthorizedHandler: (_: unknown, __: unknown, response: unknown) =>
        answer(response, 401, {}),
      notFound: (_: unknown, __: unknown, response: unknown) => answer(response, 404, {}),
      notImplemented: (context: any, _: unknown, response: unknown) => {
        const { status, mock } = api.mockResponseForOperation(context.operation.operationId);
        answer(response, status, mock);
      },
    });
    await api.init();
    return listen((request, response) => {
      const pieces: Buffer[] = [];
      request
        .on('data', (piece: Buffer) => pieces.push(piece))
        .on('end', () => {
          const { method, url: path, headers } = request;
          const text = Buffer.concat(pieces).toString();
          const body = text === '' ? undefined : (JSON.parse(text) as unknown);
          void api.handleRequest({ method, path, headers, body }, request, response);
        });
    });
  },
  async 'json-server'() {
    const { default: jsonServer } = await importPeer('json-server');
    const server = jsonServer.create();
    server.use(jsonServer.defaults({ logger: false }));
    server.use(jsonServer.bodyParser);
    server.use(jsonServer.rewriter({ [`${collection}*`]: '/workflows$1' }));
    server.use(jsonServer.router({ workflows: example('listWorkflowsResponse')['data'] }));
    return listen(server);
  },
};

const [, , name, workflows = '1'] = process.argv;
const url = await starts[name as ServerName](Number(workflows));
process.on('message', (collect: boolean) => {
  if (collect) {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
  }
  const { user, system } = process.cpuUsage();
  const usage: Usage = { cpu: user + system, heap: process.memoryUsage().heapUsed };
  process.send?.(usage);
});
process.on('disconnect', () => process.exit(0));
process.send?.(url);
