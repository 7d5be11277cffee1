import { classOf, handlersOf, type OwnPaths } from '../dataobjects/own-paths.js';

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

const handlers = handlersOf(incidentPaths);

/** The handlers of incidents. */
export const incidentHandlers = {
  createIncident: handlers.create,
  showIncident: handlers.show,
  changeIncident: handlers.update,
  changeIncidents: handlers.updateSeveral,
  deleteIncident: handlers.remove,
  deleteIncidents: handlers.remove,
  listIncidents: handlers.search,
  exportIncidents: handlers.exportAll,
  importIncidents: handlers.importAll,
  downloadIncidentTemplate: handlers.template,
};
