import { servers } from '../generated/shared.js';
import { checkAddress } from './address.js';
import { nearest } from './nearest.js';

/** The service of the vendor. */
const service = servers[0];

/** Id of a region of the vendor. */
export type Region = (typeof service.variables.region.enum)[number];

/** Where the API is: a region of the vendor, or the address of any server that stands in for it. */
export type Place =
  | { region: Region; endpoint?: undefined }
  | {
      /** Address without the path of an operation, such as `http://127.0.0.1:4010`. */
      endpoint: string;
      region?: undefined;
    };

/**
 * The address that paths of operations are appended to, without a slash at its end.
 *
 * @throws TypeError if there is none or more than one place, an unknown region, no address, or an
 *   address that would send the token unencrypted to another machine
 */
export function resolveEndpoint({ region, endpoint }: Place): string {
  if ((region === undefined) === (endpoint === undefined)) {
    throw new TypeError('Give either "region", such as "cn-north-4", or "endpoint", an address.');
  }
  if (endpoint !== undefined) {
    return checkAddress('endpoint', endpoint, {
      example: 'https://secmaster.cn-north-4.myhuaweicloud.com',
    });
  }
  const known: readonly string[] = service.variables.region.enum;
  const wanted = String(region);
  if (!known.includes(wanted)) {
    throw new TypeError(
      `Unknown "region" ${JSON.stringify(region)}: did you mean ${nearest(wanted, known)}? Expected one of ${known.join(', ')}.`,
    );
  }
  return service.url.replace('{region}', wanted);
}
