import { described, validators } from '../../../../generated/workspaces/sandbox.js';
import type { Described } from '../../core/described.js';
import type { SandboxFamily, Seeding } from '../../core/family.js';
import { newWorkspace, workspaceHandlers } from './workspaces.js';

/** The workspace of the start, with the id that the sandbox was given. */
function home({ world, workspace, users, now, region }: Seeding): void {
  const { id, project } = workspace;
  const user = users[0] ?? { id: '', name: '' };
  const body = { name: 'soc', description: '', region_id: region, project_name: region };
  const data = newWorkspace({ project, user, now }, id, body);
  world.add(world.addWorkspace(project, ''), 'workspaces', now, data);
}

/** The workspace family, as the sandbox plays it. */
export const workspaces: SandboxFamily = {
  described: described as Described,
  validators,
  // A workspace has no state of its own: it is there, or it is not.
  scope: 'project',
  handlers: workspaceHandlers,
  roles: { createWorkspace: 'author', updateWorkspace: 'author', deleteWorkspace: 'author' },
  parameterCodes: {},
  shown: {
    workspaces: { operation: 'showWorkspace', body: (data) => ({ workspace: data }) },
  },
  seeds: { empty: home, examples: home, soc: home },
};
