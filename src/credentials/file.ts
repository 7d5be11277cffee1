import { failureText } from '../causes.js';
import { makeKeySecret } from './access-key.js';
import type { Credentials } from './credentials.js';
import { noKey, processEnvironment } from './environment.js';
import { checkIamEndpoint, withScheme } from '../endpoint.js';

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
      const endpoint = values['iam_endpoint'];
      return makeKeySecret(
        {
          ak: values['ak'] ?? '',
          sk: values['sk'] ?? '',
          securityToken: values['security_token'] || undefined,
          projectId: values['project_id'] || undefined,
        },
        (part, fault) => {
          const key = part.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`);
          return noKey(
            `The "${key}" in section [${section}] of the credentials file ${file} ${fault}.`,
          );
        },
        endpoint
          ? { iamEndpoint: checkIamEndpoint(`iam_endpoint of ${file}`, withScheme(endpoint)) }
          : {},
      );
    },
  });
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
function readSection(file: string, text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  let current: string | undefined;
  let isFound = false;
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (const [index, line] of lines.entries()) {
    const content = line.trim();
    if (content === '' || /^[#;]/.test(content)) continue;
    const [isHeader, name = ''] = /^\[(.*)\]$/.exec(content) ?? [];
    if (isHeader !== undefined) {
      current = name.trim();
      isFound ||= current === section;
    } else if (current === section) {
      const [isEntry, key = '', value = ''] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(content) ?? [];
      if (isEntry === undefined) {
        throw noKey(
          `Line ${index + 1} of the credentials file ${file} is none of INI: expected "key = value".`,
        );
      }
      values[key] = value.replace(/^(["'])(.*)\1$/, '$2');
    }
  }
  if (!isFound) throw noKey(`The credentials file ${file} has no section [${section}].`);
  return values;
}
