import * as generated from '../../../../generated/components/sandbox.js';
import { envelope, numbered, pick, recordAt, timeText, withData } from '../../core/answers.js';
import { familyOf } from '../../core/family.js';
import { filterOf, readPage } from '../../core/paging.js';
import { connectionHandlers, shownConnection } from './connections.js';
import { plugInHandlers } from './plug-ins.js';

const templates = 'component-templates';
const members = ['component_id', 'template_name', 'task_config'];

/** Its refusal is the one that the Terraform provider knows. */
const findTemplate = recordAt(
  templates,
  'template_id',
  'SecMaster.20040220',
  'The plug-in template does not exist.',
);

/** The family of plug-ins, their templates and asset connections, as the sandbox plays it. */
export const components = familyOf(generated, {
  handlers: {
    ...connectionHandlers,
    ...plugInHandlers,

    createComponentTemplate({ world, workspace, now, body }) {
      const id = world.random.uuid();
      const time = timeText(now);
      const data = {
        ...{ id, ...pick(body, members) },
        ...{ create_time: time, update_time: time, project_id: workspace.project },
      };
      world.add(workspace, templates, now, data);
      return withData(data);
    },

    listComponentTemplates(call) {
      const fits = filterOf(call.query, { search_value: 'template_name' });
      call.restsOn(['inferred']);
      // The list pages here, as the parameters say (L03).
      return { ...envelope, ...numbered(readPage(call, templates, fits)) };
    },

    showComponentTemplate: (call) => withData(findTemplate(call).data),

    updateComponentTemplate(call) {
      const { world, workspace, now, body } = call;
      const record = findTemplate(call);
      const data = { ...record.data, ...pick(body, members), update_time: timeText(now) };
      world.put(workspace, templates, { ...record, data });
      return withData(data);
    },

    deleteComponentTemplate(call) {
      call.world.remove(call.workspace, templates, findTemplate(call).id);
      return envelope;
    },
  },
  shown: {
    connections: { operation: 'showConnection', body: shownConnection },
    [templates]: { operation: 'showComponentTemplate', body: withData },
  },
});
