/**
 * Compiled, never run: what the types of the client must accept and refuse. A line below
 * `@ts-expect-error` that compiles is an error of the type check.
 */
import type {
  AopWorkflowInfo,
  GatewayError,
  ModifyAopWorkflowInfo,
  ServiceError,
} from '../../generated/workflows/types.js';
import type { SecMasterClient, SecMasterClientOptions, SecMasterError } from '../../src/index.js';

export async function accepted(client: SecMasterClient): Promise<void> {
  const { data } = await client.workflows.createAopWorkflow({
    body: { name: 'n', engine_type: 'public_engine', aop_type: 'NORMAL', dataclass_id: 'd' },
  });
  data satisfies AopWorkflowInfo;
  data.id satisfies string;
  (await client.workflows.listWorkflows()).data satisfies AopWorkflowInfo[];
  (await client.workflows.exportAopworkflow({ body: { id: [] } })) satisfies Blob;
  await client.workflows.importAopworkflow({ body: { uploadFile: new Blob() } });
  await client.workflows.updateAopWorkflow({
    workflow_id: 'w',
    body: { enabled: true, version_id: 'v' },
  });
  await client.workflows.updateAopWorkflow({ workflow_id: 'w', body: { enabled: false } });
  await client.workflows.updateAopWorkflow({ workflow_id: 'w', body: { name: 'n' } });
}

export function errors(error: SecMasterError): void {
  if (error.body !== undefined && 'error_code' in error.body) error.body satisfies GatewayError;
  if (error.body !== undefined && 'code' in error.body) error.body satisfies ServiceError;
}

export async function refused(client: SecMasterClient): Promise<void> {
  // @ts-expect-error an enum value that is not listed
  await client.workflows.listWorkflows({ aop_type: 'OTHER' });
  // @ts-expect-error an unknown parameter
  await client.workflows.listWorkflows({ last_version: true });
  // @ts-expect-error no path id
  await client.workflows.showAopWorkflow({});
  await client.workflows.createAopWorkflowVersionApprovel({
    version_id: 'v',
    // @ts-expect-error a mandatory member is missing
    body: { result: 'PASS' },
  });
  // @ts-expect-error an unknown member of a body
  const unknownMember: ModifyAopWorkflowInfo = { name: 'n', nmae: 'n' };
  // @ts-expect-error enabling needs version_id
  const withoutVersion: ModifyAopWorkflowInfo = { enabled: true };
  await client.workflows.updateWorkflowInstance({
    instance_id: 'i',
    // @ts-expect-error the debug command needs task_id and input_dataobject
    body: { command_type: 'ActionInstanceDebugCommand' },
  });
  void [unknownMember, withoutVersion];
}

// @ts-expect-error a region that the vendor does not have
export const wrongRegion: SecMasterClientOptions['region'] = 'eu-west-1';
