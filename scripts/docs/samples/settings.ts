import { isObject } from '../../lib/openapi/document.js';
import { valueAt } from '../../lib/openapi/pointer.js';
import { readYaml } from '../yaml-file.js';

/** What the code samples of a description are written with. */
export interface SampleSettings {
  /** Command that installs the npm package. */
  install: string;
  /** npm package that holds the client. */
  package: string;
  /** Function of the package's entry `client` that makes one of some families, which have entries of their own. */
  client: string;
  /** Header of every request whose body, if it has one, is JSON. */
  contentType: string;
  /** Names of the environment variables that the samples read. */
  environment: Record<'endpoint' | 'token' | 'accessKey' | 'secretKey', string>;
  /** The vendor's SDKs, if it has any. */
  sdk?: SdkSettings;
}

/** The vendor's SDKs for the service. */
export interface SdkSettings {
  /** Path parameter that belongs to the credentials rather than to a request. */
  projectParameter: string;
  /** Class of the client in all languages. */
  client: string;
  /**
   * What the SDKs have for a member, as `Class.member` or
   * `Class.member=value`, where the description does not say so: the name of
   * a class, or one of the words that `spec/samples.yaml` explains.
   */
  members: Readonly<Record<string, string>>;
  python: SdkPackage;
  java: SdkPackage;
  go: SdkPackage;
}

/** An SDK in one language. */
interface SdkPackage {
  /** How to get it. */
  install: string;
  /** Package or import path of the service's client. */
  package: string;
  /** Package or import path of what all services share. */
  core: string;
}

/** What can be said of a member, other than its class. */
const memberWords = new Set<unknown>([
  ...['constant', 'no constant', 'optional', 'absent', 'string', 'integer', 'map'],
]);

/** The texts that must be there, by their paths. */
const texts = [
  ...['install', 'package', 'client', 'contentType'],
  ...['endpoint', 'token', 'accessKey', 'secretKey'].map((name) => `environment.${name}`),
];
const sdkTexts = [
  ...['projectParameter', 'client'],
  ...['python', 'java', 'go'].flatMap((language) =>
    ['install', 'package', 'core'].map((name) => `${language}.${name}`),
  ),
].map((name) => `sdk.${name}`);

/**
 * Reads the settings of the samples.
 *
 * @returns undefined without a file: no client is known, and only curl samples can be written
 * @throws UserError that names what is missing or wrong
 */
export function readSampleSettings(file: string | undefined): SampleSettings | undefined {
  if (file === undefined) return undefined;
  const { content: settings, fail } = readYaml(file);
  const at = (path: string) => valueAt(settings, path.split('.'));
  const hasSdk = at('sdk') !== undefined;
  for (const path of [...texts, ...(hasSdk ? sdkTexts : [])]) {
    const value = at(path);
    if (typeof value !== 'string' || value === '') {
      return fail(`"${path}" is missing; it must be a text.`);
    }
    if (path.startsWith('environment.') && !/^[A-Z_][A-Z0-9_]*$/.test(value)) {
      fail(`"${path}" must be the name of a variable in capitals, not "${value}".`);
    }
  }
  const members = at('sdk.members');
  if (hasSdk && !isObject(members)) fail('"sdk.members" is missing; it must be an object.');
  for (const [name, value] of Object.entries(members ?? {})) {
    if (!memberWords.has(value) && !/^[A-Z]\w*$/.test(String(value))) {
      fail(
        `"${name}" of "sdk.members" must be the name of a class or one of ${[...memberWords].join(', ')}, not "${String(value)}".`,
      );
    }
  }
  return settings as SampleSettings;
}
