import { existsSync, readFileSync } from 'node:fs';
import { isMap, isSeq, type Node } from 'yaml';
import type { Fact, FamilyFacts, OperationFacts } from '../lib/facts.js';
import { parseFile } from '../lib/openapi/source.js';
import { insertYaml } from './insert.js';

/**
 * The file of facts of a family with one more operation and the schemas that it needs, as they stand
 * in the facts that it is drafted from; a new one if there is none.
 */
export function factsWith(
  from: string,
  to: string,
  facts: FamilyFacts,
  operation: OperationFacts,
): string {
  const { document } = parseFile(from);
  const source = readFileSync(from, 'utf8');
  const { operationId, version } = operation;
  const operations = document.get('operations', true);
  const item = isSeq(operations)
    ? operations.items.find(
        (node) =>
          isMap(node) && node.get('operationId') === operationId && node.get('version') === version,
      )
    : undefined;
  const isTwin =
    version !== 'v1' &&
    facts.operations.some((other) => other.operationId === operationId && other.version === 'v1');
  const text = `- ${textOf(source, item as Node)}${isTwin ? '\n  twin: true' : ''}`;
  const schemas = neededSchemas(facts, operation).map((name) => {
    const node = document.getIn(['schemas', version, name], true) as Node;
    const isOther = version !== 'v1' && facts.schemas?.['v1']?.[name] !== undefined;
    return { name, text: `${name}:\n  ${textOf(source, node)}${isOther ? '\n  twin: true' : ''}` };
  });
  if (!existsSync(to)) {
    const head = source.slice(0, source.search(/^operations(_count)?:/m));
    const own = schemas.map((schema) => indented(schema.text, '    ')).join('\n');
    const tail = schemas.length > 0 ? `schemas:\n  ${version}:\n${own}\n` : '';
    return `${head}operations:\n${text}\n${tail}`;
  }
  const there = parseFile(to).document.toJS() as FamilyFacts;
  const known = there.schemas?.[version];
  const missing = schemas.filter(({ name }) => known?.[name] === undefined);
  let result = readFileSync(to, 'utf8');
  for (const schema of missing) {
    const isFirst = known === undefined && schema === missing[0];
    const entry = isFirst ? `${version}:\n${indented(schema.text, '  ')}` : schema.text;
    if (there.schemas === undefined && isFirst) result += `schemas:\n${indented(entry, '  ')}\n`;
    else result = insertYaml(result, isFirst ? ['schemas'] : ['schemas', version], entry);
  }
  const isThere = there.operations.some(
    (other) => other.operationId === operationId && other.version === version,
  );
  return isThere ? result : insertYaml(result, ['operations'], text);
}

/** The text of a node, its further lines indented as if the node began in the third column. */
function textOf(source: string, node: Node): string {
  const [start = 0, end = 0] = node.range ?? [];
  const column = start - source.lastIndexOf('\n', start - 1) - 1;
  const text = source.slice(start, end);
  const comment = /^[^\S\n]+#.*/.exec(source.slice(end))?.[0] ?? '';
  return `${text}${comment}`
    .trimEnd()
    .split('\n')
    .map((line, index) => (index === 0 ? line : `  ${line.slice(column)}`.trimEnd()))
    .join('\n');
}

function indented(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : by + line))
    .join('\n');
}

/** The schemas that an operation refers to, by way of others too. */
function neededSchemas(facts: FamilyFacts, operation: OperationFacts): string[] {
  const named = facts.schemas?.[operation.version] ?? {};
  const needed = new Set<string>();
  const visit = (fact: Fact | null | undefined): void => {
    if (!fact) return;
    visit(fact.items);
    visit(fact.map);
    if (fact.schema === undefined || needed.has(fact.schema)) return;
    needed.add(fact.schema);
    Object.values(named[fact.schema]?.fields ?? {}).forEach(visit);
  };
  const { params, request, response } = operation;
  for (const fact of [
    ...params,
    request,
    response.body,
    ...Object.values(response.members ?? {}),
  ]) {
    visit(fact);
  }
  return [...needed];
}
