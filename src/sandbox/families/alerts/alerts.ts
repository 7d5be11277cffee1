import type { Handler } from '../../core/family.js';
import type { Json } from '../../world/table.js';
import { tableOf } from '../../world/world.js';
import { begin, classOf, handlersOf, withData, type OwnPaths } from '../dataobjects/own-paths.js';
import { relatedIds, relateObjects } from '../dataobjects/store.js';
import { incidentPaths } from '../incidents/incidents.js';

const incidents = classOf('incidents');
const indicators = classOf('indicators');

/** Alerts, by their own paths. */
export const alertPaths: OwnPaths = {
  dataClass: classOf('alerts'),
  id: 'alert_id',
  usual: { verification_state: 'Unknown', simulation: 'false' },
  outer: { type: 'MANUAL' },
  form: 'CreateAlertRequestBody',
  lives: true,
  page: { success: true },
  listed: (record) => ({
    ...record.data,
    data_object: {
      ...(record.data['data_object'] as Json),
      alert_list: relatedIds(record, classOf('alerts')),
      incident_list: relatedIds(record, incidents),
      indicator_list: relatedIds(record, indicators),
    },
  }),
};

interface OrderAlert {
  readonly ids?: readonly string[];
  readonly incident_content?: Json;
}

/** One incident of all alerts (E12): what the request does not say of it is taken from the first. */
const createBatchOrderAlerts: Handler = (call) => {
  const { ids = [], incident_content: content = {} } = call.body as OrderAlert;
  const { dataClass } = alertPaths;
  call.occasion.restsOn(['inferred', 'E12']);
  const table = tableOf(call.workspace, dataClass.plural);
  const first = ids.flatMap((id) => table.get(id) ?? [])[0];
  if (first === undefined) return withData({ error_ids: ids, success_ids: [] });
  const { title, description, severity } = first.data['data_object'] as Json;
  const known = Object.entries({ title, description, severity, ...content });
  const given = Object.fromEntries(known.filter(([, value]) => value !== undefined));
  const incident = begin(call, incidentPaths, given);
  return withData(relateObjects(call, incidentPaths.dataClass, incident.id, dataClass, ids));
};

const handlers = handlersOf(alertPaths);

/** The handlers of alerts. */
export const alertHandlers = {
  createAlert: handlers.create,
  showAlert: handlers.show,
  changeAlert: handlers.update,
  changeAlerts: handlers.updateSeveral,
  deleteAlert: handlers.remove,
  deleteAlerts: handlers.remove,
  createBatchOrderAlerts,
  listAlerts: handlers.search,
  exportAlerts: handlers.exportAll,
  importAlerts: handlers.importAll,
  downloadAlertTemplate: handlers.template,
};
