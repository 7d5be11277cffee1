import * as generated from '../../../../generated/incidents/sandbox.js';
import { classOf, ownFamily, type OwnPaths } from '../dataobjects/own-paths.js';
import { seedIncidents } from '../dataobjects/soc.js';

/** Incidents, by their own paths. */
export const incidentPaths: OwnPaths = {
  dataClass: classOf('incidents'),
  id: 'incident_id',
  usual: { verification_state: 'Unknown', simulation: 'false' },
  outer: { type: 'MANUAL' },
  form: 'CreateIncidentRequestBody',
  lives: true,
  page: { success: true },
};

/** The incident family, as the sandbox plays it. */
export const incidents = ownFamily({
  generated,
  paths: incidentPaths,
  example: {
    id: '909494e3-558e-46b6-a9eb-07a8e18ca62f',
    title: 'demo_title',
    severity: 'Medium',
    handle_status: 'Open',
    verification_state: 'Unknown',
  },
  soc: seedIncidents,
});
