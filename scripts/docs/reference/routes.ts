import type { OpenApiDocument } from '../../lib/openapi/document.js';
import { listOperations } from '../../lib/operation-list.js';

/** A place of the reference that has an address and a title of its own. */
export interface Route {
  /** Address inside the page, without the `#`. */
  readonly path: string;
  readonly title: string;
  /** The operation, if the place is one. */
  readonly operationId?: string;
  /** The tag under which the place stands. */
  readonly tag: string;
}

/** A name as the renderer writes it in an address. */
export function slug(name: string): string {
  return name.trim().toLowerCase().replace(/\s+/g, '-');
}

/** Address of an operation inside the reference; the same in every language. */
export function operationRoute(tag: string, operationId: string): string {
  return `/${slug(tag)}/${operationId.toLowerCase()}`;
}

/** Address of an operation from the folder of a language. */
export function referenceLink(tag: string, operationId: string): string {
  return `reference.html#${operationRoute(tag, operationId)}`;
}

/** The tags and operations of a description as places of the reference, in no particular order. */
export function routesOf(document: OpenApiDocument): Route[] {
  const displayNames = new Map(
    (document.tags ?? []).map((tag) => [tag.name, tag['x-displayName'] ?? tag.name]),
  );
  const routes: Route[] = [...displayNames].map(([tag, title]) => ({
    path: `/${slug(tag)}`,
    title,
    tag,
  }));
  for (const { id, hasOwnId, object } of listOperations(document)) {
    // Without an id the renderer makes up an address of its own.
    if (!hasOwnId) continue;
    for (const tag of object.tags ?? []) {
      routes.push({
        path: operationRoute(tag, id),
        title: object.summary ?? id,
        operationId: id,
        tag,
      });
    }
  }
  return routes;
}

/** Address of an operation inside the console. */
export function consolePlace(tag: string, operationId: string): string {
  return `/${encodeURIComponent(tag)}/${encodeURIComponent(operationId)}`;
}
