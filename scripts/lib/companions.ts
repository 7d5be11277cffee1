import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { UserError } from './cli.js';
import { displayPath, parseFile, place, type ParsedFile } from './openapi/source.js';
import { filesBelow, matchingPaths } from './files.js';
import { redoclyConfig } from './paths.js';

/** How grave findings are, from none at all to the gravest. */
export const severities = ['none', 'hint', 'info', 'warn', 'error'] as const;

/** How grave a finding is. */
export type Severity = (typeof severities)[number];

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
 * The redocly.yaml that belongs to a description: the nearest one upward from its folder, but not
 * outside of the repository.
 */
function nearestConfig(spec: string): string | undefined {
  let folder = dirname(resolve(spec));
  for (;;) {
    const path = join(folder, configName);
    if (existsSync(path)) return path;
    const parent = dirname(folder);
    if (parent === folder || existsSync(join(folder, '.git'))) return undefined;
    folder = parent;
  }
}

/** The node that names the companions of a description: that of its own api before that of all. */
function buildNode(file: ParsedFile, spec: string): YAMLMap | undefined {
  const { contents } = file.document;
  if (!isMap(contents)) return undefined;
  const apis = contents.get('apis', true) as unknown;
  const own = (isMap(apis) ? apis.items : [])
    .map(({ value }) => value)
    .filter((api) => isMap(api))
    .find((api) => resolve(dirname(file.path), String(api.get('root'))) === resolve(spec));
  const node = (own?.get(member, true) ?? contents.get(member, true)) as Node | undefined;
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
 * The paths that a member names, as one text or a list of them.
 *
 * @throws UserError with the place if a path without a `*` leads nowhere, or to something else
 */
function namedPaths(
  file: ParsedFile,
  node: unknown,
  what: string,
  kind: 'file' | 'folder' = 'file',
): string[] {
  if (node === undefined) return [];
  if (isSeq(node)) return node.items.flatMap((item) => namedPaths(file, item, what, kind));
  if (!isScalar(node) || typeof node.value !== 'string' || node.value === '') {
    throw new UserError(
      `${place(file, node as Node)}: "${what}" must be a path or a list of them.`,
    );
  }
  const paths = matchingPaths(dirname(file.path), node.value);
  if (paths.length === 0 && !node.value.includes('*')) {
    throw new UserError(
      `${place(file, node)}: "${what}": there is no file ${displayPath(resolve(dirname(file.path), node.value))}.`,
    );
  }
  const dangling = paths.find((path) => !existsSync(path));
  if (dangling !== undefined) {
    throw new UserError(
      `${place(file, node)}: "${what}": ${displayPath(dangling)} is a link that leads nowhere.`,
    );
  }
  const stranger = paths.find((path) => statSync(path).isDirectory() !== (kind === 'folder'));
  if (stranger !== undefined) {
    throw new UserError(
      `${place(file, node)}: "${what}" must name a ${kind}, but ${displayPath(stranger)} is ${kind === 'file' ? 'a folder' : 'a file'}.`,
    );
  }
  return paths;
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
  const config = named.config ?? nearestConfig(spec);
  const file = parseFile(resolve(config ?? redoclyConfig));
  const node = buildNode(file, spec);
  const paths = (name: string) => namedPaths(file, node?.get(name, true), name);
  const one = (name: string, kind: 'file' | 'folder'): string | undefined => {
    const at = node?.get(name, true) as Node | undefined;
    const [path, ...more] = namedPaths(file, at, name, kind);
    if (more.length > 0) {
      throw new UserError(`${place(file, at)}: "${name}" must name a single ${kind}.`);
    }
    return path;
  };
  const overlays = node?.get('overlays', true) as Node | undefined;
  if (overlays !== undefined && !isMap(overlays)) {
    throw new UserError(
      `${place(file, overlays)}: "overlays" must be an object with a member for each language.`,
    );
  }
  return {
    config: file.path,
    ruleset: named.ruleset === undefined ? one('ruleset', 'file') : resolve(named.ruleset),
    maxSeverity: severityOf(
      named.maxSeverity ?? node?.get('maxSeverity') ?? 'warn',
      named.maxSeverity === undefined && node !== undefined
        ? `${place(file, node.get('maxSeverity', true))}: "maxSeverity"`
        : '--max-severity',
    ),
    overlays: (overlays?.items ?? []).map(({ key, value }) => ({
      language: String(key),
      paths: namedPaths(file, value, `overlays.${String(key)}`),
    })),
    guides: one('guides', 'folder'),
    lifeCycles: paths('lifeCycles'),
    decisions: paths('decisions'),
    workflows: paths('workflows'),
    samples: one('samples', 'file'),
    control: one('control', 'file'),
  };
}

function severityOf(value: unknown, what: string): Severity {
  const severity = severities.find((one) => one === value);
  if (severity !== undefined) return severity;
  throw new UserError(`${what} must be one of ${severities.join(', ')}, not "${String(value)}".`);
}

/** Every file of the companions. */
export function companionFiles(companions: Companions): string[] {
  const { config, ruleset, overlays, guides, lifeCycles, decisions, workflows } = companions;
  const { samples, control } = companions;
  return [
    config,
    ...(ruleset === undefined ? [] : [ruleset]),
    ...overlays.flatMap(({ paths }) => paths),
    ...(guides === undefined ? [] : filesBelow(guides)),
    ...lifeCycles,
    ...decisions,
    ...workflows,
    ...(samples === undefined ? [] : [samples]),
    ...(control === undefined ? [] : [control]),
  ];
}

/** Name of the translated bundle. */
export function translatedBundle(language: string): string {
  return `openapi.${language}.json`;
}
