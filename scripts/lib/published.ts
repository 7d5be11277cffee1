import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { lifeCycleRules, type LifeCycleFile } from './life-cycles.js';
import { isObject, type JsonObject, type OpenApiDocument } from './openapi/document.js';
import { textHolders } from './translation/texts.js';
import { yaml11 } from './yaml-text.js';

/** Where a description lists its extensions that are no use to those who only read its bundle. */
const listOfInternal = 'x-internal-extensions';

/**
 * A bundled document as others get it: without the servers marked `x-internal: true`, without the
 * extensions that it lists in `x-internal-extensions`, and with the words of links that lead to files
 * beside the documentation, where no reader of the bundle can follow them.
 */
export function publishedDocument(document: JsonObject): JsonObject {
  const listed = document[listOfInternal];
  const internal = new Set([listOfInternal, ...(Array.isArray(listed) ? listed : [])]);
  const copy = JSON.parse(
    JSON.stringify(document, (name, member: unknown) => {
      if (internal.has(name)) return undefined;
      if (name !== 'servers' || !Array.isArray(member)) return member;
      const open = member.filter((server) => !isObject(server) || server['x-internal'] !== true);
      // Without a list the servers are those of what is around it.
      return open.length === 0 && member.length > 0 ? undefined : open;
    }),
  ) as JsonObject;
  for (const { object, members } of textHolders(copy)) {
    for (const name of members) {
      Object.assign(object, { [name]: withoutRelativeLinks(String(object[name])) });
    }
  }
  return copy;
}

/**
 * Writes what others get of the bundles in a folder: in JSON each, in YAML the one in English. The life
 * cycles stand in the extension `x-life-cycles`, for programs that test or simulate a server.
 */
export async function writePublished(
  from: string,
  to: string,
  lifeCycles: readonly LifeCycleFile[] = [],
): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (!name.endsWith('.json')) continue;
    const whole = JSON.parse(await readFile(join(from, name), 'utf8')) as JsonObject;
    const cycles = lifeCycles.map((file) => lifeCycleRules(whole as OpenApiDocument, file));
    const document = {
      ...publishedDocument(whole),
      ...(cycles.length > 0 && { 'x-life-cycles': JSON.parse(JSON.stringify(cycles)) as unknown }),
    };
    await writeFile(join(to, name), `${JSON.stringify(document, null, 2)}\n`);
    if (name !== 'openapi.json') continue;
    const text = stringify(document, { compat: yaml11, aliasDuplicateObjects: false });
    await writeFile(join(to, 'openapi.yaml'), text);
  }
}

/** A Markdown text in which links without a scheme or a fragment alone are their words. */
function withoutRelativeLinks(text: string): string {
  return text.replace(/(?<!!)\[([^\]]+)\]\((?![a-z][a-z\d+.-]*:|#|\/\/)[^)\s]*\)/gi, '$1');
}
