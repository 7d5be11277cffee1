import { UserError } from '../../lib/cli.js';
import { displayPath, parseFile } from '../../lib/openapi/source.js';

/** What the code samples of a description are written with. */
export interface SampleSettings {
  /** npm package that holds the client. */
  package: string;
  /** Module that holds the signer. */
  signing: string;
  /** Function of the package that makes a client. */
  client: string;
  /** Header of every request whose body, if it has one, is JSON. */
  contentType: string;
  /** Path parameter that goes into a signature as the project. */
  projectParameter: string;
  /** Names of the environment variables that the samples read. */
  environment: Record<'endpoint' | 'token' | 'accessKey' | 'secretKey', string>;
}

const members = ['package', 'signing', 'client', 'contentType', 'projectParameter'] as const;
const variables = ['endpoint', 'token', 'accessKey', 'secretKey'] as const;

/**
 * Reads the settings of the samples.
 *
 * @returns undefined without a file: no client is known, and only curl samples can be written
 * @throws UserError that names what is missing or wrong
 */
export function readSampleSettings(file: string | undefined): SampleSettings | undefined {
  if (file === undefined) return undefined;
  const settings = (parseFile(file).document.toJS() ?? {}) as Partial<SampleSettings>;
  for (const name of members) requireText(file, name, settings[name]);
  for (const name of variables) {
    const value = settings.environment?.[name];
    requireText(file, `environment.${name}`, value);
    if (!/^[A-Z_][A-Z0-9_]*$/.test(value as string)) {
      throw new UserError(
        `${displayPath(file)}: "environment.${name}" must be the name of a variable in capitals, not "${value}".`,
      );
    }
  }
  return settings as SampleSettings;
}

function requireText(file: string, name: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return;
  throw new UserError(`${displayPath(file)}: "${name}" is missing; it must be a text.`);
}
