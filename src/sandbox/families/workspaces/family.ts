import * as generated from '../../../../generated/workspaces/sandbox.js';
import { familyOf, type Call, type Seeding } from '../../core/family.js';
import { changeMarks, pick, recordAt, timeToSecond } from '../../core/answers.js';
import { filterOf, readPage, timeOf } from '../../core/paging.js';
import type { Json } from '../../world/table.js';

/** The members of a new workspace. */
function newWorkspace(
  { workspace, user, now }: Pick<Call, 'workspace' | 'user' | 'now'>,
  id: string,
  body: Json,
): Json & { id: string } {
  // Without milliseconds (W01).
  const time = timeToSecond(now);
  return {
    id,
    create_time: time,
    update_time: time,
    name: body['name'],
    description: body['description'] ?? '',
    creator_id: user.id,
    creator_name: user.name,
    modifier_id: '',
    modifier_name: '',
    project_id: workspace.project,
    project_name: body['project_name'],
    domain_id: '',
    domain_name: '',
    enterprise_project_id: body['enterprise_project_id'] ?? '',
    enterprise_project_name: body['enterprise_project_name'] ?? '',
    is_view: body['is_view'] ?? false,
    region_id: body['region_id'],
    view_bind_id: body['view_bind_id'] ?? '',
    view_bind_name: '',
    workspace_agency_list: [],
  };
}

const find = recordAt(
  'workspaces',
  'workspace_id',
  'SecMaster.20011003',
  'The workspace does not exist.',
);

/** The workspace of the start, with the id that the sandbox was given. */
function home(seeding: Seeding): void {
  const { world, workspace, users, now, region } = seeding;
  const { id, project } = workspace;
  const body = { name: 'soc', description: '', region_id: region, project_name: region };
  const data = newWorkspace({ ...seeding, user: users[0] }, id, body);
  world.add(world.addWorkspace(project, ''), 'workspaces', now, data);
}

export const workspaces = familyOf(generated, {
  // A workspace has no state of its own: it is there, or it is not.
  scope: 'project',
  handlers: {
    listWorkspaces(call) {
      const { ids: wanted, create_time_start, create_time_end, ...others } = call.query;
      const ids = wanted === undefined ? undefined : String(wanted).split(',');
      const [from = -Infinity, to = Infinity] = [create_time_start, create_time_end].map(timeOf);
      const { records, total } = readPage(
        call,
        'workspaces',
        filterOf(others, { normal_project_id: 'project_id' }),
        ids && (({ id }) => ids.includes(id)),
        // What was created within the second that is named counts.
        ({ createdAt }) => createdAt >= from && createdAt < to + 1000,
      );
      return { workspaces: records, count: total };
    },

    createWorkspace(call) {
      const { world, workspace, now, body } = call;
      const id = world.random.uuid();
      world.addWorkspace(workspace.project, id);
      return world.add(workspace, 'workspaces', now, newWorkspace(call, id, body as Json)).data;
    },

    showWorkspace: (call) => ({ workspace: find(call).data }),

    updateWorkspace(call) {
      const { world, workspace, body } = call;
      const record = find(call);
      const given = pick(body, ['name', 'description', 'view_bind_id']);
      const data = { ...record.data, ...given, ...changeMarks(call, timeToSecond) };
      return world.put(workspace, 'workspaces', { ...record, changed: undefined, data }).data;
    },

    deleteWorkspace(call) {
      const { world, workspace } = call;
      const { id } = find(call);
      world.remove(workspace, 'workspaces', id);
      world.removeWorkspace(workspace.project, id);
      return '';
    },
  },
  shown: {
    workspaces: { operation: 'showWorkspace', body: (data) => ({ workspace: data }) },
  },
  seeds: { empty: home, examples: home, soc: home },
});
