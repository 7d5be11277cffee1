import type { Handlers } from '../../core/family.js';
import { filterOf, readPage } from '../../core/paging.js';
import { envelope, numbered, pick, recordAt, timeText, withData } from '../../core/answers.js';

const collection = 'component-templates';
const members = ['component_id', 'template_name', 'task_config'];

/** Its refusal is the one that the Terraform provider knows. */
const findTemplate = recordAt(
  collection,
  'template_id',
  'SecMaster.20040220',
  'The plug-in template does not exist.',
);

export const templateHandlers: Handlers = {
  createComponentTemplate({ world, workspace, now, body }) {
    const id = world.random.uuid();
    const time = timeText(now);
    const data = {
      ...{ id, ...pick(body, members) },
      ...{ create_time: time, update_time: time, project_id: workspace.project },
    };
    world.add(workspace, collection, now, data);
    return withData(data);
  },

  listComponentTemplates(call) {
    const fits = filterOf(call.query, [], { search_value: 'template_name' });
    call.restsOn(['inferred']);
    // The list pages here, as the parameters say (L03).
    return { ...envelope, ...numbered(readPage(call, call.workspace.table(collection), fits)) };
  },

  showComponentTemplate: (call) => withData(findTemplate(call).data),

  updateComponentTemplate(call) {
    const { world, workspace, now, body } = call;
    const record = findTemplate(call);
    const data = { ...record.data, ...pick(body, members), update_time: timeText(now) };
    world.put(workspace, collection, { ...record, data });
    return withData(data);
  },

  deleteComponentTemplate(call) {
    call.world.remove(call.workspace, collection, findTemplate(call).id);
    return envelope;
  },
};
