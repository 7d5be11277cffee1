import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { bundledDescription } from '../lib/files.js';
import { startServer, type Listening } from '../lib/loopback.js';

// Generates clients with other people's tools from the published description, in a folder of a
// consumer. Installs them, which takes a minute: runs nightly.

const folder = mkdtempSync(join(tmpdir(), 'generators-'));
const inFolder = (path: string) => join(folder, path);

/** What the server got: the bodies with a condition, one way to ask for each. */
const received: unknown[] = [];
const answer = JSON.stringify(
  (
    JSON.parse(readFileSync(bundledDescription, 'utf8')) as {
      components: { examples: Record<string, { value: unknown }> };
    }
  ).components.examples['updateAopWorkflowResponse']?.value,
);
let server: Listening;

/** Runs a command of the consumer. */
async function run(args: readonly string[], command = process.execPath): Promise<void> {
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' },
    shell: command !== process.execPath && process.platform === 'win32',
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${output}`);
}

const tool = (path: string) => inFolder(join('node_modules', path));

beforeAll(async () => {
  for (const name of ['package.json', 'package-lock.json']) {
    cpSync(fileURLToPath(new URL(name, import.meta.url)), inFolder(name));
  }
  cpSync(bundledDescription, inFolder('openapi.json'));
  server = await startServer(({ method, url, headers }, response, bytes) => {
    const body: unknown = JSON.parse(bytes.toString());
    received.push({ method, url, token: headers['x-auth-token'], body });
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  });
  await run(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], 'npm');
}, 600_000);

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  received.length = 0;
});

interface Generator {
  name: string;
  generate: () => Promise<void>;
  /** Declares `workflow` and `instance`, which send a body for `w` and for `i`. */
  program: string;
}

const generators: Generator[] = [
  {
    name: '@hey-api/openapi-ts',
    generate: () =>
      run([tool('@hey-api/openapi-ts/bin/run.js'), '-i', 'openapi.json', '-o', 'hey']),
    program: `
import { client } from './hey/client.gen';
import { updateAopWorkflow, updateWorkflowInstance } from './hey/sdk.gen';
import type { ModifyAopWorkflowInfo, AopInstanceUpdateDataPojo } from './hey/types.gen';
client.setConfig({
  baseUrl: process.argv[2]!,
  auth: ({ name }) => (name === 'X-Auth-Token' ? 'token' : undefined),
});
const place = { project_id: 'p', workspace_id: 's' };
const workflow = (body: ModifyAopWorkflowInfo) =>
  updateAopWorkflow({ path: { ...place, workflow_id: 'w' }, body, throwOnError: true });
const instance = (body: AopInstanceUpdateDataPojo) =>
  updateWorkflowInstance({ path: { ...place, instance_id: 'i' }, body, throwOnError: true });
`,
  },
  {
    name: 'orval',
    generate: async () => {
      const output = { target: './orval/api.ts', client: 'fetch', baseUrl: server.url };
      const config = { secmaster: { input: './openapi.json', output } };
      writeFileSync(inFolder('orval.config.mjs'), `export default ${JSON.stringify(config)};`);
      await run([tool('orval/dist/bin/orval.mjs'), '--config', 'orval.config.mjs']);
    },
    program: `
import { updateAopWorkflow, updateWorkflowInstance } from './orval/api';
import type { ModifyAopWorkflowInfo, AopInstanceUpdateDataPojo } from './orval/api';
const options = { headers: { 'X-Auth-Token': 'token' } };
const workflow = (body: ModifyAopWorkflowInfo) => updateAopWorkflow('p', 's', 'w', body, options);
const instance = (body: AopInstanceUpdateDataPojo) =>
  updateWorkflowInstance('p', 's', 'i', body, options);
`,
  },
  {
    name: 'swagger-typescript-api',
    generate: () =>
      run([
        tool('swagger-typescript-api/dist/cli.mjs'),
        ...['generate', '-p', 'openapi.json', '-o', 'swagger', '-n', 'api.ts'],
      ]),
    program: `
import { Api } from './swagger/api';
import type { ModifyAopWorkflowInfo, AopInstanceUpdateDataPojo } from './swagger/api';
const { v1 } = new Api({
  baseUrl: process.argv[2]!,
  securityWorker: () => ({ headers: { 'X-Auth-Token': 'token' } }),
});
const workflow = (body: ModifyAopWorkflowInfo) => v1.updateAopWorkflow('p', 's', 'w', body);
const instance = (body: AopInstanceUpdateDataPojo) => v1.updateWorkflowInstance('p', 's', 'i', body);
`,
  },
  {
    name: 'openapi-zod-client',
    generate: () => run([tool('openapi-zod-client/bin.js'), 'openapi.json', '-o', 'zod.ts']),
    program: `
import { createApiClient } from './zod';
const client = createApiClient(process.argv[2]!, {
  axiosConfig: { headers: { 'X-Auth-Token': 'token' } },
});
const place = { project_id: 'p', workspace_id: 's' };
const workflow = (body: Parameters<typeof client.updateAopWorkflow>[0]) =>
  client.updateAopWorkflow(body, { params: { ...place, workflow_id: 'w' } });
const instance = (body: Parameters<typeof client.updateWorkflowInstance>[0]) =>
  client.updateWorkflowInstance(body, { params: { ...place, instance_id: 'i' } });
`,
  },
];

const calls = `
await workflow({ enabled: true, version_id: 'v' });
await workflow({ enabled: false });
await instance({
  command_type: 'ActionInstanceDebugCommand',
  task_id: 't',
  input_dataobject: '{}',
});
export const refused = [
  // @ts-expect-error enabling needs the version
  () => workflow({ enabled: true }),
  // @ts-expect-error a name is a text
  () => workflow({ name: 5 }),
  // @ts-expect-error the debug command needs the node and its input
  () => instance({ command_type: 'ActionInstanceDebugCommand' }),
];
`;

const compilerOptions = {
  ...{ strict: true, noEmit: true, skipLibCheck: true, types: ['node'] },
  ...{ target: 'ES2023', lib: ['ES2023', 'DOM', 'DOM.Iterable'] },
  ...{ module: 'ESNext', moduleResolution: 'Bundler' },
};

describe.each(generators)('a client made by $name', ({ name, generate, program }) => {
  const file = `use-${name.replace(/\W+/g, '-')}.ts`;

  test('compiles, and its types refuse what the condition refuses', async () => {
    await generate();
    writeFileSync(inFolder(file), program + calls);
    writeFileSync(inFolder('tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
    await run([tool('typescript/bin/tsc'), '--project', '.']);
  }, 120_000);

  test('sends the bodies with a condition, signed in by a token', async () => {
    await run(['--import', import.meta.resolve('tsx'), file, server.url]);
    const token = 'token';
    const workflow = { method: 'PUT', url: '/v1/p/workspaces/s/soc/workflows/w', token };
    const instance = { method: 'PUT', url: '/v1/p/workspaces/s/soc/workflows/instances/i', token };
    expect(received).toEqual([
      { ...workflow, body: { enabled: true, version_id: 'v' } },
      { ...workflow, body: { enabled: false } },
      {
        ...instance,
        body: {
          command_type: 'ActionInstanceDebugCommand',
          task_id: 't',
          input_dataobject: '{}',
        },
      },
    ]);
  }, 120_000);
});
