import { createHash } from 'node:crypto';
import { SandboxServer } from '../../src/sandbox/sandbox.js';
import { ids, newVersion, newWorkflow, sendTo } from './world.js';

/** The answers to some requests of every kind, headers included, as one hash. */
export async function hashOfAnswers(random: string): Promise<string> {
  const server = new SandboxServer(
    { random, seed: 'soc', auth: 'off', frozen: true, now: new Date(1.8e12) },
    () => 1.8e12,
  );
  const send = sendTo(server);
  const hash = createHash('sha256');
  const note = async (...request: Parameters<typeof send>) => {
    const { status, headers, text, body } = await send(...request);
    hash.update(JSON.stringify([status, [...headers], text]));
    return String(body.data?.['id']);
  };
  const workflow = await note('POST', '', newWorkflow);
  const version = await note('POST', `${workflow}/versions`, newVersion);
  await note('PUT', `versions/${version}`, { status: 'pending_approval' });
  await note('POST', `versions/${version}/approval`, { result: 'PASS', content: 'ok' });
  await note('PUT', workflow, { enabled: true, version_id: version });
  await note('POST', `${workflow}/instances`, {
    command_type: 'ActionInstanceRunCommand',
    action_type: 'workflow',
  });
  server.control.clock.advance(60_000);
  await note('GET', 'instances?limit=100');
  await note('GET', '?limit=100&sortby=update_time');
  await note('GET', ids.workflow);
  await note('POST', 'export', { id: [workflow] });
  await note('GET', '/nowhere');
  hash.update(JSON.stringify(server.control.state()));
  return hash.digest('hex');
}
