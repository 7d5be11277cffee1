import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { OpenApiDocument } from '../../scripts/lib/openapi/document.js';
import { defaultSpec } from '../../scripts/lib/paths.js';

/** Changes what a file of YAML holds. */
function edit(file: string, change: (content: any) => void): void {
  const content: unknown = parse(readFileSync(file, 'utf8'));
  change(content);
  writeFileSync(file, stringify(content));
}

/** Removes the files of a folder that no file of the description refers to, one after the other. */
function removeUnused(spec: string, folder: string): string[] {
  const texts = (readdirSync(spec, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(spec, name), 'utf8'));
  const unused = readdirSync(folder).filter(
    (name) => !texts.some((text) => new RegExp(`^ *(?:- )?\\$ref: \\S*\\b${name}`, 'm').test(text)),
  );
  for (const name of unused) rmSync(join(folder, name));
  return unused.length === 0 ? [] : [...unused, ...removeUnused(spec, folder)];
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
  const schemas = removeUnused(folder, join(folder, 'shared/schemas')).map(
    (name) => `components.schemas.${name.replace('.yaml', '')}`,
  );
  edit(join(folder, 'shared/zh-CN.yaml'), (overlay: { actions: { target: string }[] }) => {
    overlay.actions = overlay.actions.filter(
      ({ target }) => !schemas.some((schema) => `${target}.`.includes(`${schema}.`)),
    );
  });
  edit(join(folder, 'redocly.yaml'), (config: { 'x-build': Record<string, unknown> }) => {
    delete config['x-build']['guides'];
  });
  return spec;
}
