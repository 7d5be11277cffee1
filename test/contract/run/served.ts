import { readFileSync } from 'node:fs';
import { bundledDescription } from '../../lib/files.js';

interface Document {
  paths: Record<string, unknown>;
  components: Record<string, Record<string, unknown>>;
}

const whole = JSON.parse(readFileSync(bundledDescription, 'utf8')) as Document;

const paths = Object.fromEntries(
  Object.entries(whole.paths).filter(([path]) =>
    /\/workspaces(\/\{workspace_id\})?$|\/soc\/workflows/.test(path),
  ),
);

/** The components that a part of the document refers to, and those that these refer to. */
function componentsOf(part: unknown): Document['components'] {
  const used: Document['components'] = {
    securitySchemes: whole.components['securitySchemes'] ?? {},
  };
  const follow = (value: unknown): void => {
    const references = JSON.stringify(value).matchAll(/"#\/components\/([^/"]+)\/([^/"]+)"/g);
    for (const [, kind = '', name = ''] of references) {
      const group = (used[kind] ??= {});
      if (name in group) continue;
      group[name] = whole.components[kind]?.[name];
      follow(group[name]);
    }
  };
  follow(part);
  return used;
}

/** The part of the description that the honest server serves, and knows: workspaces and workflows. */
export const servedDocument = { ...whole, paths, components: componentsOf(paths) };
