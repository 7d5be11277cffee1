import { encodeTaskflow } from '../../../workflows/taskflow.js';
import type { Seeding } from '../../core/family.js';
import type { Changes } from '../../life-cycle/life-cycle.js';
import type { Json } from '../../world/table.js';
import { day, hour, minute } from '../../world/times.js';
import { dataClasses } from '../dataclasses/data-classes.js';
import { startInstance } from './instances.js';
import { changeMarks } from '../../core/answers.js';
import { addVersion } from './versions.js';
import { planFailure } from './walk.js';
import { addWorkflow } from './workflows.js';

/** The ids of the description's examples. */
const exampleIds = {
  workflow: 'c19470f3-5eaf-4572-82e8-2ff094495919',
  version: '7d3f0c1e-52a4-4b0e-9a3c-0c2b6a1f4e11',
  finished: '2b9c7a54-6f1d-4d7e-8a90-3f5b1c2d4e66',
  failed: '6e0d1f7b-48c3-4c19-9a52-d7b80e35c2a1',
  alert: '9c2f3d18-0a7e-4a51-b7f5-51f0f4d2a7c9',
};

/** Which runs of the centre have the ids of the examples: every sixth fails. */
const exampleRuns = new Map([
  [2, exampleIds.finished],
  [6, exampleIds.failed],
]);

/** What a world can begin with. */
export const seeds = {
  /** The workflow, the version and the runs of the description's examples. */
  examples(seeding: Seeding): void {
    const begin = seeding.now - 2 * hour;
    const { workflow, version } = exampleIds;
    createWorkflow(seeding, begin, workflow, {
      name: 'Test_aop',
      description: 'Aop workflow description',
      labels: 'IP',
    });
    createVersion(seeding, begin + 18 * minute, version, workflow, {
      description: 'first draft',
      taskflow: diagram('demo', [{ id: 'Activity_check', name: 'check' }]),
    });
    submit(seeding, begin + 26 * minute, version);
    review(seeding, begin + 40 * minute, version, 'PASS');
    enable(seeding, begin + 56 * minute, workflow, version);
    run(seeding, begin + 76 * minute, exampleIds.finished, workflow, exampleIds.alert);
    planFailure(seeding.world, { node: 'Activity_check' });
    run(seeding, begin + 100 * minute, exampleIds.failed, workflow, exampleIds.alert);
  },

  /**
   * A believable centre: forty workflows in all states, with the runs of some days. The first workflow, its
   * version and two runs have the ids of the examples, so that what the docs show can be asked for here.
   */
  soc(seeding: Seeding): void {
    const { world, now, workspace } = seeding;
    const id = () => world.random.uuid();
    // What happened is gone through in the order of time, whichever workflow it is about.
    const events: [at: number, happens: (at: number) => void][] = [];
    responses.forEach(({ name, description, labels, steps }, index) => {
      const begin = now - (90 - index) * day + index * 7 * minute;
      const ids = [id(), id()] as const;
      const second = id();
      const [workflow, version] =
        index === 0 ? ([exampleIds.workflow, exampleIds.version] as const) : ids;
      const nodes = steps.map((step, place) => ({ id: `Activity_${place + 1}`, name: step }));
      const happens = (after: number, event: (at: number) => void) =>
        events.push([begin + after, event]);
      happens(0, (at) =>
        createWorkflow(seeding, at, workflow, {
          name,
          description,
          labels,
          aop_type: ['HEMOSTASIS', 'SURVEY', 'EASE', 'NORMAL'][index % 4],
          dataclass_id: dataClasses[index % 3 === 2 ? 1 : 0]?.id,
        }),
      );
      happens(hour, (at) =>
        createVersion(seeding, at, version, workflow, {
          description: 'First version',
          taskflow: diagram(name, nodes),
        }),
      );
      // Of eight workflows one is a draft, one waits for its review, and one was sent back.
      const fate = index % 8;
      if (fate === 5) return;
      happens(day, (at) => submit(seeding, at, version));
      if (fate === 6) return;
      const result = fate === 7 ? 'UN_PASS' : 'PASS';
      happens(day + 3 * hour, (at) => review(seeding, at, version, result));
      if (fate === 7) return;
      if (index % 5 !== 4) happens(2 * day, (at) => enable(seeding, at, workflow, version));
      if (index % 3 !== 0) return;
      happens(5 * day, (at) =>
        createVersion(seeding, at, second, workflow, {
          description: 'Second version: tells the person on duty first',
          taskflow: diagram(name, [{ id: 'Activity_0', name: 'Notify duty' }, ...nodes]),
        }),
      );
    });
    for (let count = 30; count > 0; count -= 1) {
      const [anyId, object, chance] = [id(), id(), world.random.fraction()];
      const instance = exampleRuns.get(count) ?? anyId;
      events.push([
        now - count * 5 * hour,
        (at) => {
          const all = workspace.table('workflows').all();
          const enabled = all.filter(({ data }) => data['enabled'] === true);
          const workflow = enabled[Math.floor(chance * enabled.length)];
          if (count % 6 === 0) planFailure(world, { error_msg: 'The plug-in did not answer.' });
          if (workflow !== undefined) run(seeding, at, instance, workflow.id, object);
        },
      ]);
    }
    for (const [at, happens] of events.sort(([one], [other]) => one - other)) happens(at);
  },
};

/** Responses, a line each: name, description, label and steps. */
const responses = `
  Isolate_ransomware_host | Isolates a host on which ransomware was found | IP | Find host, Isolate host, Notify
  Isolate_mining_host | Isolates a host that mines | IP | Find host, Isolate host, Close alert
  Kill_malware | Isolates and kills malware by HSS | IP | Read alert, Isolate and kill file, Check result
  Block_IP_by_WAF | Adds an attacking address to an address group of WAF | IP | Check address, Add to address group
  Block_IP_by_CFW | Blocks an attacking address at the firewall | IP | Check address, Add to blacklist, Notify
  Unblock_IP | Takes an address off all block lists | IP | Find lists, Remove address
  Sync_HSS_alerts | Takes over the alerts of HSS | IP | Read alerts, Write alerts
  Notify_high_risk_alerts | Tells the person on duty of grave alerts | IP | Rate alert, Send message
  Notify_vulnerabilities | Tells of grave vulnerabilities | IP | Rate vulnerability, Send message
  Close_repeated_alerts | Closes alerts that repeat an open one | IP | Find open alerts, Close repeats
  Rename_alerts | Gives alerts the name of their host | IP | Find host, Rename alert
  Enrich_IP | Adds what is known of an address | IP | Query intelligence, Write comment
  Enrich_domain | Adds what is known of a domain | DOMAIN | Query intelligence, Write comment
  Disable_account | Disables an account that was taken over | ACCOUNT | Find account, Disable account, Notify
  Reset_password | Resets the password of an account | ACCOUNT | Find account, Reset password, Notify
  Revoke_access_keys | Revokes the access keys of an account | ACCOUNT | List keys, Disable keys
  Sinkhole_domain | Leads a malicious domain nowhere | DOMAIN | Check domain, Write record
  Brute_force_login | Blocks the source of a brute-force attack | IP | Count failures, Block address, Notify
  Web_shell_removal | Removes a web shell and keeps a copy | IP | Find file, Copy file, Remove file
  Reverse_shell | Ends the process of a reverse shell | IP | Find process, Kill process, Isolate host
  Data_exfiltration | Limits a host that sends too much | IP | Measure traffic, Limit host, Open incident
  Phishing_mail | Handles a reported mail | DOMAIN | Read mail, Check links, Remove mail
  Privilege_escalation | Looks into a new right | ACCOUNT | Read audit log, Ask owner
  Unusual_login_place | Asks a user who signs in from a new place | ACCOUNT | Find place, Ask user
  Public_bucket | Closes a bucket that everybody can read | ACCOUNT | Read policy, Close bucket, Notify
  Open_port | Closes a port that should not be open | IP | Read rules, Remove rule
  Expired_certificate | Tells the owner of a certificate | DOMAIN | Find owner, Send message
  Patch_host | Installs the patch of a vulnerability | IP | Find patch, Take backup, Install patch
  Scan_host | Scans a host after an incident | IP | Start scan, Read result
  Collect_evidence | Keeps memory and disk of a host | IP | Copy memory, Copy disk, Write record
  Open_incident | Makes an incident of alerts that belong together | IP | Group alerts, Open incident
  Close_incident | Closes an incident whose alerts are closed | IP | Check alerts, Close incident
  Escalate_incident | Hands an incident on if nobody takes it | IP | Check owner, Notify manager
  Weekly_report | Writes the report of the week | IP | Count alerts, Write report, Send report
  Import_indicators | Takes over indicators of a partner | IP | Read feed, Write indicators
  Expire_indicators | Takes old indicators away | IP | Find old ones, Close indicators
  Check_baseline | Checks hosts against the baseline | IP | Start check, Read result, Open tasks
  Watch_new_assets | Adds new assets to the watch list | IP | List assets, Compare, Add assets
  DDoS_attack | Raises the protection of an address | IP | Read traffic, Raise protection, Notify
  Container_escape | Ends a container that broke out | IP | Find container, Stop container, Isolate node
`
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', description = '', labels = '', steps = ''] = line.trim().split(' | ');
    return { name, description, labels, steps: steps.split(', ') };
  });

function createWorkflow(seeding: Seeding, at: number, id: string, given: Json): void {
  const body = {
    engine_type: 'public_engine',
    aop_type: 'NORMAL',
    dataclass_id: dataClasses[0]?.id,
    ...given,
  };
  addWorkflow(seeding.request(at, 'createAopWorkflow', body), body, id);
}

function createVersion(
  seeding: Seeding,
  at: number,
  id: string,
  workflowId: string,
  given: Json,
): void {
  const workflow = seeding.lifeCycle('workflows').find(seeding.workspace, workflowId);
  const body = {
    name: workflow.data['name'],
    taskconfig: '{"node_info":{},"usertask_info":{}}',
    taskflow_type: 'JSON',
    aop_type: workflow.data['aop_type'],
    ...given,
  };
  addVersion(seeding.request(at, 'createAopWorkflowVersion', body), workflow, body, id);
}

function submit(seeding: Seeding, at: number, version: string): void {
  const body = { status: 'pending_approval' };
  take(seeding, at, 'versions', version, 'updateAopWorkflowVersion', body);
}

function review(seeding: Seeding, at: number, version: string, result: string): void {
  const body = { result, content: result === 'PASS' ? 'ok' : 'Name the owner of the host first.' };
  take(seeding, at, 'versions', version, 'createAopWorkflowVersionApprovel', body);
}

function enable(seeding: Seeding, at: number, workflow: string, version: string): void {
  const body = { enabled: true, version_id: version };
  take(seeding, at, 'workflows', workflow, 'updateAopWorkflow', body);
}

/** Does to a record what a request asks for. */
export function take(
  { request, lifeCycle, workspace }: Seeding,
  at: number,
  collection: string,
  id: string,
  operation: string,
  body: Json,
  changes?: Changes,
): void {
  const cycle = lifeCycle(collection);
  const asked = request(at, operation, body);
  cycle.take(asked, cycle.find(workspace, id), changes ?? { marks: changeMarks(asked) });
}

function run(seeding: Seeding, at: number, id: string, workflowId: string, object: string): void {
  const { request, lifeCycle, workspace, goOn } = seeding;
  const workflow = lifeCycle('workflows').find(workspace, workflowId);
  const asked = request(at, 'createWorkflowInstance', {});
  startInstance(asked, workflow, { content: { id: object } }, undefined, id);
  goOn(at + hour);
}

/** The taskflow of a diagram that goes through nodes one after the other. */
function diagram(name: string, nodes: readonly { id: string; name: string }[]): string {
  const all = [
    { id: 'Event_start', kind: 'startEvent' },
    ...nodes.map((node) => ({ ...node, kind: 'userTask' })),
    { id: 'Event_end', kind: 'endEvent' },
  ];
  const element = (kind: string, attributes: Record<string, string>, elements?: unknown[]) => ({
    type: 'element',
    name: `bpmn2:${kind}`,
    attributes,
    ...(elements !== undefined && { elements }),
  });
  const flows = all.slice(1).map(({ id }, index) =>
    element('sequenceFlow', {
      id: `Flow_${index + 1}`,
      sourceRef: all[index]?.id ?? '',
      targetRef: id,
    }),
  );
  const process = element('process', { id: `Process_${name}`, name, isExecutable: 'true' }, [
    ...all.map(({ kind, ...attributes }) => element(kind, attributes)),
    ...flows,
  ]);
  const definitions = element(
    'definitions',
    {
      'xmlns:bpmn2': 'http://www.omg.org/spec/BPMN/20100524/MODEL',
      id: `diagram_${name}`,
      targetNamespace: 'http://flowable.org/bpmn',
    },
    [process],
  );
  return encodeTaskflow({ elementType: '{}', workflow: { elements: [definitions] } });
}
