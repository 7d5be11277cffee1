import {
  asDescription,
  described,
  isMethod,
  objectAt,
  type Description,
  type JsonObject,
  type MaybeReference,
  type Method,
  type OperationObject,
  type ParameterObject,
  type PathItemObject,
  type ServerObject,
} from './document.js';
import { step } from './pointer.js';

/** An operation where it stands in a document. */
export interface LocatedOperation {
  method: Method;
  /** Template with names of path parameters in braces. */
  path: string;
  /** JSON Pointer to the Operation Object. */
  pointer: string;
  object: OperationObject;
  /** Those of the path and those of the operation, which win, with their references followed. */
  parameters: LocatedParameter[];
  /** Those of the operation, else of its path; undefined if they are those of the document. */
  servers: ServerObject[] | undefined;
  /** The path item that has it. */
  item: PathItemObject;
}

/** A parameter where it stands in a document. */
export interface LocatedParameter {
  /** JSON Pointer to the Parameter Object. */
  pointer: string;
  object: ParameterObject;
}

/** Whether HTTP gives a response of a status no content (RFC 9110, 15.3.5, 15.3.6 and 15.4.5). */
export const hasNoContent = (status: string): boolean => ['204', '205', '304'].includes(status);

/** The operations of a bundled document, in its order. */
export function locateOperations(document: JsonObject): LocatedOperation[] {
  const description = asDescription(document);
  const operations = operationsBelow(description, '/paths');
  return operations.filter(({ path }) => path.startsWith('/'));
}

/** The operations of the path items at a pointer: of all paths, of all webhooks, or of a callback. */
export function operationsBelow(description: Description, pointer: string): LocatedOperation[] {
  const items = description.followPointer(pointer);
  return Object.keys(objectAt(description, items))
    .filter((path) => !path.startsWith('x-'))
    .flatMap((path) => {
      const place = description.followPointer(`${items}${step(path)}`);
      const item = (description.at(place) ?? {}) as PathItemObject;
      const own = Object.keys(item).filter(isMethod);
      return own.map((method) => ({
        method,
        path,
        pointer: `${place}/${method}`,
        object: item[method] ?? {},
        parameters: parametersOf(description, [place, `${place}/${method}`]),
        servers: item[method]?.servers ?? item.servers,
        item,
      }));
    });
}

/** @param owners - pointers to the path item and the operation, whose parameters replace the former's */
function parametersOf(description: Description, owners: readonly string[]): LocatedParameter[] {
  const { document } = description;
  const found = new Map<string, LocatedParameter>();
  for (const owner of owners) {
    const list = description.at(`${owner}/parameters`);
    for (const [index, given] of Array.isArray(list) ? list.entries() : []) {
      const pointer = description.followPointer(`${owner}/parameters/${index}`);
      const object = described<ParameterObject>(document, given as MaybeReference<ParameterObject>);
      const { name, in: place } = object;
      // OpenAPI tells to ignore these: other parts of a description carry what such headers say.
      if (place === 'header' && /^(accept|content-type|authorization)$/i.test(name)) continue;
      found.set(`${place} ${name}`, { pointer, object });
    }
  }
  return [...found.values()];
}
