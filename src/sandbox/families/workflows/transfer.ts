import { faultOf } from '../../core/described.js';
import type { Call, Handlers } from '../../core/family.js';
import { exportFile, type ExportedOwner } from '../../core/export-file.js';
import type { Json } from '../../world/table.js';
import { envelope, pick } from '../../core/answers.js';
import { addVersion, written } from './versions.js';
import { addWorkflow } from './workflows.js';

const file = exportFile({
  ...{ member: 'workflows', format: 'secmaster-sandbox-workflows' },
  // What the vendor prints in place of a file; the description has it as its example.
  placeholder: /^\{"Workflow file"\}$/,
});

const members = ['name', 'description', 'engine_type', 'aop_type', 'dataclass_id', 'labels'];

/** The handlers that carry workflows from one workspace to another. */
export const transferHandlers: Handlers = {
  exportAopworkflow({ lifeCycle, workspace, body, restsOn }) {
    const workflows = (body as { id: readonly string[] }).id.map((id): ExportedOwner => {
      const workflow = lifeCycle('workflows').find(workspace, id);
      const versions = workspace.table('versions').childrenOf(id);
      return {
        ...pick(workflow.data, members),
        versions: versions.map(({ data }) => pick(data, written)),
      };
    });
    // The vendor's format of the file is not documented, nor whether an unknown id is refused.
    restsOn(['inferred', 'S06']);
    return file.write(workflows);
  },

  importAopworkflow(call) {
    call.restsOn(['inferred', 'S06']);
    for (const exported of readFile(call)) {
      const workflow = addWorkflow(call, exported);
      for (const version of exported.versions) addVersion(call, workflow, version);
    }
    return envelope;
  },
};

/** The workflows in a file that was exported here. */
function readFile(call: Call): readonly ExportedOwner[] {
  // Whatever is no file of ours may be one of the vendor's.
  const isLenient = call.settings.readings['import-unknown'] === 'nothing';
  const workflows = file.read(call, isLenient);
  for (const workflow of workflows) {
    const { versions } = workflow;
    if (!Array.isArray(versions)) throw file.unreadable('a workflow in it has no versions');
    requireValid(call, 'CreateAopWorkflowInfo', pick(workflow, members));
    for (const one of versions) {
      if (typeof one !== 'object' || one === null) throw file.unreadable('a version in it is none');
      requireValid(call, 'CreateAopWorkflowVersionInfo', pick(one, written));
    }
  }
  return workflows as readonly ExportedOwner[];
}

/** What is imported has to be what could have been created. */
function requireValid({ validators }: Call, schema: string, value: Json): void {
  const validate = validators[schema];
  if (validate !== undefined && !validate(value))
    throw file.unreadable(`in it ${faultOf(validate)}`);
}
