import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { toolPath } from '../../scripts/lib/process.js';
import { patience } from '../lib/patience.js';

const folder = mkdtempSync(join(tmpdir(), 'type-messages-'));
afterAll(() => rmSync(folder, { recursive: true }));

const generated = fileURLToPath(new URL('../../generated/', import.meta.url));
const program = `
import type { Methods } from '${generated}workflows/methods.js';
import type { AopWorkflowInfo } from '${generated}workflows/types.js';
declare const client: Methods<unknown>;
`;

/** One mistake a line, and the type that the message about it has to name. */
const mistakes = {
  "void client.createAopWorkflow({ body: { nme: 'x' } });": 'CreateAopWorkflowInfo',
  "void client.createAopWorkflow({ body: { name: 'x' } });": 'CreateAopWorkflowInfo',
  "void client.updateWorkflowInstance({ instance_id: 'i', body: 'x' });":
    'AopInstanceUpdateDataPojo',
  "void client.listWorkflows({ aop_type: 'OTHER' });": 'AopType',
  'export const workflow: AopWorkflowInfo = 0;': 'AopWorkflowInfo',
  'export const name: string = await client.listWorkflows();': 'ListWorkflowsResponse',
};

test.each(['typescript', 'typescript-7'])(
  'the messages of %s name the schema that a value must fit',
  (compiler) => {
    writeFileSync(join(folder, 'wrong.mts'), program + Object.keys(mistakes).join('\n'));
    const { stdout } = spawnSync(
      process.execPath,
      [
        ...[
          toolPath(compiler, 'tsc'),
          '--strict',
          '--noEmit',
          '--skipLibCheck',
          '--target',
          'ES2023',
        ],
        ...['--module', 'NodeNext', '--pretty', 'false', 'wrong.mts'],
      ],
      { cwd: folder, encoding: 'utf8', timeout: patience },
    );
    const messages = stdout.split(/\n(?=\S)/).filter((message) => message.trim() !== '');
    expect(messages).toEqual(
      Object.values(mistakes).map((name) => expect.stringMatching(`[Tt]ype '${name}\\b`)),
    );
  },
);
