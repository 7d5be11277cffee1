import { classOf, handlersOf, withData, type OwnPaths } from '../dataobjects/own-paths.js';

/** Vulnerabilities, by their own paths. Those that come from a file are no built-in ones. */
export const vulnerabilityPaths: OwnPaths = {
  dataClass: classOf('vulnerabilities'),
  id: 'vul_id',
  usual: { extend_properties: { operations: { is_build_in: 'false' } } },
  // No request has a vulnerability in it.
  form: 'ShowVulnerabilityResponse',
  formed: (object) => withData({ id: '', data_object: object }),
  lives: false,
  page: { success: true },
};

const handlers = handlersOf(vulnerabilityPaths);

/** The handlers of vulnerabilities: they come by an import, or as data objects of any class do. */
export const vulnerabilityHandlers = {
  showVulnerability: handlers.show,
  listVulnerabilities: handlers.search,
  exportVulnerabilities: handlers.exportAll,
  importVulnerabilities: handlers.importAll,
  downloadVulnerabilityTemplate: handlers.template,
};
