import type { Call, Handlers } from '../../core/family.js';
import { invalidParameters, serviceRefusal } from '../../core/refusal.js';
import type { Occasion, RequestedOccasion } from '../../life-cycle/life-cycle.js';
import { filterOf, pageOf } from '../../core/paging.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { dataClassOf } from '../dataclasses/data-classes.js';
import { pick, recordAt, timeToSecond } from '../../core/answers.js';
import { changeMarks, envelope, withData, withPage } from './answers.js';
import { cancelReview, finishReview, openReview, requireOther } from '../tasks/reviews.js';
import { addPlaybook, playbookOf } from './playbooks.js';
import { schedulePlaybook } from './schedule.js';

/** Members of a version that its author writes as they are. */
const written = [
  ...['description', 'rule_enable', 'trigger_type', 'action_strategy'],
  ...['dataobject_create', 'dataobject_update', 'dataobject_delete'],
];

/** Likewise of an action. */
const writtenOfAction = ['name', 'description', 'action_type', 'action_id'];

/** Adds a version to a playbook, which gets the data class of its first one, since it has none of its own. */
export function addVersion(
  occasion: RequestedOccasion,
  { id: playbookId }: WorldRecord,
  body: Json,
  id = occasion.world.random.uuid(),
): WorldRecord {
  const { user, now, workspace, world } = occasion;
  const time = timeToSecond(now);
  const { description, ...others } = pick(body, written);
  const dataclass = dataClassOf(String(body['dataclass_id']));
  const data = {
    id,
    ...(description !== undefined && { description }),
    create_time: time,
    update_time: time,
    project_id: workspace.project,
    creator_id: user.id,
    modifier_id: '',
    playbook_id: playbookId,
    action_strategy: 'ASYNC',
    actions: [],
    // Without a rule there is none to look at.
    rule_enable: body['rule'] !== undefined,
    trigger_type: 'EVENT',
    dataobject_create: false,
    dataobject_update: false,
    dataobject_delete: false,
    rule_id: '',
    ...others,
    dataclass_id: dataclass.id,
    dataclass_name: dataclass.name,
    ...contents(occasion, id, playbookId, body),
  };
  const playbook = occasion.lifeCycle('playbooks').find(workspace, playbookId);
  if (playbook.data['dataclass_id'] === '') {
    const { dataclass_id, dataclass_name } = data;
    const classified = { ...playbook.data, dataclass_id, dataclass_name };
    world.put(workspace, 'playbooks', { ...playbook, data: classified });
  }
  return occasion.lifeCycle('playbook-versions').begin(occasion, data);
}

/** The handlers of versions, their reviews, rules and actions. */
export const versionHandlers: Handlers = {
  listPlaybookVersions(call) {
    const { workspace, query } = call;
    const { id } = playbookOf(call);
    const { enabled, ...others } = query;
    // How many come if nobody says, no source tells.
    if (query['limit'] === undefined) call.restsOn(['inferred']);
    const fits = filterOf(others);
    const listed = workspace
      .table('playbook-versions')
      .childrenOf(id)
      .filter((version) => fits?.(version) ?? true)
      .map(({ data: { actions: _, rules: __, ...version } }) => version)
      .filter((version) => enabled === undefined || version['enabled'] === (enabled === 1))
      .reverse();
    return withPage(pageOf(call, listed));
  },

  createPlaybookVersion: (call) =>
    withData(addVersion(call, playbookOf(call), call.body as Json).data),

  showPlaybookVersion: (call) => withData(versionOf(call).data),

  updatePlaybookVersion(call) {
    const body = call.body as Json;
    const version = versionOf(call);
    const { dataclass_id, rule_id } = body;
    const named = rulesOf(version).find(({ id }) => id === rule_id);
    const changed = call.lifeCycle('playbook-versions').take(call, version, {
      edits: {
        ...pick(body, written),
        ...(dataclass_id !== undefined && {
          dataclass_id,
          dataclass_name: dataClassOf(String(dataclass_id)).name,
        }),
        ...(named !== undefined && { rules: named, rule_id }),
        ...contents(call, version.id, String(version.data['playbook_id']), body),
      },
      marks: changeMarks(call),
      inner: { ...version.inner, rules: rulesOf(version) },
    });
    schedulePlaybook(call, changed.data['playbook_id']);
    openReview(call, 'PLAYBOOKPUBLISH', changed, version);
    return withData(changed.data);
  },

  deletePlaybookVersion(call) {
    const version = call.lifeCycle('playbook-versions').take(call, versionOf(call));
    cancelReview(call, version.id);
    return envelope;
  },

  copyPlaybookVersion(call) {
    const { data } = versionOf(call);
    const playbook = addPlaybook(call, call.body as Json);
    return withData(addVersion(call, playbook, asBody(data)).data);
  },

  createPlaybookApprove(call) {
    const { user, now } = call;
    const version = versionOf(call);
    requireOther(call, version);
    const review = { content: '', ...pick(call.body, ['result', 'content']) };
    const reviews = (version.inner['reviews'] ?? []) as readonly Json[];
    call.lifeCycle('playbook-versions').take(call, version, {
      marks: { approve_name: user.name, update_time: timeToSecond(now) },
      inner: { ...version.inner, reviews: [...reviews, review] },
    });
    schedulePlaybook(call, version.data['playbook_id']);
    finishReview(call, version.id, String(review.content ?? ''));
    return withData(review);
  },

  listPlaybookApproves({ workspace, query, restsOn }) {
    // That the resource is a version, and that nothing else is left out, is our reading.
    restsOn(['inferred']);
    const { resource_id, approve_type } = query;
    const reviewsOf = (type: string, collection: string) =>
      approve_type !== undefined && approve_type !== type
        ? []
        : workspace
            .table(collection)
            .all()
            .filter(({ id }) => resource_id === undefined || id === resource_id)
            .flatMap(({ inner }) => (inner['reviews'] ?? inner['review'] ?? []) as Json | Json[]);
    return withData([
      ...reviewsOf('PLAYBOOK', 'playbook-versions'),
      ...reviewsOf('AOP_WORKFLOW', 'versions'),
    ]);
  },

  createPlaybookRule(call) {
    const version = editable(call);
    const rules = newRule(call, (call.body as Json)['rule']);
    const changes = { rules, rule_id: rules.id, rule_enable: true };
    // The rule that was in force can be read and named again.
    put(call, version, changes, [...rulesOf(version), rules]);
    return withData(rules);
  },

  showPlaybookRule: (call) => withData(itemOf(call, 'rule', rulesOf(versionOf(call)))),

  updatePlaybookRule(call) {
    const version = editable(call);
    const former = itemOf(call, 'rule', rulesOf(version));
    const { rule } = call.body as Json;
    const rules = rule === undefined ? former : { ...former, rule: JSON.stringify(rule) };
    const all = rulesOf(version).map((one) => (one['id'] === former['id'] ? rules : one));
    put(call, version, version.data['rule_id'] === former['id'] ? { rules } : {}, all);
    return withData(rules);
  },

  deletePlaybookRule(call) {
    const version = editable(call);
    const { id } = itemOf(call, 'rule', rulesOf(version));
    const isInForce = version.data['rule_id'] === id;
    put(
      call,
      version,
      isInForce ? { rules: undefined, rule_id: '', rule_enable: false } : {},
      rulesOf(version).filter((one) => one['id'] !== id),
    );
    return envelope;
  },

  listPlaybookActions(call) {
    const missing = ['SecMaster.20030005', 'The playbook version does not exist.'] as const;
    const find = recordAt('playbook-versions', 'version_id', ...missing, { decisions: ['P20'] });
    return withPage(pageOf(call, actionsOf(find(call))));
  },

  createPlaybookAction(call) {
    const version = editable(call);
    const actions = newActions(call, version.id, String(version.data['playbook_id']), call.body);
    put(call, version, { actions: [...actionsOf(version), ...actions] });
    return withData(actions);
  },

  updatePlaybookAction(call) {
    const version = editable(call);
    const former = itemOf(call, 'action', actionsOf(version));
    requireWorkflow(call, (call.body as Json)['action_id'] ?? former['action_id']);
    const changed = { ...former, ...pick(call.body, writtenOfAction) };
    const actions = actionsOf(version).map((one) => (one === former ? changed : one));
    put(call, version, { actions });
    return withData(changed);
  },

  deletePlaybookAction(call) {
    const version = editable(call);
    const former = itemOf(call, 'action', actionsOf(version));
    put(call, version, { actions: actionsOf(version).filter((one) => one !== former) });
    return envelope;
  },
};

/** What a version holds, as the body that would create it. */
export function asBody(data: Json): Json {
  const { rule } = (data['rules'] ?? {}) as { rule?: string };
  return {
    ...pick(data, [...written, 'dataclass_id']),
    actions: (data['actions'] as readonly Json[]).map((action) => pick(action, writtenOfAction)),
    ...(rule !== undefined && { rule: { rule: JSON.parse(rule) as Json } }),
  };
}

const versionOf = recordAt('playbook-versions', 'version_id');

/** The version of a call that edits it; the codes of the refusals are not documented. */
function editable(call: Call): WorldRecord {
  const version = versionOf(call);
  const { status } = version.data;
  if (status === 'EDITING' || status === 'UNPASSED') return version;
  throw serviceRefusal(
    invalidParameters,
    `Only a version that is EDITING or UNPASSED can be edited; this one is ${String(status)}.`,
    { decisions: ['S12'] },
  );
}

/** Changes the contents of a version, and nothing of its state. */
function put(
  call: Call,
  version: WorldRecord,
  changes: Json,
  rules: readonly Json[] = rulesOf(version),
): void {
  const data = { ...version.data, ...changes, ...changeMarks(call) };
  call.world.put(call.workspace, 'playbook-versions', {
    ...version,
    changed: undefined,
    inner: { ...version.inner, rules },
    data: Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)),
  });
}

/** The actions and the rule that a body gives; a rule takes the place of the one before. */
function contents(about: Occasion, version: string, playbook: string, body: Json): Json {
  const { actions, rule } = body as { actions?: unknown; rule?: Json };
  const rules = rule?.['rule'] === undefined ? undefined : newRule(about, rule['rule']);
  return {
    ...(actions !== undefined && { actions: newActions(about, version, playbook, actions) }),
    ...(rules !== undefined && { rules, rule_id: rules.id }),
  };
}

function newRule({ world, workspace }: Occasion, rule: unknown): { id: string } & Json {
  return {
    id: world.random.uuid(),
    project_id: workspace.project,
    rule: JSON.stringify(rule),
  };
}

function newActions(about: Occasion, version: string, playbook: string, bodies: unknown): Json[] {
  return (bodies as readonly Json[]).map((body) => {
    requireWorkflow(about, body['action_id']);
    return {
      id: about.world.random.uuid(),
      ...pick(body, writtenOfAction),
      playbook_id: playbook,
      playbook_version_id: version,
      project_id: about.workspace.project,
    };
  });
}

function requireWorkflow({ workspace }: Occasion, id: unknown): void {
  if (workspace.table('workflows').get(String(id)) !== undefined) return;
  throw serviceRefusal(invalidParameters, `The workflow ${String(id)} does not exist.`, {
    decisions: ['S12'],
  });
}

function actionsOf({ data }: WorldRecord): readonly Json[] {
  return (data['actions'] ?? []) as readonly Json[];
}

/** The rules that a version was given, of which one is in force at most. */
function rulesOf({ data, inner }: WorldRecord): readonly Json[] {
  const inForce = data['rules'] as Json | undefined;
  const others = ((inner['rules'] ?? []) as readonly Json[]).filter(
    ({ id }) => id !== inForce?.['id'],
  );
  return inForce === undefined ? others : [...others, inForce];
}

/** The rule or action of a version that a path names. */
function itemOf({ path }: Call, kind: 'rule' | 'action', items: readonly Json[]): Json {
  const found = items.find(({ id }) => id === path[`${kind}_id`]);
  if (found !== undefined) return found;
  throw serviceRefusal('SecMaster.20048004', `The playbook ${kind} does not exist.`, {
    decisions: ['P20'],
  });
}
