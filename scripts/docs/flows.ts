import { basename } from 'node:path';
import { isMap, isSeq, parseDocument } from 'yaml';
import { UserError } from '../lib/cli.js';
import { isObject } from '../lib/openapi/document.js';
import { displayPath, readText } from '../lib/openapi/source.js';

/** The files of the docs that a workflow document may name as its source. */
const sources = new Set(['openapi.json', 'openapi.yaml']);

/** A workflow document (Arazzo). */
export interface Flow {
  /** Name of its file. */
  path: string;
  /** One sentence. */
  summary: string | undefined;
  /** As the docs hold it: it names the description beside it. */
  text: string;
  /** Ids of the operations that each of its workflows calls, in order. */
  calls: string[][];
}

/**
 * Reads workflow documents.
 *
 * @throws UserError if one is no YAML, or is about another description
 */
export function readFlows(files: readonly string[]): Flow[] {
  return files.map((file) => {
    const document = parseDocument(readText(file));
    const [problem] = document.errors;
    if (problem !== undefined) {
      throw new UserError(`${displayPath(file)} is no YAML: ${problem.message}`);
    }
    const list = document.get('sourceDescriptions');
    for (const item of isSeq(list) ? list.items : []) {
      const url = isMap(item) ? String(item.get('url')) : '';
      if (!isMap(item) || !sources.has(basename(url))) {
        throw new UserError(
          `${displayPath(file)}: the source "${url}" is none of ${[...sources].join(', ')}, which the docs hold.`,
        );
      }
      item.set('url', `./${basename(url)}`);
    }
    const summary = document.getIn(['info', 'summary']);
    const content = document.toJS() as unknown;
    const workflows = isObject(content) ? listOf(content['workflows']) : [];
    return {
      path: basename(file),
      summary: summary === undefined ? undefined : String(summary),
      text: document.toString({ lineWidth: 0 }),
      calls: workflows.map((workflow) =>
        listOf(workflow['steps'])
          .flatMap(({ operationId }) => operationId ?? [])
          .map(String),
      ),
    };
  });
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/**
 * The operations before and after one, in the flow that shows its use most plainly: the one that calls
 * the most operations of its family, of these the fewest twice, and of these the longest.
 *
 * @param familyOf - the family of an operation
 * @param isStep - whether a call brings the flow forward: what only reads is no step for one that does
 */
export function neighboursOf(
  id: string,
  flows: readonly Flow[],
  familyOf: (id: string) => unknown,
  isStep: (id: string) => boolean,
): Record<'previous' | 'next', string[]> {
  const near = (calls: readonly string[]) =>
    new Set(calls.filter((call) => familyOf(call) === familyOf(id))).size;
  const repeats = (calls: readonly string[]) => calls.length - new Set(calls).size;
  const [calls = []] = flows
    .flatMap((flow) => flow.calls)
    .filter((list) => list.includes(id))
    .sort(
      (one, other) =>
        near(other) - near(one) || repeats(one) - repeats(other) || other.length - one.length,
    )
    .map((list) => list.filter((call) => call === id || !isStep(id) || isStep(call)));
  const beside = (step: number) => {
    const found = calls.flatMap((call, index) => (call === id ? (calls[index + step] ?? []) : []));
    return [...new Set(found)].filter((other) => other !== id);
  };
  return { previous: beside(-1), next: beside(1) };
}
