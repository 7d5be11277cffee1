import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { isObject } from '../../scripts/lib/openapi/document.js';
import { filesBelow } from '../../scripts/lib/files.js';
import { fingerprint } from '../../scripts/lib/translation/overlay.js';

/**
 * What the copies of a family share with it: parameters, whose files are named as the parameters are
 * sent, and texts about operations by name.
 */
const onlyOnce = /^(parameters|life-cycles|.*\.md|.*\.arazzo\.yaml)$/;

/**
 * Copies a description and repeats one of its families under other names: those of its folder, group
 * and tags, operations and components, and a segment of its paths. The texts stay as they are, and
 * with them the translations.
 *
 * @param spec - folder of the description
 * @param to - folder of the copy
 * @param family - its folder, which is a segment of its paths
 * @param times - how often the copy has the family
 */
export async function multiply(
  spec: string,
  to: string,
  family: string,
  times: number,
): Promise<void> {
  await cp(spec, to, { recursive: true });
  const index = join(to, 'openapi.yaml');
  const document = parse(await readFile(index, 'utf8')) as {
    tags: { name: string }[];
    paths: Record<string, { $ref: string }>;
    'x-tagGroups': { name: string; 'x-family': string; tags: string[] }[];
  };
  const group = document['x-tagGroups'].find((one) => one['x-family'] === family);
  if (group === undefined) throw new Error(`There is no family "${family}".`);
  const tags = document.tags.filter(({ name }) => group.tags.includes(name));
  const paths = Object.entries(document.paths).filter(([, { $ref }]) =>
    $ref.startsWith(`families/${family}/`),
  );
  const folder = join(to, 'families', family);
  for (let copy = 2; copy <= times; copy += 1) {
    const names = namesOfCopy(family, group.tags, group.name, copy);
    await copyFamily(folder, `${folder}-${copy}`, names);
    document.tags.push(...tags.map((tag) => ({ ...tag, name: names.tag(tag.name) })));
    document['x-tagGroups'].push({
      name: names.tag(group.name),
      'x-family': `${family}-${copy}`,
      tags: group.tags.map(names.tag),
    });
    for (const [path, { $ref }] of paths) {
      document.paths[names.path(path)] = {
        $ref: $ref.replaceAll(family, `${family}-${copy}`),
      };
    }
  }
  await writeFile(index, stringify(document));
}

/** What the members of a copied family are called. */
interface Names {
  readonly family: string;
  readonly copy: number;
  /** An operation, a schema or a response. */
  id(name: string): string;
  example(name: string): string;
  /** A tag, or the group of tags. */
  tag(name: string): string;
  path(path: string): string;
}

function namesOfCopy(family: string, tags: readonly string[], group: string, copy: number): Names {
  return {
    family,
    copy,
    id: (name) => `${name}${copy}`,
    // It is named after its operation, whose name ends before these words.
    example: (name) => name.replace(/(?=Request|Response)|$/, String(copy)),
    tag: (name) => ([...tags, group].includes(name) ? `${name} ${copy}` : name),
    path: (path) => path.replace(`/${family}`, `/${family}-${copy}`),
  };
}

async function copyFamily(from: string, to: string, names: Names): Promise<void> {
  await cp(from, to, { recursive: true });
  const shared = (await readdir(to)).filter((name) => onlyOnce.test(name));
  for (const name of shared) await rm(join(to, name), { recursive: true, force: true });
  for (const file of filesBelow(to)) {
    const content = parse(await readFile(file, 'utf8')) as unknown;
    const folder = basename(dirname(file));
    const name = basename(file, '.yaml');
    const newName: Record<string, string> = {
      schemas: names.id(name),
      responses: names.id(name),
      examples: names.example(name),
      paths: name.replace(names.family, `${names.family}-${names.copy}`),
    };
    // Examples are data, in which nothing is a name.
    const text = folder === 'examples' ? content : rename(content, names);
    await rm(file);
    await writeFile(join(dirname(file), `${newName[folder] ?? name}.yaml`), stringify(text));
  }
}

/** Gives the names of a copy to what a value refers to or is called. */
function rename(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) return value.map((item) => rename(item, names));
  if (!isObject(value)) return value;
  const renamed = Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, renameMember(key, member, names)]),
  );
  const { target } = value;
  // The name of the group is the one text that differs: what is recorded of it has to differ too.
  const group = /^\$\['x-tagGroups'\]\[\?@\.name == '([^']+)'\]$/.exec(String(target))?.[1];
  if (group !== undefined && isObject(value['update'])) {
    renamed['update'] = { name: `${String(value['update']['name'])} ${names.copy}` };
    renamed['x-english'] = { name: fingerprint(names.tag(group)) };
  }
  return renamed;
}

function renameReference(reference: string, names: Names): string {
  const [, folder, name = ''] = /^(?:\.\.\/(\w+)\/)?([^/]+)\.yaml$/.exec(reference) ?? [];
  // What all families share is further up.
  if (name === '') return reference;
  if (folder === 'parameters') return `../../${names.family}/parameters/${name}.yaml`;
  const newName = folder === 'examples' ? names.example(name) : names.id(name);
  return reference.replace(`${name}.yaml`, `${newName}.yaml`);
}

function renameMember(key: string, member: unknown, names: Names): unknown {
  if (typeof member === 'string') {
    if (key === '$ref') return renameReference(member, names);
    // A title of one word is the name of its schema.
    if (key === 'title' && /^[A-Z]\w+$/.test(member)) return names.id(member);
    if (key === 'operationId') return names.id(member);
    if (key === 'target') {
      return names
        .path(member)
        .replace(
          /^(\$\.components\.(\w+)\.)(\w+)/,
          (_, head: string, kind: string, name: string) =>
            head + (kind === 'examples' ? names.example(name) : names.id(name)),
        )
        .replace(/(?<=\.name == ')[^']+(?=')/, names.tag);
    }
  }
  if (key === 'actions' && Array.isArray(member)) {
    const own = (action: { target: string }) =>
      !action.target.startsWith('$.components.parameters');
    return member.filter(own).map((action) => rename(action, names));
  }
  if (key === 'tags' && Array.isArray(member)) {
    return member.map((tag) => (typeof tag === 'string' ? names.tag(tag) : tag));
  }
  return rename(member, names);
}
