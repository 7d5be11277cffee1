import { describe, expect, test } from '@jest/globals';
import type { FindingName } from '../../../scripts/contract/findings.js';
import type { RunOptions } from '../../../scripts/contract/run/run.js';
import { isNight, sampled } from '../../lib/at-night.js';
import { stateLies, values, type StateLie } from './honest-state.js';
import { findingsOf, runOn } from './run-on.js';

const only: RunOptions['only'] = ['behaviour', 'life-cycle'];

/** What a run finds, and notes, on a server that tells one lie about what it holds. */
async function foundOn(about: StateLie | undefined, options: Partial<RunOptions> = {}) {
  const { run } = await runOn({ stateful: true, about }, { values, only, ...options });
  const notes = run.results.flatMap((one) => one.notes ?? []);
  return { findings: findingsOf(run), notes };
}

/** Each lie, the operations that show it, and the finding. */
const lies: Readonly<Record<StateLie, readonly [operations: string, found: FindingName]>> = {
  'limit ignored': ['listWorkflows', 'limit_ignored'],
  'default limit changed': ['listWorkflows', 'wrong_default'],
  'offset off by one': ['listWorkflows', 'wrong_page'],
  'total of the page': ['listWorkflows', 'wrong_total'],
  'filter ignored': ['listAopWorkflowVersions', 'filter_ignored'],
  'order ignored': ['listAopWorkflowInstance', 'wrong_order'],
  'update lost': ['updateAopWorkflow', 'update_lost'],
  'update resets others': ['updateAopWorkflowVersion', 'update_changed_others'],
  'value cut on create': ['showAopWorkflow', 'write_lost'],
  'member dropped on create': ['updateAopWorkflow', 'write_lost'],
  'member dropped on update': ['updateAopWorkflow', 'update_lost'],
  'created not listed': ['listWorkflows', 'missing_in_list'],
  'deleted still listed': ['listWorkflows', 'still_listed'],
  'deleted still readable': ['deleteAopWorkflow', 'usable_after_delete'],
  'deleted comes back': ['deleteAopWorkflowVersion', 'usable_after_delete'],
  'one id for two': ['createAopWorkflow', 'duplicate_id'],
  'refused update kept': ['updateAopWorkflowVersion', 'changed_by_refusal'],
  'put counts': ['updateAopWorkflow', 'not_idempotent'],
  'two active versions': ['updateAopWorkflowVersion', 'broken_invariant'],
  'active version deletable': ['deleteAopWorkflowVersion', 'forbidden_transition'],
  'draft can be activated': ['updateAopWorkflowVersion', 'forbidden_transition'],
  'draft can be reviewed': ['createAopWorkflowVersionApprovel', 'forbidden_transition'],
  'waiting version can be edited': ['updateAopWorkflowVersion', 'forbidden_transition'],
  'submit does nothing': ['updateAopWorkflowVersion', 'wrong_transition'],
  'rejection activates': ['createAopWorkflowVersionApprovel', 'wrong_transition'],
  'deactivation does nothing': ['updateAopWorkflowVersion', 'wrong_transition'],
  'enabling needs no active version': ['updateAopWorkflow', 'forbidden_transition'],
  'foreign workspace': ['showAopWorkflowVersion', 'foreign_record'],
  'retry of a running run': ['updateWorkflowInstance', 'forbidden_transition'],
  'stop does nothing': ['updateWorkflowInstance', 'wrong_transition'],
  'run without record': ['showAopWorkflowInstance', 'missing_after_create'],
  'run of another workflow': ['listAopWorkflowInstance', 'missing_in_list'],
  'unknown id answered': ['showAopWorkflow', 'unknown_id_answered'],
  'another record shown': ['showAopWorkflow', 'wrong_record'],
  'creation answered otherwise': ['showAopWorkflow', 'write_lost'],
  'context of a run cut': ['showAopWorkflowInstance', 'write_lost'],
  'refused creation kept': ['createAopWorkflow', 'created_by_refusal'],
  'offset ignored': ['listAopWorkflowInstance', 'wrong_page'],
  'last record not listed': ['listAopWorkflowVersions', 'missing_in_list'],
  'record listed twice': ['listAopWorkflowVersions', 'repeated_in_list'],
  'total of all records': ['listWorkflows', 'wrong_total'],
  'list of ids ignored': ['listWorkspaces', 'filter_ignored'],
  'span of time ignored': ['listWorkspaces', 'filter_ignored'],
  'unknown playbook matched': ['listAopWorkflowInstance', 'filter_ignored'],
  'sort field ignored': ['listWorkflows', 'wrong_order'],
  'default sort field changed': ['listWorkflows', 'wrong_default'],
  'update answered as before': ['updateAopWorkflow', 'update_lost'],
  'update of all': ['updateAopWorkflow', 'changed_other_record'],
  'update of namesakes': ['updateAopWorkflow', 'changed_other_record'],
  'update changes the creator': ['updateAopWorkflow', 'update_changed_others'],
  'update time stands still': ['updateAopWorkflow', 'wrong_time'],
  'update time goes back': ['updateAopWorkflow', 'wrong_time'],
  'version of another workflow': ['showAopWorkflowVersion', 'foreign_record'],
  'import does nothing': ['importAopworkflow', 'missing_after_create'],
  'last record not exported': ['importAopworkflow', 'missing_after_create'],
  'time of creation moves': ['updateAopWorkflow', 'update_changed_others'],
  'reading changes': ['showAopWorkflow', 'changed_by_read'],
  'reading moves the time of change': ['showAopWorkflow', 'changed_by_read'],
  'check of a diagram moves the time of change': ['validateAopWorkflowVersion', 'changed_by_read'],
  'export renames': ['exportAopworkflow', 'changed_by_read'],
  'deletion of another': ['deleteAopWorkflow', 'changed_other_record'],
  'deletion of namesakes': ['deleteAopWorkflow', 'changed_other_record'],
  'deleted can be deleted again': ['deleteAopWorkflowVersion', 'usable_after_delete'],
  'deletion for another workspace': ['deleteAopWorkflow', 'foreign_record'],
  'list of another workspace': ['listWorkflows', 'foreign_record'],
  'edit lost on submission': ['updateAopWorkflowVersion', 'wrong_transition'],
  'review changes the description': ['createAopWorkflowVersionApprovel', 'update_changed_others'],
  'submission not noted': ['updateAopWorkflowVersion', 'wrong_transition'],
  'activation not noted': ['updateAopWorkflowVersion', 'wrong_transition'],
  'deactivation not noted': ['updateAopWorkflowVersion', 'wrong_transition'],
  'no number on submission': ['updateAopWorkflowVersion', 'wrong_transition'],
  'rejected version cannot be edited': ['updateAopWorkflowVersion', 'transition_refused'],
  'disabling loses the new name': ['updateAopWorkflow', 'wrong_transition'],
  'new workflow has a version': ['createAopWorkflow', 'wrong_transition'],
  'versions outlive their workflow': ['deleteAopWorkflow', 'usable_after_delete'],
  'retry not counted': ['updateWorkflowInstance', 'wrong_transition'],
  'run ends in an unknown state': ['showAopWorkflowInstance', 'invalid_body'],
  'review activates one of several': ['createAopWorkflowVersionApprovel', 'broken_invariant'],
  'one type kept as another': ['showAopWorkflow', 'write_lost'],
  'deletion of the workflow, too': ['deleteAopWorkflowVersion', 'changed_other_record'],
  'refused update renames': ['updateAopWorkflow', 'changed_by_refusal'],
  'update touches a neighbour': ['updateAopWorkflow', 'changed_other_record'],
  'update touches the newest': ['listWorkflows', 'changed_other_record'],
  'empty text ignored': ['updateAopWorkflow', 'update_lost'],
  'member twice accepted': ['createAopWorkflow', 'invalid_accepted'],
  'run ends without a time': ['showAopWorkflowInstance', 'wrong_transition'],
  'part of a name matched': ['listWorkflows', 'filter_ignored'],
  'name matched in any case': ['listWorkflows', 'filter_ignored'],
  'second filter ignored': ['listWorkflows', 'filter_ignored'],
  'last page repeats': ['listWorkflows', 'wrong_page'],
  'record of another workspace listed': ['listWorkflows', 'foreign_record'],
  'listed record unknown': ['listWorkflows', 'foreign_record'],
  'list shows another state': ['listAopWorkflowVersions', 'wrong_in_list'],
  'each page in another order': ['listWorkflows', 'wrong_page'],
  'filtered total of the page': ['listWorkflows', 'wrong_total'],
  'list hides an id': ['listWorkflows', 'wrong_in_list'],
  'run never ends': ['showAopWorkflowInstance', 'wrong_transition'],
  'rising pages overlap': ['listWorkflows', 'wrong_page'],
  'wildcards in a name': ['listWorkflows', 'filter_ignored'],
  'start of a run moves': ['showAopWorkflowInstance', 'changed_by_read'],
  'deletion answered as created': ['deleteAopWorkflow', 'update_lost'],
  'unknown member refused, but kept': ['createAopWorkflow', 'created_by_refusal'],
  'labels answered, not kept': ['showAopWorkflow', 'write_lost'],
  'edit empties the input': ['updateAopWorkflowVersion', 'update_changed_others'],
  'active among the others': ['listAopWorkflowVersions', 'filter_ignored'],
  'zone of a time ignored': ['listAopWorkflowInstance', 'filter_ignored'],
  'update time in another zone': ['updateAopWorkflow', 'wrong_time'],
};

/** What no source says outright: a note, and a finding only for those who want our readings kept. */
const readings: readonly StateLie[] = [
  'draft can be reviewed',
  'enabling needs no active version',
  'retry of a running run',
  'no number on submission',
  'versions outlive their workflow',
  'retry not counted',
  'run ends without a time',
  'list hides an id',
  'run never ends',
  'member twice accepted',
  'name matched in any case',
];

/** The first of the lies that lead to one finding, by our readings or not, stands for the others. */
const first = stateLies.filter((lie, index) => {
  const kind = (one: StateLie) => `${lies[one][1]} ${readings.includes(one)}`;
  return stateLies.findIndex((one) => kind(one) === kind(lie)) === index;
});

/** Those that one check alone notices, which no other test of the gate looks at. */
const own = ['check of a diagram moves the time of change', 'last record not listed'] as const;

describe('a contract run on a server that lies about what it holds', () => {
  test.each(isNight ? stateLies : [...sampled(first, 8), ...own])('names it: %s', async (about) => {
    const [operation, found] = lies[about];
    const isReading = readings.includes(about);
    const options: Partial<RunOptions> = {
      operations: [operation],
      ...(isReading && { readings: 'strict' }),
    };
    const { findings } = await foundOn(about, options);
    expect(Object.keys(findings)).toContain(found);
    // What is ours alone is said, but breaks nothing.
    if (!isReading) return;
    const { findings: none, notes } = await foundOn(about, { operations: [operation] });
    expect(none).toEqual({});
    expect(notes.map(({ name }) => name)).toContain(found);
  });

  test('takes pages that do not follow each other for nothing else', async () => {
    const { findings } = await foundOn('each page in another order', {
      operations: ['listWorkflows', 'createAopWorkflow'],
    });
    expect(Object.keys(findings)).toContain('wrong_page');
    expect(Object.keys(findings)).not.toContain('created_by_refusal');
    expect(Object.keys(findings)).not.toContain('changed_other_record');
  });
});
