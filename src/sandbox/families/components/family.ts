import { described, validators } from '../../../../generated/components/sandbox.js';
import type { Described } from '../../core/described.js';
import type { SandboxFamily } from '../../core/family.js';
import { withData } from '../../core/answers.js';
import { connectionHandlers, shownConnection } from './connections.js';
import { plugInHandlers } from './plug-ins.js';
import { templateHandlers } from './templates.js';

/** The family of plug-ins, their templates and asset connections, as the sandbox plays it. */
export const components: SandboxFamily = {
  described: described as Described,
  validators,
  handlers: { ...connectionHandlers, ...plugInHandlers, ...templateHandlers },
  shown: {
    connections: { operation: 'showConnection', body: shownConnection },
    'component-templates': {
      operation: 'showComponentTemplate',
      body: withData,
    },
  },
};
