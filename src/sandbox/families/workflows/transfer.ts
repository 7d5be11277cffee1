import { faultOf } from '../../core/described.js';
import type { Call, Handlers } from '../../core/family.js';
import { readJson } from '../../core/json.js';
import { invalidParameters, serviceRefusal } from '../../core/refusal.js';
import type { Json } from '../../world/table.js';
import { tableOf } from '../../world/world.js';
import { envelope, pick } from '../../core/answers.js';
import { newVersion } from './versions.js';
import { newWorkflow } from './workflows.js';

/** What the vendor prints in place of a file; the description has it as its example. */
const placeholder = '{"Workflow file"}';

/** Marks a file as one that this sandbox can import. */
const format = { format: 'secmaster-sandbox-workflows', version: 1 };

const workflowMembers = [
  'name',
  'description',
  'engine_type',
  'aop_type',
  'dataclass_id',
  'labels',
];
const versionMembers = [
  ...['name', 'description', 'taskconfig', 'taskflow', 'taskflow_type', 'aop_type'],
  ...['input', 'output'],
];

/** A workflow in a file. */
type ExportedWorkflow = Json & { readonly versions: readonly Json[] };

/** The handlers that carry workflows from one workspace to another. */
export const transferHandlers: Handlers = {
  exportAopworkflow({ lifeCycle, workspace, body, occasion }) {
    const workflows = (body as { id: readonly string[] }).id.map((id): ExportedWorkflow => {
      const workflow = lifeCycle('workflows').find(workspace, id);
      const versions = tableOf(workspace, 'versions').childrenOf(id);
      return {
        ...pick(workflow.data, workflowMembers),
        versions: versions.map(({ data }) => pick(data, versionMembers)),
      };
    });
    // The vendor's format of the file is not documented, nor whether an unknown id is refused.
    occasion.restsOn(['inferred', 'S06']);
    return new TextEncoder().encode(JSON.stringify({ ...format, workflows }));
  },

  importAopworkflow(call) {
    const { lifeCycle, world, parts, occasion } = call;
    occasion.restsOn(['inferred', 'S06']);
    for (const exported of readFile(call, parts.get('uploadFile')?.bytes ?? new Uint8Array())) {
      const draft = newWorkflow(call, world.random.uuid(), exported);
      const workflow = lifeCycle('workflows').begin(occasion, draft);
      for (const version of exported.versions) {
        lifeCycle('versions').begin(
          occasion,
          newVersion(call, world.random.uuid(), workflow, version),
        );
      }
    }
    return envelope;
  },
};

/** Reads a file that was exported here. */
function readFile(call: Call, bytes: Uint8Array): ExportedWorkflow[] {
  const isLenient = call.settings.readings['import-unknown'] === 'nothing';
  if (isLenient || new TextDecoder().decode(bytes) === placeholder) {
    // Whatever is no file of ours may be one of the vendor's.
    if (!new TextDecoder().decode(bytes.subarray(0, 64)).includes(format.format)) return [];
  }
  let file: unknown;
  try {
    file = readJson(bytes);
  } catch {
    throw unreadable('it is no file that the sandbox has exported');
  }
  const { format: found, version, workflows } = (file ?? {}) as Json;
  if (found !== format.format || !Array.isArray(workflows)) {
    throw unreadable('it is no file that the sandbox has exported');
  }
  if (version !== format.version) throw unreadable(`its version is ${JSON.stringify(version)}`);
  for (const workflow of workflows as unknown[]) {
    const versions = (workflow as Json | null)?.['versions'];
    if (!Array.isArray(versions)) throw unreadable('a workflow in it has no versions');
    requireValid(call, 'CreateAopWorkflowInfo', pick(workflow, workflowMembers));
    for (const one of versions) {
      if (typeof one !== 'object' || one === null) throw unreadable('a version in it is none');
      requireValid(call, 'CreateAopWorkflowVersionInfo', pick(one, versionMembers));
    }
  }
  return workflows as ExportedWorkflow[];
}

/** What is imported has to be what could have been created. */
function requireValid({ validators }: Call, schema: string, value: Json): void {
  const validate = validators[schema];
  if (validate !== undefined && !validate(value)) throw unreadable(`in it ${faultOf(validate)}`);
}

const unreadable = (why: string) =>
  serviceRefusal(invalidParameters, `Invalid parameters: uploadFile cannot be imported, ${why}.`);
