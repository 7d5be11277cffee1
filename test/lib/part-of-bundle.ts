import type { JsonObject, OpenApiDocument } from '../../scripts/lib/openapi/document.js';

/** The components that a part of a document refers to, and those that these refer to. */
function componentsOf(
  { components = {} }: OpenApiDocument,
  part: unknown,
): Record<string, Record<string, unknown>> {
  const used: Record<string, Record<string, unknown>> = {
    securitySchemes: components['securitySchemes'] ?? {},
  };
  const follow = (value: unknown): void => {
    const references = JSON.stringify(value).matchAll(/"#\/components\/([^/"]+)\/([^/"]+)"/g);
    for (const [, kind = '', name = ''] of references) {
      const group = (used[kind] ??= {});
      if (name in group) continue;
      group[name] = components[kind]?.[name];
      follow(group[name]);
    }
  };
  follow(part);
  return used;
}

/** A bundled document with some of its paths alone, and what these refer to, at the same places. */
export function partOfBundle(
  document: JsonObject,
  isKept: (path: string) => boolean,
): OpenApiDocument {
  const whole = document as OpenApiDocument;
  const paths = Object.fromEntries(
    Object.entries(whole.paths ?? {}).filter(([path]) => isKept(path)),
  );
  return { ...whole, paths, components: componentsOf(whole, paths) };
}
