import { basename } from 'node:path';
import { UserError } from './cli.js';
import { isObject, type JsonObject, type OpenApiDocument } from './openapi/document.js';
import { displayPath, parseFile } from './openapi/source.js';

/** A life cycle as its file has it. */
export interface LifeCycleFile {
  path: string;
  content: unknown;
}

/** Reads the files of life cycles. */
export function readLifeCycles(paths: readonly string[]): LifeCycleFile[] {
  return paths.map((path) => ({ path, content: parseFile(path).document.toJS() as unknown }));
}

/** The transitions of a life cycle as its file has them. */
export function transitionsOf(content: unknown): JsonObject[] {
  const list = isObject(content) ? content['transitions'] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/**
 * A life cycle without what only people read, in the one form that programs read.
 *
 * @throws UserError if it names what the document does not have
 */
export function lifeCycleRules(
  document: OpenApiDocument,
  { path, content }: LifeCycleFile,
): JsonObject {
  const fail = (complaint: string): never => {
    throw new UserError(`${displayPath(path)}: ${complaint}`);
  };
  if (!isObject(content)) return fail('expected an object.');
  const { collection, status, parent, most, kept, missing, readings = {} } = content;
  const { states, undescribed = {} } = content;
  const refusal = (given: unknown): object | undefined => {
    if (!isObject(given)) return undefined;
    const { example, message, decisions = [], inferred, certain } = given;
    const found = document.components?.['examples']?.[String(example)];
    if (!isObject(found)) fail(`names the unknown example ${String(example)}.`);
    const value = (found as JsonObject)['value'] as { code: string; message: string };
    return { code: value.code, message: message ?? value.message, decisions, inferred, certain };
  };
  return {
    name: basename(path).replace(/\.\w+$/, ''),
    collection,
    status,
    parent,
    most,
    kept: kept === undefined ? undefined : milliseconds(String(kept)),
    missing: refusal(missing),
    readings: Object.fromEntries(
      Object.entries(readings as object).map(([name, { default: usual, values }]) => [
        name,
        { default: usual, values: Object.keys(values as object) },
      ]),
    ),
    states: Object.keys(states as object),
    undescribed,
    transitions: transitionsOf(content).map((transition) => {
      const {
        from,
        to,
        operation,
        inferred,
        leaves,
        decisions = [],
        when,
        after,
        quota,
      } = transition;
      const conditions = when === undefined ? [{}] : ([when].flat() as JsonObject[]);
      const named = conditions.flatMap((condition) => condition['operation'] ?? []);
      return {
        from: [from].flat(),
        to,
        operations: [named.length > 0 ? named : (operation ?? [])].flat(),
        inferred,
        leaves,
        decisions,
        when: conditions.map(({ operation: _, ...condition }) => condition),
        after: after === undefined || after === 'nodes' ? after : milliseconds(String(after)),
        quota: isObject(quota) ? { ...quota, refusal: refusal(quota['refusal']) } : undefined,
        effects: transition['effects'] ?? [],
        refusal: refusal(transition['refusal']),
      };
    }),
  };
}

/** The milliseconds of a duration (ISO 8601, days and shorter). */
function milliseconds(duration: string): number {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = (
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration) ?? []
  ).map((part) => Number(part || 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
