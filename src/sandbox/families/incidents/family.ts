import * as generated from '../../../../generated/incidents/sandbox.js';
import { classOf, ownFamily, type OwnPaths } from '../dataobjects/own-paths.js';
import { seedIncidents } from '../dataobjects/soc.js';

/** What alerts and incidents have in common. */
export const ofCases = {
  usual: { verification_state: 'Unknown', simulation: 'false' },
  outer: { type: 'MANUAL' },
  lives: true,
  page: { success: true },
} as const;

/** The alert and the incident of the description's examples. */
export const exampleCase = {
  id: '909494e3-558e-46b6-a9eb-07a8e18ca62f',
  title: 'demo_title',
  severity: 'Medium',
  handle_status: 'Open',
  verification_state: 'Unknown',
};

/** Incidents, by their own paths. */
export const incidentPaths: OwnPaths = {
  ...ofCases,
  dataClass: classOf('incidents'),
  id: 'incident_id',
  form: 'CreateIncidentRequestBody',
};

/** The incident family, as the sandbox plays it. */
export const incidents = ownFamily({
  generated,
  paths: incidentPaths,
  example: exampleCase,
  soc: seedIncidents,
});
