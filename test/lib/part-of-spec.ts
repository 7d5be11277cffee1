import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, parse as parsePath } from 'node:path';
import { parse, stringify } from 'yaml';
import type { OpenApiDocument } from '../../scripts/lib/openapi/document.js';
import { defaultSpec } from '../../scripts/lib/paths.js';

/** Changes what a file of YAML holds. */
function edit(file: string, change: (content: any) => void): void {
  const content: unknown = parse(readFileSync(file, 'utf8'));
  change(content);
  writeFileSync(file, stringify(content));
}

/**
 * Removes the components that families share and none of them refers to any more, and then those that
 * these alone referred to.
 *
 * @returns their places in the bundle, for example `components.schemas.Severity`
 */
function removeUnused(spec: string): string[] {
  const files = (folder: string) =>
    (readdirSync(join(spec, folder), { recursive: true }) as string[])
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(folder, name));
  const texts = files('').map((name) => readFileSync(join(spec, name), 'utf8'));
  const used = new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/\$ref: ['"]?([^\s'",}]+)/g)].map(([, path = '']) => basename(path)),
    ),
  );
  // Those at the top of the folder are no components.
  const isComponent = (path: string) => dirname(path) !== 'shared';
  const unused = files('shared').filter((path) => isComponent(path) && !used.has(basename(path)));
  for (const path of unused) rmSync(join(spec, path));
  const places = unused.map((path) => {
    const { dir, name } = parsePath(path);
    return `components.${basename(dir)}.${name}`;
  });
  return places.length === 0 ? [] : [...places, ...removeUnused(spec)];
}

/**
 * Copies the source of our description with some of its families alone, and without the guides, which
 * speak of all: what holds for a few operations need not be tried with all of them, which take as much
 * longer.
 *
 * @returns path of the copied description
 */
export function copyPartOfSpec(folder: string, families: readonly string[]): string {
  cpSync(dirname(defaultSpec), folder, { recursive: true });
  rmSync(join(folder, 'guides'), { recursive: true });
  for (const name of readdirSync(join(folder, 'families'))) {
    if (!families.includes(name)) rmSync(join(folder, 'families', name), { recursive: true });
  }
  const spec = join(folder, 'openapi.yaml');
  const isKept = (family = '') => families.includes(family);
  edit(spec, (document: OpenApiDocument & { paths: Record<string, { $ref: string }> }) => {
    for (const [path, { $ref }] of Object.entries(document.paths)) {
      if (!isKept($ref.split('/')[1])) delete document.paths[path];
    }
    const groups = document['x-tagGroups']?.filter((one) => isKept(one['x-family'])) ?? [];
    document['x-tagGroups'] = groups;
    const tags = groups.flatMap((one) => one.tags ?? []);
    document.tags = document.tags?.filter(({ name }) => tags.includes(name));
  });
  const removed = removeUnused(folder);
  edit(join(folder, 'shared/zh-CN.yaml'), (overlay: { actions: { target: string }[] }) => {
    overlay.actions = overlay.actions.filter(
      ({ target }) => !removed.some((place) => `${target}.`.includes(`${place}.`)),
    );
  });
  edit(join(folder, 'redocly.yaml'), (config: { 'x-build': Record<string, unknown> }) => {
    delete config['x-build']['guides'];
  });
  return spec;
}
