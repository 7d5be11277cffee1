import createClient, { type Client } from 'openapi-fetch';
import type { paths } from '../generated/types.js';
import type { SecMasterClient } from './client.js';
import { internalsOf } from './internals.js';
import { makeRawFetch } from './raw-fetch.js';

/**
 * Calls by path and method: an openapi-fetch client on the endpoint of a client, signed in, retried
 * and timed out like its methods. It answers as openapi-fetch does, with the documented errors as
 * values. An entry of its own, so that programs which do not need it do not carry it.
 *
 * @throws TypeError if it is no client of `createSecMasterClient`
 */
export function rawClient(client: SecMasterClient): Client<paths> {
  const { exchange, baseUrl, timeouts } = internalsOf(client);
  return createClient<paths>({ baseUrl, fetch: makeRawFetch(exchange, timeouts) });
}
