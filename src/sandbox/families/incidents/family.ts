import * as generated from '../../../../generated/incidents/sandbox.js';
import { classOf, ownFamily, type OwnPaths } from '../dataobjects/own-paths.js';
import { seedIncidents } from '../dataobjects/soc.js';

/** What alerts and incidents have in common. */
export const ofCases = {
  usual: { verification_state: 'Unknown', simulation: 'false' },
  outer: { type: 'MANUAL' },
  lives: true,
  page: { success: true },
  example: {
    id: '909494e3-558e-46b6-a9eb-07a8e18ca62f',
    title: 'demo_title',
    severity: 'Medium',
    handle_status: 'Open',
    verification_state: 'Unknown',
  },
} as const;

/** Incidents, by their own paths. */
export const incidentPaths: OwnPaths = {
  ...ofCases,
  dataClass: classOf('incidents'),
  form: 'CreateIncidentRequestBody',
  soc: seedIncidents,
};

export const incidents = ownFamily(generated, incidentPaths);
