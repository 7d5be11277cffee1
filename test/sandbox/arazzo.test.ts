import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWorkflows } from '../../scripts/docs/workflows.js';
import { runTool, toolPath } from '../../scripts/lib/process.js';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index.js';
import { bundledDescription, companions } from '../lib/files.js';
import { taskflow } from './world.js';

let sandbox: RunningSandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ nodeTime: 0, auth: 'strict' });
  folder = await mkdtemp(join(tmpdir(), 'workflows-'));
  await copyFile(bundledDescription, join(folder, 'openapi.json'));
  await writeWorkflows(companions.workflows, folder);
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

describe('The flow of a release', () => {
  test('runs on the sandbox to a finished run', async () => {
    const { projectId, workspaceId, token } = sandbox.clientOptions();
    const inputs = {
      token,
      project_id: projectId,
      workspace_id: workspaceId,
      name: 'Isolate_host',
      dataclass_id: 'e410ae50-43fa-343e-807a-a2a9edb8018e',
      taskflow,
    };
    const { code, output } = await runTool(toolPath('@redocly/cli', 'redocly'), [
      'respect',
      join(folder, 'release.arazzo.yaml'),
      ...['--server', `secmaster=${sandbox.url}`],
      ...Object.entries(inputs).flatMap(([name, value]) => ['--input', `${name}=${value}`]),
    ]);
    const steps = [...output.matchAll(/([✓✗]) \w+ \S+ - step (\w+)/g)];
    expect(steps.map(([, mark, step]) => `${mark} ${step}`)).toEqual([
      ...['✓ createWorkflow', '✓ createVersion', '✓ validate', '✓ submit', '✓ approve'],
      ...['✓ readVersion', '✓ enable', '✓ run', '✓ readRun'],
    ]);
    expect(code).toBe(0);
    const { workspaces } = sandbox.control.state();
    const [newest] = workspaces[0]?.collections['instances']?.slice(-1) ?? [];
    expect(newest?.data).toMatchObject({ status: 'FINISHED', workflow: { name: 'Isolate_host' } });
  });
});
