import * as generated from '../../../../generated/alerts/sandbox.js';
import type { OrderAlert } from '../../../../generated/alerts/types.js';
import type { Handler } from '../../core/family.js';
import type { Json } from '../../world/table.js';
import { begin, classOf, ownFamily, withData } from '../dataobjects/own-paths.js';
import { relatedIds, relateObjects } from '../dataobjects/store.js';
import { seedAlerts } from '../dataobjects/soc.js';
import { incidentPaths, ofCases } from '../incidents/family.js';

const dataClass = classOf('alerts');
const incidents = classOf('incidents');
const indicators = classOf('indicators');

/** One incident of all alerts (E12): what the request does not say of it is taken from the first. */
const createBatchOrderAlerts: Handler = (call) => {
  const { ids = [], incident_content: content = {} } = call.body as OrderAlert;
  call.restsOn(['inferred', 'E12']);
  const table = call.workspace.table('alerts');
  const first = ids.flatMap((id) => table.get(id) ?? [])[0];
  if (first === undefined) return withData({ error_ids: ids, success_ids: [] });
  const { title, description, severity } = first.data['data_object'] as Json;
  const known = Object.entries({ title, description, severity, ...content });
  const given = Object.fromEntries(known.filter(([, value]) => value !== undefined));
  const incident = begin(call, incidentPaths, given);
  return withData(relateObjects(call, incidents, incident.id, dataClass, ids));
};

/** The alert family, as the sandbox plays it: alerts, by their own paths. */
export const alerts = ownFamily(
  generated,
  {
    ...ofCases,
    dataClass,
    form: 'CreateAlertRequestBody',
    listed: (record) => ({
      ...record.data,
      data_object: {
        ...(record.data['data_object'] as Json),
        alert_list: relatedIds(record, dataClass),
        incident_list: relatedIds(record, incidents),
        indicator_list: relatedIds(record, indicators),
      },
    }),
    soc: seedAlerts,
  },
  { createBatchOrderAlerts },
);
