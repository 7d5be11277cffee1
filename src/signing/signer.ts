import type { Signer } from '../credentials/credentials.js';
import { canonicalRequestOf } from './canonical-request.js';
import { explainRefusedSignature } from './explain-refusal.js';
import { signRequest } from './sign-request.js';

/** Signs with the algorithm of the vendor's gateway. */
export const signer: Signer = {
  sign: (request, key, now) => signRequest(request, key, { date: new Date(now) }),
  explain: (answer, sent) => explainRefusedSignature(answer, canonicalRequestOf(sent)),
};
