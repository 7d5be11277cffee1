import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { UserError } from './cli.js';
import { displayPath, parseFile, place, type ParsedFile } from './openapi/source.js';
import { filesBelow, matchingPaths } from './files.js';
import { redoclyConfig } from './paths.js';

/** How grave findings are, from none at all to the gravest. */
const severities = ['none', 'hint', 'info', 'warn', 'error'] as const;

/** How grave a finding is. */
export type Severity = (typeof severities)[number];

/** Whether a finding of a severity is printed, and stops nothing. */
export const isTolerated = (
  { maxSeverity }: Pick<Companions, 'maxSeverity'>,
  severity: Severity,
): boolean => severities.indexOf(severity) <= severities.indexOf(maxSeverity);

/** A translation of a description. */
export interface LanguageOverlays {
  /** Language tag (BCP 47). */
  language: string;
  /** Paths of the overlays, in the order in which they apply. */
  paths: readonly string[];
}

/**
 * What belongs to a description beside the files that it refers to. Nothing is taken because it lies
 * beside the description: all of it is named, in `x-build` of a redocly.yaml or on the command line.
 */
export interface Companions {
  /** The configuration of Redocly. */
  config: string;
  /** The ruleset of Spectral. If it is JavaScript, it is executed. */
  ruleset: string | undefined;
  /** The gravest finding of the linters that stops nothing. */
  maxSeverity: Severity;
  /** The translations, in the order of the configuration. */
  overlays: readonly LanguageOverlays[];
  /** Folder of the guides. */
  guides: string | undefined;
  /** Files of the pictures in the guides. */
  lifeCycles: readonly string[];
  /** Files of the log of decisions. */
  decisions: readonly string[];
  /** Workflow documents (Arazzo). */
  workflows: readonly string[];
  /** What the code samples are written with. */
  samples: string | undefined;
  /** The description of the sandbox's own operations. */
  control: string | undefined;
}

/** What the command line names. */
export interface NamedCompanions {
  config?: string | undefined;
  ruleset?: string | undefined;
  maxSeverity?: string | undefined;
}

/** The member of redocly.yaml, at its top or in one of its `apis`, that names companions. */
const member = 'x-build';

const known = [
  ...['ruleset', 'maxSeverity', 'overlays'],
  ...['guides', 'lifeCycles', 'decisions', 'workflows', 'samples', 'control'],
];

/** Name of Redocly's configuration, which its makers allow no other. */
const configName = 'redocly.yaml';

/**
 * The redocly.yaml that belongs to a description in a folder: the nearest one upward from it, but not
 * outside of the repository.
 */
function nearestConfig(folder: string): string | undefined {
  const path = join(folder, configName);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  const isLast = parent === folder || existsSync(join(folder, '.git'));
  return isLast ? undefined : nearestConfig(parent);
}

/** The node that names the companions of a description: that of its own api before that of all. */
function buildNode(file: ParsedFile, spec: string): YAMLMap | undefined {
  const { document } = file;
  const apis = document.get('apis', true);
  const own = (isMap(apis) ? apis.items : [])
    .map(({ value }) => value)
    .filter((api) => isMap(api))
    .find((api) => resolve(dirname(file.path), String(api.get('root'))) === resolve(spec));
  const node = (own?.get(member, true) ?? document.get(member, true)) as Node | undefined;
  if (node === undefined) return undefined;
  if (!isMap(node)) {
    throw new UserError(`${place(file, node)}: "${member}" must be an object with members.`);
  }
  const stranger = node.items.find(({ key }) => !known.includes(String(key)));
  if (stranger !== undefined) {
    throw new UserError(
      `${place(file, stranger.key as Node)}: "${member}" has an unknown member "${String(stranger.key)}"; it takes ${known.join(', ')}.`,
    );
  }
  return node;
}

/**
 * Finds what belongs to a description.
 *
 * @throws UserError with the place of what the configuration names wrongly
 */
export function findCompanions(spec: string, named: NamedCompanions = {}): Companions {
  for (const option of ['config', 'ruleset'] as const) {
    const path = named[option];
    if (path !== undefined && !existsSync(path)) {
      throw new UserError(`--${option}: there is no file ${displayPath(path)}.`);
    }
  }
  const file = parseFile(
    resolve(named.config ?? nearestConfig(dirname(resolve(spec))) ?? redoclyConfig),
  );
  const build = buildNode(file, spec);
  const nodeOf = (name: string) => build?.get(name, true) as Node | undefined;
  const wrong = (node: Node | undefined, name: string, fault: string) =>
    new UserError(`${place(file, node)}: "${name}"${fault}`);

  /** What a member names, as one text or a list of them. */
  const paths = (name: string, kind: 'file' | 'folder' = 'file', node = nodeOf(name)): string[] => {
    if (node === undefined) return [];
    if (isSeq(node)) return node.items.flatMap((item) => paths(name, kind, item as Node));
    if (!isScalar(node) || typeof node.value !== 'string' || node.value === '') {
      throw wrong(node, name, ' must be a path or a list of them.');
    }
    const folder = dirname(file.path);
    const found = matchingPaths(folder, node.value);
    if (found.length === 0 && !node.value.includes('*')) {
      const missing = displayPath(resolve(folder, node.value));
      throw wrong(node, name, `: there is no file ${missing}.`);
    }
    for (const path of found) {
      const shown = displayPath(path);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined) throw wrong(node, name, `: ${shown} is a link that leads nowhere.`);
      if (stats.isDirectory() !== (kind === 'folder')) {
        const is = kind === 'file' ? 'a folder' : 'a file';
        throw wrong(node, name, ` must name a ${kind}, but ${shown} is ${is}.`);
      }
    }
    return found;
  };
  const one = (name: string, kind: 'file' | 'folder' = 'file'): string | undefined => {
    const [path, ...more] = paths(name, kind);
    if (more.length > 0) throw wrong(nodeOf(name), name, ` must name a single ${kind}.`);
    return path;
  };
  const overlays = nodeOf('overlays');
  if (overlays !== undefined && !isMap(overlays)) {
    throw wrong(overlays, 'overlays', ' must be an object with a member for each language.');
  }
  for (const { key } of overlays?.items ?? []) {
    if (/^[A-Za-z0-9-]+$/.test(String(key))) continue;
    throw wrong(key as Node, String(key), ' is no language: write a tag such as "fr" or "zh-CN".');
  }
  const maxSeverity = named.maxSeverity ?? build?.get('maxSeverity') ?? 'warn';
  const severity = severities.find((known) => known === maxSeverity);
  if (severity === undefined) {
    const fault = ` must be one of ${severities.join(', ')}, not "${String(maxSeverity)}".`;
    throw named.maxSeverity === undefined
      ? wrong(nodeOf('maxSeverity'), 'maxSeverity', fault)
      : new UserError(`--max-severity${fault}`);
  }
  return {
    config: file.path,
    ruleset: named.ruleset === undefined ? one('ruleset') : resolve(named.ruleset),
    maxSeverity: severity,
    overlays: (overlays?.items ?? []).map(({ key, value }) => ({
      language: String(key),
      paths: paths(`overlays.${String(key)}`, 'file', value as Node),
    })),
    guides: one('guides', 'folder'),
    lifeCycles: paths('lifeCycles'),
    decisions: paths('decisions'),
    workflows: paths('workflows'),
    samples: one('samples'),
    control: one('control'),
  };
}

/** Every file of the companions. */
export function companionFiles({
  maxSeverity: _,
  overlays,
  guides,
  ...files
}: Companions): string[] {
  return [
    ...Object.values(files).flat(),
    ...overlays.flatMap(({ paths }) => paths),
    ...(guides === undefined ? [] : filesBelow(guides)),
  ].filter((path) => path !== undefined);
}

/** Name of the translated bundle. */
export function translatedBundle(language: string): string {
  return `openapi.${language}.json`;
}
