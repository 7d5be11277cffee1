/** Signing by access key, and each of its stages. */
export { authorization, type AuthorizationParts } from './authorization.js';
export {
  canonicalHeaders,
  headersToSign,
  signedHeaders,
  type Headers,
} from './canonical-headers.js';
export { canonicalQuery, type Query, type QueryValue } from './canonical-query.js';
export {
  canonicalRequest,
  canonicalRequestOf,
  type CanonicalRequestParts,
  type SignableRequest,
} from './canonical-request.js';
export { canonicalUri } from './canonical-uri.js';
export { canonicalUrl } from './canonical-url.js';
export { derivedKey, derivedScope, type DerivedScope } from './derived-key.js';
export { explainRefusedSignature } from './explain-refusal.js';
export { isUnsignedPayload, payloadHash, unsignedPayload, type Payload } from './payload-hash.js';
export { formatSdkDate, stringToSign, type Algorithm } from './string-to-sign.js';
export { signRequest, type SigningCredentials, type SigningOptions } from './sign-request.js';
