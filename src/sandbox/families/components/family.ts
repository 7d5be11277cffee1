import * as generated from '../../../../generated/components/sandbox.js';
import { familyOf } from '../../core/family.js';
import { withData } from '../../core/answers.js';
import { connectionHandlers, shownConnection } from './connections.js';
import { plugInHandlers } from './plug-ins.js';
import { templateHandlers } from './templates.js';

/** The family of plug-ins, their templates and asset connections, as the sandbox plays it. */
export const components = familyOf(generated, {
  handlers: { ...connectionHandlers, ...plugInHandlers, ...templateHandlers },
  shown: {
    connections: { operation: 'showConnection', body: shownConnection },
    'component-templates': {
      operation: 'showComponentTemplate',
      body: withData,
    },
  },
});
