import type { Seeding } from '../../core/family.js';
import type { Json } from '../../world/table.js';
import { day, minute } from '../../world/times.js';
import { dataClasses } from '../dataclasses/data-classes.js';
import { bruteForce } from '../dataobjects/soc.js';
import { take } from '../workflows/seeds.js';
import { addPlaybook } from './playbooks.js';
import { triggerPlaybooks } from './runs.js';
import { addVersion } from './versions.js';

/** The ids of the description's examples. */
const exampleIds = {
  playbook: '5f0b7c52-8a6e-4d31-9c47-2e1d90a3b6f4',
  version: 'b3a9d1e4-7c25-4f68-8e0b-6d4c2a917f53',
  action: 'c7184f0a-5b93-4e2d-a6f8-1d0e3b72c945',
  rule: '4185bbd2-9d18-4362-92cb-46df0b24fe4e',
  workflow: 'c19470f3-5eaf-4572-82e8-2ff094495919',
  alert: 'f0189d8a-3b64-4c0e-9d27-51c8ae6f7b20',
  run: '8d2f6b31-04ce-4a95-b7d8-f913c05e2a67',
};

/** What a world can begin with. */
export const seeds = {
  /** The playbook of the description's examples, in service, and one run of it. */
  examples(seeding: Seeding): void {
    playExample(seeding, seeding.now - 60 * minute);
  },

  /** The playbook of the examples, others in every state beside it, and what they did about the alerts. */
  soc(seeding: Seeding): void {
    const begin = seeding.now - 30 * day;
    playExample(seeding, begin);
    const workflows = seeding.workspace
      .table('workflows')
      .all()
      .filter(({ data }) => data['enabled'] === true);
    for (const [index, [name, title, steps]] of playbooks.entries()) {
      const at = begin + (index + 1) * day;
      const workflow = workflows[index % Math.max(workflows.length, 1)];
      if (workflow === undefined) return;
      const playbook = seeding.world.random.uuid();
      const version = seeding.world.random.uuid();
      create(seeding, at, playbook, version, {
        name,
        workflow: workflow.id,
        data: ['title', '==', title],
      });
      for (const step of steps.split(' ')) advance(seeding, at + minute, playbook, version, step);
    }
    for (const { data, createdAt } of seeding.workspace.table('alerts').all()) {
      // Before that day some of them were not in service yet.
      if (createdAt > begin + 7 * day) answerAlert(seeding, createdAt, data['data_object'] as Json);
    }
  },
};

const playbooks: readonly (readonly [name: string, title: string, steps: string])[] = [
  ['Isolate_infected_host', 'Ransomware on a host', 'submit PASS enable'],
  ['Disable_leaked_key', 'Access key in public code', 'submit PASS enable'],
  ['Notify_owner_of_alert', 'Sign-in from a new place', 'submit PASS'],
  ['Collect_evidence', 'Web shell on a host', 'submit'],
  ['Close_test_alerts', 'Test of the alarm chain', 'submit UN_PASS'],
  ['Raise_incident', 'Mining process on a host', ''],
];

/** The playbook of the examples from its creation to a run on an alert. */
function playExample(seeding: Seeding, at: number): void {
  const { playbook, version, workflow, alert } = exampleIds;
  create(seeding, at, playbook, version, {
    name: 'Contain_brute_force',
    description: 'Blocks the source of a brute-force attack',
    workflow,
    data: ['title', '==', bruteForce],
    ids: exampleIds,
  });
  for (const step of ['submit', 'PASS', 'enable']) {
    advance(seeding, at + 5 * minute, playbook, version, step);
  }
  const object = { id: alert, title: bruteForce, handle_status: 'Open' };
  answerAlert(seeding, at + 30 * minute, object, () => exampleIds.run);
}

/** Starts the playbooks that a new alert triggers, and lets their runs come to an end. */
function answerAlert(seeding: Seeding, at: number, object: Json, newId?: () => string): void {
  const [{ id, name } = { id: '', name: '' }] = dataClasses;
  const change = { change: 'create', dataclass: { id, name }, object } as const;
  triggerPlaybooks(seeding.request(at, '', {}), change, newId);
  seeding.goOn(at + 15 * minute);
}

interface Given {
  readonly name: string;
  readonly description?: string;
  readonly workflow: string;
  readonly data: readonly string[];
  readonly ids?: typeof exampleIds;
}

function create(seeding: Seeding, at: number, id: string, version: string, given: Given): void {
  const { request, world, workspace } = seeding;
  const { name, description, workflow, data, ids } = given;
  const playbook = addPlaybook(request(at, 'createPlaybook', {}), { name, description }, id);
  const body = {
    description: description ?? name,
    dataclass_id: dataClasses[0]?.id,
    trigger_type: 'EVENT',
    dataobject_create: true,
    rule_enable: true,
    actions: [{ name: 'Respond', action_type: 'AOP_WORKFLOW', action_id: workflow }],
    rule: {
      rule: {
        expression_type: 'common',
        conditions: [{ name: 'condition_0', detail: '', data }],
        logics: ['condition_0'],
      },
    },
  };
  const first = addVersion(request(at, 'createPlaybookVersion', {}), playbook, body, version);
  if (ids === undefined) return;
  const [action] = first.data['actions'] as readonly Json[];
  const named = {
    actions: [{ ...action, id: ids.action }],
    rules: { ...(first.data['rules'] as Json), id: ids.rule },
    rule_id: ids.rule,
  };
  world.put(workspace, 'playbook-versions', { ...first, data: { ...first.data, ...named } });
}

/** One step in the life of a version: its submission, a result of its review, or its playbook enabled. */
function advance(seeding: Seeding, at: number, playbook: string, id: string, step: string): void {
  if (step === 'enable') {
    const body = { enabled: true, active_version_id: id };
    take(seeding, at, 'playbooks', playbook, 'updatePlaybook', body, {});
  } else if (step === 'submit') {
    const body = { status: 'APPROVING' };
    take(seeding, at, 'playbook-versions', id, 'updatePlaybookVersion', body, {});
  } else if (step !== '') {
    const review = { result: step, content: step === 'PASS' ? 'ok' : 'Name the owner first.' };
    take(seeding, at, 'playbook-versions', id, 'createPlaybookApprove', review, {
      marks: { approve_name: seeding.users[0].name },
      inner: { reviews: [review] },
    });
  }
}
