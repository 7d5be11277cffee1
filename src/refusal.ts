import type { SecMasterError } from './errors.js';
import type { Answer } from './attempt.js';

/**
 * Adds to the error of a refused signature which line of the canonical request the gateway saw
 * differently, if its text echoes what it saw.
 */
export function explainRefusal(error: SecMasterError, answer: Answer): SecMasterError {
  if (answer.status !== 401 || answer.secret.kind !== 'key') return error;
  const difference = answer.secret.signer.explain(answer.text, answer.sent);
  if (difference !== undefined) error.message += `. ${answer.redact(difference)}`;
  return error;
}
