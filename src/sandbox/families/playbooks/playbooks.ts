import type { Call, Handlers } from '../../core/family.js';
import { filterOf, readPage } from '../../core/paging.js';
import type { RequestedOccasion } from '../../life-cycle/life-cycle.js';
import { invalidParameters, serviceRefusal } from '../../core/refusal.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { pick, recordAt, timeToSecond } from '../../core/answers.js';
import { cancelReview } from '../tasks/reviews.js';
import { withData, withPage } from './answers.js';
import { schedulePlaybook } from './schedule.js';

export function addPlaybook(
  occasion: RequestedOccasion,
  body: Json,
  id = occasion.world.random.uuid(),
): WorldRecord {
  const { user, now, workspace } = occasion;
  const time = timeToSecond(now);
  return occasion.lifeCycle('playbooks').begin(occasion, {
    id,
    ...pick(body, ['name', 'description']),
    create_time: time,
    update_time: time,
    project_id: workspace.project,
    workspace_id: workspace.id,
    approve_role: '',
    user_role: '',
    edit_role: '',
    owner_id: user.id,
    dataclass_name: '',
    dataclass_id: '',
  });
}

export const playbookHandlers: Handlers = {
  listPlaybooks(call) {
    const { query } = call;
    const text = query['search_txt'];
    // Where the text is looked for is not documented.
    if (text !== undefined) call.restsOn(['inferred']);
    return withPage(
      readPage(
        call,
        'playbooks',
        filterOf(query, { search_txt: false }),
        ({ data }) =>
          text === undefined ||
          [data['name'], data['description']].join('\n').includes(String(text)),
      ),
    );
  },

  createPlaybook: (call) => withData(addPlaybook(call, call.body as Json).data),

  showPlaybook: (call) => withData(playbookOf(call).data),

  updatePlaybook(call) {
    const changed = call.lifeCycle('playbooks').take(call, playbookOf(call), {
      edits: pick(call.body, ['name', 'description']),
      marks: { update_time: timeToSecond(call.now) },
    });
    if (changed.data['enabled'] === true) requireEnabledWorkflows(call, changed);
    schedulePlaybook(call, changed.id);
    return withData(changed.data);
  },

  deletePlaybook(call) {
    const playbook = playbookOf(call);
    const versions = call.workspace.table('playbook-versions').childrenOf(playbook.id);
    const { data } = call.lifeCycle('playbooks').take(call, playbook);
    for (const version of versions) cancelReview(call, version.id);
    return withData(data);
  },
};

/** The playbook that a path names. */
export const playbookOf = recordAt('playbooks', 'playbook_id');

/** An enabled playbook runs enabled workflows only; the manual wants them bound and enabled first. */
function requireEnabledWorkflows({ workspace }: Call, { data }: WorldRecord): void {
  const version = workspace.table('playbook-versions').get(String(data['version_id']));
  for (const action of (version?.data['actions'] ?? []) as readonly Json[]) {
    const workflow = workspace.table('workflows').get(String(action['action_id']));
    if (workflow?.data['enabled'] === true) continue;
    throw serviceRefusal(
      invalidParameters,
      `The workflow ${String(action['action_id'])} of the activated version is not enabled.`,
      { decisions: ['S12'] },
    );
  }
}
