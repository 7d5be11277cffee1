/** Signing by access key, and each of its steps. */
export {
  authorization,
  derivedKey,
  derivedScope,
  formatSdkDate,
  stringToSign,
  type Algorithm,
  type AuthorizationParts,
  type DerivedScope,
} from './authorization.js';
export {
  canonicalHeaders,
  canonicalRequest,
  canonicalRequestOf,
  headersToSign,
  isUnsignedPayload,
  payloadHash,
  signedHeaders,
  unsignedPayload,
  type CanonicalRequestParts,
  type Headers,
  type Payload,
  type SignableRequest,
} from './canonical-request.js';
export {
  canonicalQuery,
  canonicalUri,
  canonicalUrl,
  type Query,
  type QueryValue,
} from './canonical-url.js';
export { explainRefusedSignature } from './explain-refusal.js';
export { signRequest, type SigningCredentials, type SigningOptions } from './sign-request.js';
