import * as generated from '../../../../generated/workflows/sandbox.js';
import { familyOf } from '../../core/family.js';
import { withData } from '../../core/answers.js';
import { instanceHandlers } from './instances.js';
import { seeds } from './seeds.js';
import { transferHandlers } from './transfer.js';
import { versionHandlers } from './versions.js';
import { runWalk } from './walk.js';
import { workflowHandlers } from './workflows.js';

/** A time whose plus sign a form has made a space. */
const spacedTime = {
  reading: 'D43',
  meant: (value: unknown) =>
    typeof value === 'string' ? value.replace(/Z (?=\d{4}$)/, 'Z+') : value,
};

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
  tolerances: {
    listAopWorkflowInstance: {
      limit: {
        reading: 'D15',
        meant: (value) => (typeof value === 'number' && value > 100 ? 100 : value),
      },
      from_date: spacedTime,
      to_date: spacedTime,
    },
  },
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
