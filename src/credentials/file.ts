import { failureText } from '../causes.js';
import { AuthenticationError } from '../errors.js';
import { makeKeySecret } from './access-key.js';
import type { Credentials } from './credentials.js';
import { processEnvironment } from './environment.js';
import { checkIamEndpoint, withScheme } from './iam-endpoint.js';

/** Variable of the vendor's SDKs that replaces the path of the file. */
const variable = 'HUAWEICLOUD_SDK_CREDENTIALS_FILE';

/** Section with the keys of one account and project. */
const section = 'basic';

/**
 * Takes the access key from the credentials file of the vendor's SDKs: INI, with `ak`, `sk` and
 * perhaps `security_token`, `project_id` and `iam_endpoint` in its section `[basic]`. The file is
 * read when the key is needed.
 *
 * `getSecret` throws AuthenticationError that names the file and what it lacks.
 *
 * @param path - of the file; if left out, that in `HUAWEICLOUD_SDK_CREDENTIALS_FILE`, else
 *   `.huaweicloud/credentials` in the home directory
 */
export function fromFile(path?: string): Credentials {
  return Object.freeze<Credentials>({
    name: 'file',
    async getSecret() {
      const file = path ?? (processEnvironment()[variable] || defaultPath());
      const values = readSection(file, await readText(file));
      const names = {
        ak: 'ak',
        sk: 'sk',
        securityToken: 'security_token',
        projectId: 'project_id',
      };
      const endpoint = values.get('iam_endpoint');
      return makeKeySecret(
        {
          ak: values.get(names.ak) ?? '',
          sk: values.get(names.sk) ?? '',
          securityToken: values.get(names.securityToken) || undefined,
          projectId: values.get(names.projectId) || undefined,
        },
        (part, fault) =>
          noKey(
            `The "${names[part]}" in section [${section}] of the credentials file ${file} ${fault}.`,
          ),
        endpoint
          ? { iamEndpoint: checkIamEndpoint(`iam_endpoint of ${file}`, withScheme(endpoint)) }
          : {},
      );
    },
  });
}

/** Nothing was sent for want of a key. */
function noKey(message: string): AuthenticationError {
  return new AuthenticationError(message, { outcome: 'not-sent' });
}

/**
 * A module of Node. Not by an import, which bundlers for browsers would try to follow.
 *
 * @throws AuthenticationError where there is none
 */
function nodeModule<Id extends 'node:fs' | 'node:os' | 'node:path'>(id: Id) {
  const found = globalThis.process?.getBuiltinModule?.(id);
  if (found === undefined) {
    throw noKey('There are no files to read credentials from in this runtime.');
  }
  return found;
}

function defaultPath(): string {
  return nodeModule('node:path').join(
    nodeModule('node:os').homedir(),
    '.huaweicloud',
    'credentials',
  );
}

async function readText(file: string): Promise<string> {
  const { readFile } = nodeModule('node:fs').promises;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const missing = (error as { code?: string }).code === 'ENOENT';
    throw noKey(
      missing
        ? `There is no credentials file ${file}.`
        : `The credentials file ${file} cannot be read: ${failureText(error)}.`,
    );
  }
}

/**
 * The values of the section, by their keys. Lines are read as the vendor's SDKs agree on: `=` or `:`
 * after the key, `#` and `;` at the beginning of a comment, quotes around a value taken off.
 */
function readSection(file: string, text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let current: string | undefined;
  let found = false;
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const content = line.trim();
    if (content === '' || /^[#;]/.test(content)) continue;
    const header = /^\[(.*)\]$/.exec(content);
    if (header !== null) {
      current = header[1]?.trim();
      found ||= current === section;
      continue;
    }
    if (current !== section) continue;
    const entry = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(content);
    if (entry === null) {
      throw noKey(
        `Line ${index + 1} of the credentials file ${file} is none of INI: expected "key = value".`,
      );
    }
    const [, key = '', value = ''] = entry;
    values.set(key, value.replace(/^(["'])(.*)\1$/, '$2'));
  }
  if (!found) {
    throw noKey(`The credentials file ${file} has no section [${section}].`);
  }
  return values;
}
