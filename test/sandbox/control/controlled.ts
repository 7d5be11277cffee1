import { afterEach, beforeEach } from '@jest/globals';
import { startSandbox, type RunningSandbox } from '../../../src/sandbox/index.js';
import { home, ids } from '../world.js';

/** Where the sandbox has its workflows. */
export const path = `${home}/soc/workflows`;

/** Milliseconds. */
export const minute = 60_000;
export const day = 24 * 60 * minute;

/** A sandbox for each test, whose clock stands still. */
export let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    auth: 'off',
    frozen: true,
    now: new Date(1.8e12),
    nodeTime: 1000,
  });
});
afterEach(() => sandbox.close());

/** Sends JSON over HTTP; control is below `/_sandbox`. */
export async function send(method: string, target: string, body?: unknown, headers = {}) {
  const answer = await fetch(
    sandbox.url + (target.startsWith('/') ? target : `${path}/${target}`),
    {
      method,
      headers: {
        'x-sandbox-control': '1',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    },
  );
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text && JSON.parse(text) };
}

/** The body that starts a run. */
export const run = { command_type: 'ActionInstanceRunCommand', action_type: 'workflow' };

/** The body that stops a run. */
export const stop = { command_type: 'ActionInstanceTerminateCommand' };

/** Starts a run of the workflow of the examples. */
export async function startRun(): Promise<string> {
  const { body } = await send('POST', `${ids.workflow}/instances`, run);
  return (body as Record<string, string>)['action_instance_id'] ?? '';
}
