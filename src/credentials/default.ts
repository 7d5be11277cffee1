import { failureText } from '../causes.js';
import { AbortedError } from '../errors.js';
import type { Credentials, Secret, SignInContext } from './credentials.js';
import { fromEnvironment, noKey, type Environment } from './environment.js';
import { fromFile } from './file.js';
import { fromMetadata } from './metadata.js';

/** Where the sources look, if not in their usual places. */
export interface DefaultCredentialsOptions {
  /** Variables in place of those of the process. */
  env?: Environment | undefined;
  /** Path of the credentials file. */
  path?: string | undefined;
  /** Address of the metadata service. */
  endpoint?: string | undefined;
}

/**
 * Takes the first access key that there is: in the environment, in the credentials file, at the
 * metadata service of a cloud server. A source without a fit key is passed over; the one that had a
 * key is asked alone from then on.
 *
 * `getSecret` throws AuthenticationError that says of each source why it had none.
 *
 * @throws TypeError if `endpoint` is no fit address
 */
export function defaultCredentials({
  env,
  path,
  endpoint,
}: DefaultCredentialsOptions = {}): Credentials {
  const sources = [fromEnvironment(env), fromFile(path), fromMetadata({ endpoint })];
  let chosen: Credentials | undefined;

  async function getSecret(context: SignInContext): Promise<Secret> {
    if (chosen !== undefined) return chosen.getSecret(context);
    const reasons: string[] = [];
    for (const source of sources) {
      try {
        const secret = await source.getSecret(context);
        chosen = source;
        return secret;
      } catch (error) {
        if (error instanceof AbortedError) throw error;
        reasons.push(`${source.name}: ${failureText(error).replace(/\.$/, '')}.`);
      }
    }
    throw noKey(`No credentials were found. Tried ${reasons.join(' Tried ')}`);
  }
  return Object.freeze<Credentials>({ name: 'default', getSecret });
}
