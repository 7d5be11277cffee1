import { AuthenticationError } from '../errors.js';
import { makeKeySecret } from './access-key.js';
import type { Credentials } from './credentials.js';

/** Variables, by their names; an empty one counts as missing. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of the process, or none where there is no process. */
export function processEnvironment(): Environment {
  return globalThis.process?.env ?? {};
}

/**
 * Takes the access key from the variables that the vendor's SDKs read: `HUAWEICLOUD_SDK_AK`,
 * `HUAWEICLOUD_SDK_SK`, `HUAWEICLOUD_SDK_SECURITY_TOKEN` and `HUAWEICLOUD_SDK_PROJECT_ID`, else from
 * those of its API Explorer: `CLOUD_SDK_AK` and `CLOUD_SDK_SK`. They are read when the key is needed.
 *
 * `getSecret` throws AuthenticationError if there is no key, or half of one.
 */
export function fromEnvironment(env: Environment = processEnvironment()): Credentials {
  return Object.freeze<Credentials>({
    name: 'environment',
    async getSecret() {
      const prefix = ['HUAWEICLOUD_SDK', 'CLOUD_SDK'].find(
        (one) => env[`${one}_AK`] || env[`${one}_SK`],
      );
      if (prefix === undefined) {
        throw noKey(
          'The environment holds no access key: set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.',
        );
      }
      const variables = {
        ak: `${prefix}_AK`,
        sk: `${prefix}_SK`,
        securityToken: 'HUAWEICLOUD_SDK_SECURITY_TOKEN',
        projectId: 'HUAWEICLOUD_SDK_PROJECT_ID',
      };
      return makeKeySecret(
        {
          ak: env[variables.ak] ?? '',
          sk: env[variables.sk] ?? '',
          // A security token belongs to one key; the other pair has no variable for it.
          securityToken: (prefix !== 'CLOUD_SDK' && env[variables.securityToken]) || undefined,
          projectId: env[variables.projectId] || undefined,
        },
        (part, fault) => {
          const other = part === 'ak' ? variables.sk : variables.ak;
          const half = fault === 'is missing' ? ` although ${other} is set` : '';
          return noKey(`The variable ${variables[part]} ${fault}${half}.`);
        },
      );
    },
  });
}

/** The error for a source without a key: nothing was sent. */
export function noKey(message: string): AuthenticationError {
  return new AuthenticationError(message, { outcome: 'not-sent' });
}
