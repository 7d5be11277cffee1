import type { Methods } from '../../generated/incidents/methods.js';
import type { CloseReason, IncidentDetail } from '../../generated/incidents/types.js';
import { closingWith } from '../close-reason.js';
import type { CallOptions } from '../options.js';

/** The steps in the life of an incident, each by its name. */
export interface IncidentActions {
  /**
   * Closes an incident with a reason. No source forbids it in any state, so one that is closed gets the
   * new reason; a comment that is left out stays as it was. Its alerts stay as they are.
   *
   * @throws TypeError if the reason is none of the four that the API knows
   */
  closeIncident(
    incident_id: string,
    reason: CloseReason,
    comment?: string,
    options?: CallOptions,
  ): Promise<IncidentDetail>;
}

/** Makes the steps of a client. */
export function makeIncidentActions(
  client: Pick<Methods<CallOptions>, 'changeIncident'>,
): IncidentActions {
  return Object.freeze<IncidentActions>({
    async closeIncident(incident_id, reason, comment, options) {
      const body = { data_object: closingWith(reason, comment) };
      return (await client.changeIncident({ incident_id, body }, options)).data;
    },
  });
}
