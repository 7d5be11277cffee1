import type { SecMasterClient } from '../../../src/index.js';
import { makePlaybookActions } from '../../../src/playbooks/index.js';
import type { Sandbox } from '../../../src/sandbox/index.js';
import { ids } from '../world.js';

/** The class of alerts. */
export const alertClass = { id: 'e410ae50-43fa-343e-807a-a2a9edb8018e', name: 'Alert' };
/** The first page of a list. */
export const page = { offset: 0, limit: 10 };

/** The rule that a field of the data object has a value. */
export const rule = (field: string, operator: string, value: string) => ({
  expression_type: 'common' as const,
  conditions: [{ name: 'condition_0', detail: '', data: [field, operator, value] }],
  logics: ['condition_0'],
});

/** A version that runs the workflow of the examples on new grave alerts. */
export const version = {
  dataclass_id: alertClass.id,
  trigger_type: 'EVENT' as const,
  dataobject_create: true,
  rule_enable: true,
  actions: [{ action_type: 'AOP_WORKFLOW' as const, action_id: ids.workflow, name: 'Respond' }],
  rule: { rule: rule('severity', '==', 'High') },
};

/** Puts a playbook with one version into service. */
export async function inService(
  {
    sandbox,
    client: { playbooks },
  }: { readonly sandbox: Sandbox; readonly client: SecMasterClient },
  name: string,
  body: Parameters<typeof playbooks.createPlaybookVersion>[0]['body'],
): Promise<string> {
  const { workspaceId: workspace_id } = sandbox.clientOptions();
  const { data } = await playbooks.createPlaybook({ body: { name, workspace_id } });
  const { id: playbook_id } = data;
  const { id } = (await playbooks.createPlaybookVersion({ playbook_id, body })).data;
  const steps = makePlaybookActions(playbooks);
  await steps.submitVersion(id);
  await steps.approveVersion(id);
  await steps.enablePlaybook(playbook_id, id);
  return playbook_id;
}
