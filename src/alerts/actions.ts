import type { Methods } from '../../generated/alerts/methods.js';
import type {
  AlertDetail,
  CloseReason,
  OrderAlertIncidentContent,
} from '../../generated/alerts/types.js';
import { closingWith } from '../close-reason.js';
import type { CallOptions } from '../options.js';
import { convertAlerts, type AlertConversion } from './conversion.js';

/** The steps in the life of an alert, each by its name. */
export interface AlertActions {
  /**
   * Closes an alert with a reason. No source forbids it in any state, so one that is closed gets the
   * new reason; a comment that is left out stays as it was.
   *
   * @throws TypeError if the reason is none of the four that the API knows
   */
  closeAlert(
    alert_id: string,
    reason: CloseReason,
    comment?: string,
    options?: CallOptions,
  ): Promise<AlertDetail>;
  /**
   * Turns alerts into an incident, and says for which of them it was done: those for which it was not
   * are in `error_ids`, and no error is thrown for them. The answer does not name the incident; find it
   * by its title. By our reading (decision E12), each request makes one incident of all its alerts, and
   * one request takes 999: more alerts make several incidents of the same title.
   *
   * @throws TypeError if no ID is given
   * @throws AlertConversionError if a request after the first one failed; it says what was done before
   */
  convertToIncident(
    alert_ids: readonly string[],
    incident: OrderAlertIncidentContent,
    options?: CallOptions,
  ): Promise<AlertConversion>;
}

/** Makes the steps of a client. */
export function makeAlertActions(
  client: Pick<Methods<CallOptions>, 'changeAlert' | 'createBatchOrderAlerts'>,
): AlertActions {
  return Object.freeze<AlertActions>({
    async closeAlert(alert_id, reason, comment, options) {
      const data_object = closingWith(reason, comment);
      return (await client.changeAlert({ alert_id, body: { data_object } }, options)).data;
    },
    convertToIncident: (alert_ids, incident, options) =>
      convertAlerts(client, alert_ids, incident, options),
  });
}
