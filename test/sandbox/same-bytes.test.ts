import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { SandboxServer } from '../../src/sandbox/sandbox.js';
import { ids, newVersion, newWorkflow, sendTo } from './world.js';

/** The answers to some requests of every kind, headers included, as one hash. */
async function hashOfAnswers(random: string): Promise<string> {
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

describe('The answers of a sandbox', () => {
  test('are the same bytes for the same seed and requests, on every version of Node.js', async () => {
    const hash = await hashOfAnswers('one');
    expect(await hashOfAnswers('one')).toBe(hash);
    // Noted with Node.js 20; other versions run this test too.
    expect(hash).toMatchInlineSnapshot(
      `"eb748b396bbbcd8817209a7e8f647011caa254359affb6f5ae08ec90f6aab9be"`,
    );
  });

  test('are others for another seed', async () => {
    expect(await hashOfAnswers('two')).not.toBe(await hashOfAnswers('one'));
  });
});

describe('A thousand writes at once', () => {
  test('leave every workflow with one active version at most, and no id twice', async () => {
    const server = new SandboxServer({ auth: 'off' }, () => 1.8e12);
    const send = sendTo(server);
    const created = await Promise.all(
      [...Array(200).keys()].map(() => send('POST', `${ids.workflow}/versions`, newVersion)),
    );
    const versions = created.map(({ body }) => String(body.data['id']));
    expect(new Set(versions).size).toBe(200);
    const act = (version: string) => [
      send('PUT', `versions/${version}`, { status: 'pending_approval' }),
      send('POST', `versions/${version}/approval`, { result: 'PASS', content: '' }),
      send('PUT', `versions/${version}`, { status: 'activated' }),
      send('PUT', ids.workflow, { description: version }),
    ];
    const answers = await Promise.all(versions.flatMap(act));
    expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
    const { body } = await send('GET', `${ids.workflow}/versions?status=activated`);
    const active = body.data as unknown as Record<string, unknown>[];
    expect(active.map(({ id }) => id)).toEqual([versions.at(-1)]);
    const { body: workflow } = await send('GET', ids.workflow);
    expect(workflow.data).toMatchObject({ version_id: versions.at(-1), version: 'V201' });
  });
});
