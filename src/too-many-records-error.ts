import { SecMasterError } from './errors.js';

/** A list holds more records than its operation gives: the filters have to be narrowed. */
export class TooManyRecordsError extends SecMasterError {
  override readonly name = 'TooManyRecordsError';
}
