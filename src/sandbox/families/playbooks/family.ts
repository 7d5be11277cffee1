import * as generated from '../../../../generated/playbooks/sandbox.js';
import { familyOf } from '../../core/family.js';
import { withData } from './answers.js';
import { instanceHandlers } from './instances.js';
import { playbookHandlers } from './playbooks.js';
import { playbookWalk } from './runs.js';
import { elapsePlaybook } from './schedule.js';
import { seeds } from './seeds.js';
import { transferHandlers } from './transfer.js';
import { versionHandlers } from './versions.js';

export const playbooks = familyOf(generated, {
  handlers: {
    ...playbookHandlers,
    ...versionHandlers,
    ...instanceHandlers,
    ...transferHandlers,
  },
  roles: { createPlaybookApprove: 'reviewer' },
  walks: { 'playbook-instances': playbookWalk },
  elapses: { playbooks: elapsePlaybook },
  shown: {
    playbooks: { operation: 'showPlaybook', body: withData },
    'playbook-versions': { operation: 'showPlaybookVersion', body: withData },
    'playbook-instances': { operation: 'showPlaybookInstance', body: (data) => data },
  },
  seeds,
});
