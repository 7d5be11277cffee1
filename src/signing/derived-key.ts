import { hashing } from '#hash';

/** What a derived key is good for. */
export interface DerivedScope {
  /** Id of the region, such as `cn-north-4`. */
  readonly region: string;
  /** Name of the service in its region. */
  readonly service: string;
}

/**
 * The scope of a derived key, `YYYYMMDD/region/service`: it is good for one day, region and service.
 *
 * Source: the derived signers of the vendor's SDKs.
 *
 * @param date - `YYYYMMDDTHHMMSSZ`
 * @throws TypeError if region or service is empty or would change the scope
 */
export function derivedScope(date: string, { region, service }: DerivedScope): string {
  for (const [name, value] of Object.entries({ region, service })) {
    if (typeof value !== 'string' || !/^[\w.-]+$/.test(value)) {
      throw new TypeError(`"derived.${name}" must be a name such as "cn-north-4".`);
    }
  }
  return `${date.slice(0, 8)}/${region}/${service}`;
}

/**
 * The key that signs in place of the secret key: hex of HKDF-SHA256 with the secret key as key
 * material, the access key as salt and the scope as info. The text itself is the key, not its bytes.
 *
 * Source: the derived signers of the vendor's SDKs.
 */
export function derivedKey(ak: string, sk: string, scope: string): string {
  return hashing.hkdfSha256Hex(sk, ak, scope);
}
