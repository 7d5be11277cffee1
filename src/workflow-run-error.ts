import type { AopworkflowInstanceDetail } from '../generated/types.js';
import { SecMasterError } from './errors.js';

/** A run that ended without success: it failed or was stopped. */
export class WorkflowRunError extends SecMasterError {
  override readonly name = 'WorkflowRunError';
  /** The run as it was last read, without its topology. */
  readonly instance: AopworkflowInstanceDetail;

  constructor(instance_id: string, instance: AopworkflowInstanceDetail) {
    super(
      `Instance "${instance_id}" ended as ${instance.status}: showAopWorkflowInstance with "show_topology" tells what each node did.`,
      { operationId: 'showAopWorkflowInstance' },
    );
    this.instance = instance;
  }
}
