import type { Methods } from '../../generated/alerts/methods.js';
import type { OrderAlert, OrderAlertIncidentContent } from '../../generated/alerts/types.js';
import { SecMasterError, isSecMasterError } from '../errors.js';
import type { CallOptions } from '../options.js';

/** What became of alerts that were to be turned into an incident. */
export interface AlertConversion {
  /** IDs of the alerts that are part of an incident now. */
  readonly success_ids: readonly string[];
  /** IDs of the alerts for which it failed, such as those that do not exist; why is not documented. */
  readonly error_ids: readonly string[];
  /** IDs that no answer names: the vendor gives at most 100 in each of its lists. */
  readonly unnamed_ids: readonly string[];
  /** Requests that were done: by our reading, the number of incidents (decision E12). */
  readonly requests: number;
}

/** A conversion of more alerts than one request takes that failed in between. */
export class AlertConversionError extends SecMasterError {
  override readonly name = 'AlertConversionError';
  /** What became of the alerts of the requests before the one that failed. */
  readonly done: AlertConversion;
  /** IDs of the alerts in the request that failed; `outcome` says whether it may have been done. */
  readonly failed_ids: readonly string[];
  /** IDs of the alerts in the requests that were not sent. */
  readonly unsent_ids: readonly string[];

  constructor(
    cause: SecMasterError,
    {
      done,
      failed_ids,
      unsent_ids,
    }: Pick<AlertConversionError, 'done' | 'failed_ids' | 'unsent_ids'>,
  ) {
    super(
      `After ${done.requests} requests that were done, one with ${failed_ids.length} alerts failed: ${cause.message}`,
      { ...cause, cause },
    );
    this.done = done;
    this.failed_ids = failed_ids;
    this.unsent_ids = unsent_ids;
  }
}

/** The greatest number of alerts that the vendor gives for one request. */
const greatestBatch = 999;

/**
 * Turns alerts into an incident, in as many requests as it takes. An ID that is given twice counts once.
 */
export async function convertAlerts(
  client: Pick<Methods<CallOptions>, 'createBatchOrderAlerts'>,
  alert_ids: readonly string[],
  incident_content: OrderAlertIncidentContent,
  options?: CallOptions,
): Promise<AlertConversion> {
  const ids = [...new Set(checkIds(alert_ids))];
  let done: AlertConversion = { success_ids: [], error_ids: [], unnamed_ids: [], requests: 0 };
  for (let start = 0; start < ids.length; start += greatestBatch) {
    const batch = ids.slice(start, start + greatestBatch);
    const body: OrderAlert = { ids: batch, incident_content };
    try {
      const { data } = await client.createBatchOrderAlerts({ body }, options);
      const named = new Set([...data.success_ids, ...data.error_ids]);
      done = {
        success_ids: [...done.success_ids, ...data.success_ids],
        error_ids: [...done.error_ids, ...data.error_ids],
        unnamed_ids: [...done.unnamed_ids, ...batch.filter((id) => !named.has(id))],
        requests: done.requests + 1,
      };
    } catch (cause) {
      if (done.requests === 0 || !isSecMasterError(cause)) throw cause;
      const unsent_ids = ids.slice(start + greatestBatch);
      throw new AlertConversionError(cause, { done, failed_ids: batch, unsent_ids });
    }
  }
  return done;
}

function checkIds(ids: readonly string[]): readonly string[] {
  const areIds = Array.isArray(ids) && ids.every((id) => typeof id === 'string' && id !== '');
  if (areIds && ids.length > 0) return ids;
  throw new TypeError('"alert_ids" holds no IDs: expected those of the alerts, at least one.');
}
