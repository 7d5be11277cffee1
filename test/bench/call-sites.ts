import type { Operation } from '../../generated/shared.js';
import { operations } from '../../generated/workflows/operations.js';
import { isObject, readDescription } from '../../scripts/lib/openapi/document.js';
import { bundledDescription } from '../lib/files.js';

/** How a program calls: by methods of this client, or by the paths that openapi-fetch takes. */
export type Style = 'methods' | 'paths';

const heads: Readonly<Record<Style, string>> = {
  methods: `import { createSecMasterClient } from 'secmaster-openapi';
const client = createSecMasterClient({ region: 'cn-north-4', workspaceId: 'w', token: 't' });`,
  paths: `import createClient from 'openapi-fetch';
import type { paths } from 'secmaster-openapi/types';
const client = createClient<paths>();`,
};

/**
 * Writes a program that calls the operations in turn, with the values of the description's examples
 * and the same ones in both styles.
 */
export function callSites(style: Style, count: number): string {
  const calls = Object.values<Operation>(operations)
    // A form is a different type in the two styles.
    .filter(({ requestBody }) => requestBody?.mediaType !== 'multipart/form-data')
    .map((operation) => call(style, operation));
  const lines = Array.from({ length: count }, (_, index) => calls[index % calls.length]);
  return [heads[style], 'declare function use(value: unknown): void;', ...lines, ''].join('\n');
}

function call(style: Style, operation: Operation): string {
  const { id, method, path, parameters } = operation;
  const description = examples(operation);
  const values = parameters
    .filter(({ required, boundByClient }) => required || (style === 'paths' && boundByClient))
    .map((parameter) => ({
      ...parameter,
      value: description.parameters[parameter.name ?? parameter.key] ?? 'x',
    }));
  const body = description.body === undefined ? {} : { body: description.body };
  if (style === 'methods') {
    const own = values.filter(({ boundByClient }) => !boundByClient);
    const input = { ...Object.fromEntries(own.map(({ key, value }) => [key, value])), ...body };
    return `use(await client.${id}(${JSON.stringify(input)}));`;
  }
  const params: Record<string, Record<string, unknown>> = {};
  for (const { in: place = 'query', key, name = key, value } of values)
    (params[place] ??= {})[name] = value;
  const init = JSON.stringify({ params, ...body });
  return `use((await client.${method}(${JSON.stringify(path)}, ${init})).data);`;
}

/** Examples of an operation's parameters, by name, and of its body. */
function examples({ path, method }: Operation): {
  parameters: Record<string, unknown>;
  body: unknown;
} {
  const { document, follow } = readDescription(bundledDescription);
  const get = (value: unknown, ...keys: string[]): unknown =>
    keys.reduce((node, key) => {
      const inside = follow(node);
      return isObject(inside) ? follow(inside[key]) : undefined;
    }, value);
  const firstExample = (value: unknown) =>
    get(value, 'example') ?? get(Object.values(get(value, 'examples') ?? {})[0], 'value');
  const item = get(document, 'paths', path);
  const operation = get(item, method.toLowerCase());
  const parameters = [get(item, 'parameters'), get(operation, 'parameters')]
    .flatMap((list) => (list ?? []) as unknown[])
    .map((parameter) => [get(parameter, 'name'), firstExample(parameter)]);
  return {
    parameters: Object.fromEntries(parameters) as Record<string, unknown>,
    body: firstExample(get(operation, 'requestBody', 'content', 'application/json')),
  };
}
