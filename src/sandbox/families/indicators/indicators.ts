import { classOf, handlersOf, type OwnPaths } from '../dataobjects/own-paths.js';

/** Threat indicators, by their own paths. Their states have no rules: no source knows any. */
export const indicatorPaths: OwnPaths = {
  dataClass: classOf('indicators'),
  id: 'indicator_id',
  usual: { status: 'Open', defanged: false },
  form: 'UpdateIndicatorRequestBody',
  lives: false,
};

const handlers = handlersOf(indicatorPaths);

/** The handlers of threat indicators. */
export const indicatorHandlers = {
  createIndicator: handlers.create,
  showIndicatorDetail: handlers.show,
  updateIndicator: handlers.update,
  deleteIndicator: handlers.remove,
  listIndicators: handlers.search,
  exportIndicators: handlers.exportAll,
  importIndicators: handlers.importAll,
  downloadIndicatorTemplate: handlers.template,
};
