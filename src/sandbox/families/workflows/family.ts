import * as generated from '../../../../generated/workflows/sandbox.js';
import { familyOf } from '../../core/family.js';
import { withData } from '../../core/answers.js';
import { instanceHandlers } from './instances.js';
import { seeds } from './seeds.js';
import { transferHandlers } from './transfer.js';
import { versionHandlers } from './versions.js';
import { runWalk } from './walk.js';
import { workflowHandlers } from './workflows.js';

/** The workflow family, as the sandbox plays it. */
export const workflows = familyOf(generated, {
  handlers: { ...workflowHandlers, ...versionHandlers, ...transferHandlers, ...instanceHandlers },
  roles: { createAopWorkflowVersionApprovel: 'reviewer' },
  // The vendor's table of error codes has these; the others are invalid parameters.
  parameterCodes: {
    sortby: 'SecMaster.20030009',
    sort_key: 'SecMaster.20030009',
    order: 'SecMaster.20030010',
    sort_dir: 'SecMaster.20030010',
  },
  tolerances: [
    {
      reading: 'D15',
      operation: 'listAopWorkflowInstance',
      parameters: ['limit'],
      meant: (value) => (typeof value === 'number' && value > 100 ? 100 : value),
    },
    {
      reading: 'D43',
      operation: 'listAopWorkflowInstance',
      parameters: ['from_date', 'to_date'],
      meant: (value) => (typeof value === 'string' ? value.replace(/Z (?=\d{4}$)/, 'Z+') : value),
    },
  ],
  walks: { instances: runWalk },
  shown: {
    workflows: { operation: 'showAopWorkflow', body: withData },
    versions: { operation: 'showAopWorkflowVersion', body: withData },
    instances: {
      operation: 'showAopWorkflowInstance',
      body: (data, { logs }) => ({ ...data, topology: { audit_logs: logs } }),
    },
  },
  seeds,
});
