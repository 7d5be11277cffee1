import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSecMasterClient } from '../../src/index.js';
import { builtDocs } from '../lib/shared/shared.js';
import { portOf, refusesConnections, withBusyPort } from './ports.js';
import {
  copyOfMinimal,
  lightScriptArguments,
  root,
  runScript,
  temporaryFolder,
} from './run-script.js';

/** `npm start` as a process of its own, once it serves. */
async function startServers(...args: string[]) {
  const child = spawn(process.execPath, lightScriptArguments('start.ts', args), {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let stdout = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('Ctrl-C ends both')) resolve();
    });
    child.once('close', () => reject(new Error(`ended early: ${stdout}`)));
  });
  child.removeAllListeners('close');
  const closed = new Promise((resolve) => child.once('close', resolve));
  const address = (name: string) =>
    new RegExp(`^(?:${name}) +(http://127\\.0\\.0\\.1:\\d+)`, 'm').exec(stdout)?.[1] ?? '';
  return {
    stdout,
    docs: address('docs'),
    api: address('sandbox|mock'),
    stop: () => {
      child.kill('SIGTERM');
      return closed;
    },
  };
}

describe('npm start', () => {
  const spec = copyOfMinimal();
  const out = join(temporaryFolder(), 'out');

  test('--once builds, avoids busy ports, asks both servers and ends', async () => {
    await withBusyPort(async (port) => {
      const busy = String(port);
      const result = await runScript(
        ...(['start.ts', '--spec', spec, '--out', out, '--once'] as const),
        ...['--port', busy, '--api-port', busy],
      );
      expect(result.stderr).toBe('');
      expect(result.stdout).toContain('is stale or missing, building');
      expect(result.stdout).toMatch(/^port \d+ is busy, using \d+ for the docs$/m);
      expect(result.stdout).toMatch(/^port \d+ is busy, using \d+ for the mock$/m);
      expect(result.stdout).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/ 200$/m);
      expect(result.stdout).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/notes\/n-1 200$/m);
      expect(result.stdout).toMatch(
        /^try {6}curl 'http:\/\/127\.0\.0\.1:\d+\/notes\/n-1' -H 'X-Key: placeholder'$/m,
      );
      expect(result.status).toBe(0);
    });
  });

  test('serves the docs and a mock of another description until a signal ends it', async () => {
    const ports = ['--port', '0', '--api-port', '0'];
    const servers = await startServers('--spec', spec, '--out', out, ...ports);
    expect(servers.stdout).toContain('is up to date');
    expect(servers.stdout).toMatch(/^mock +http/m);
    const page = await fetch(`${servers.docs}/`);
    expect(await page.text()).toContain('<title>Notes</title>');
    expect((await fetch(`${servers.docs}/.build`)).status).toBe(404);
    expect((await fetch(`${servers.docs}/..%2fopenapi.json`)).status).toBe(404);
    expect(await servers.stop()).toBe(0);
    for (const url of [servers.docs, servers.api]) {
      expect(await refusesConnections(portOf(url))).toBe(true);
    }
  });
});

describe('npm start with the description of this project', () => {
  let servers: Awaited<ReturnType<typeof startServers>>;
  beforeAll(async () => {
    await builtDocs();
    servers = await startServers('--port', '0', '--api-port', '0');
  });
  afterAll(() => servers.stop());

  const client = () => {
    const { url: endpoint, token } = {
      url: servers.api,
      token: /^token +(\S+)/m.exec(servers.stdout)?.[1] ?? '',
    };
    const projectId = 'f69081793d9e4ea8a2f479dcef961989';
    const workspaceId = 'f44065f5-557b-4376-ae02-8c65ef1960f4';
    return createSecMasterClient({ endpoint, projectId, workspaceId, token }).workflows;
  };

  test('serves a sandbox that lists the forty workflows of its centre', async () => {
    expect(servers.stdout).toMatch(/^sandbox +http/m);
    const { total, data } = await client().listWorkflows({ limit: 100 });
    expect([total, data.length]).toEqual([40, 40]);
  });

  test('serves a sandbox that shows the examples of the description by their ids', async () => {
    const { data } = await client().showAopWorkflowVersion({
      version_id: '7d3f0c1e-52a4-4b0e-9a3c-0c2b6a1f4e11',
    });
    expect(data).toMatchObject({
      aopworkflow_id: 'c19470f3-5eaf-4572-82e8-2ff094495919',
      status: 'activated',
    });
    const instance_id = '6e0d1f7b-48c3-4c19-9a52-d7b80e35c2a1';
    expect(await client().showAopWorkflowInstance({ instance_id })).toMatchObject({
      status: 'FAILED',
    });
  });

  test('serves a sandbox that keeps a workflow which was created', async () => {
    const { data: created } = await client().createAopWorkflow({
      body: {
        name: 'Made_beside_the_docs',
        engine_type: 'public_engine',
        aop_type: 'NORMAL',
        dataclass_id: 'e410ae50-43fa-343e-807a-a2a9edb8018e',
      },
    });
    const { data: shown } = await client().showAopWorkflow({ workflow_id: created.id });
    expect(shown.name).toBe('Made_beside_the_docs');
  });

  test('prints a command line whose address and headers the sandbox answers with success', async () => {
    const [, address = '', headers = ''] = /^try +curl '([^']+)'(.*)$/m.exec(servers.stdout) ?? [];
    const named = [...headers.matchAll(/-H '([^:']+): ([^']*)'/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    const answer = await fetch(address, {
      headers: Object.fromEntries(named) as Record<string, string>,
    });
    expect(answer.status).toBe(200);
  });

  test('tells the console the port that the sandbox has taken', async () => {
    const page = await (await fetch(`${servers.docs}/console.html`)).text();
    expect(page).toContain(`<meta name="api-port" content="${portOf(servers.api)}">`);
  });

  test('lets the pages of the docs use the API, and no page of another origin control', async () => {
    const origin = 'http://127.0.0.1:8080';
    const preflight = (path: string) =>
      fetch(`${servers.api}${path}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const api = await preflight('/v1/p/workspaces/w/soc/workflows');
    expect(api.headers.get('access-control-allow-origin')).toBe(origin);
    const control = await preflight('/_sandbox/reset');
    expect(control.headers.get('access-control-allow-origin')).toBeNull();
    const reset = await fetch(`${servers.api}/_sandbox/reset`, {
      method: 'POST',
      headers: { origin, 'x-sandbox-control': '1' },
    });
    expect(reset.status).toBe(403);
    expect((await client().listWorkflows({ name: 'Made_beside_the_docs' })).total).toBe(1);
  });
});
