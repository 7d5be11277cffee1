import * as generated from '../../../../generated/alerts/sandbox.js';
import type { OrderAlert } from '../../../../generated/alerts/types.js';
import type { Handler } from '../../core/family.js';
import type { Json } from '../../world/table.js';
import { begin, classOf, ownFamily, withData, type OwnPaths } from '../dataobjects/own-paths.js';
import { relatedIds, relateObjects } from '../dataobjects/store.js';
import { seedAlerts } from '../dataobjects/soc.js';
import { exampleCase, incidentPaths, ofCases } from '../incidents/family.js';

const incidents = classOf('incidents');
const indicators = classOf('indicators');

/** Alerts, by their own paths. */
const alertPaths: OwnPaths = {
  ...ofCases,
  dataClass: classOf('alerts'),
  id: 'alert_id',
  form: 'CreateAlertRequestBody',
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

/** One incident of all alerts (E12): what the request does not say of it is taken from the first. */
const createBatchOrderAlerts: Handler = (call) => {
  const { ids = [], incident_content: content = {} } = call.body as OrderAlert;
  const { dataClass } = alertPaths;
  call.restsOn(['inferred', 'E12']);
  const table = call.workspace.table(dataClass.plural);
  const first = ids.flatMap((id) => table.get(id) ?? [])[0];
  if (first === undefined) return withData({ error_ids: ids, success_ids: [] });
  const { title, description, severity } = first.data['data_object'] as Json;
  const known = Object.entries({ title, description, severity, ...content });
  const given = Object.fromEntries(known.filter(([, value]) => value !== undefined));
  const incident = begin(call, incidentPaths, given);
  return withData(relateObjects(call, incidentPaths.dataClass, incident.id, dataClass, ids));
};

/** The alert family, as the sandbox plays it. */
export const alerts = ownFamily({
  generated,
  paths: alertPaths,
  others: { createBatchOrderAlerts },
  example: exampleCase,
  soc: seedAlerts,
});
