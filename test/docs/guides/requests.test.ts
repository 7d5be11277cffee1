import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../../scripts/lib/openapi/document.js';
import { mockAddress } from '../../lib/shared/shared.js';
import { blocks, description, exampleDiagram, operations, validator } from './guide-code.js';

test('The requests of the release send the diagram that its program makes', () => {
  const sent = blocks('http').flatMap(
    ({ code }) => /"taskflow": "([^"]*)"/.exec(code)?.slice(1) ?? [],
  );
  expect(sent).toEqual([exampleDiagram(), exampleDiagram()]);
});

interface ParsedRequest {
  method: string;
  path: string;
  query: [string, string][];
  headers: [string, string][];
  body: string;
}

function parseRequest(code: string): ParsedRequest {
  const [head = '', ...rest] = code.split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const [method = '', target = ''] = first.split(' ');
  const [path = '', query = ''] = target.split('?', 2);
  const headers = lines.map((line) => line.split(/:\s*/, 2) as [string, string]);
  return { method, path, query: [...new URLSearchParams(query)], headers, body: rest.join('\n\n') };
}

/** What is wrong with a request by the description. */
function faultsOf({ method, path, query, headers, body }: ParsedRequest): string[] {
  const operation = operations.find((one) => one.method === method && one.path === path);
  if (operation === undefined) return [`there is no ${method} ${path}`];
  const faults = query.flatMap(([name, value]) => {
    const parameter = operation.parameters.find((one) => one.in === 'query' && one.name === name);
    if (parameter === undefined) return [`there is no parameter ${name}`];
    const schema = description.follow(description.at(parameter.schema));
    const type = isObject(schema) ? schema['type'] : undefined;
    return validator(parameter.schema)(type === 'string' ? value : JSON.parse(value));
  });
  if (operation.body === undefined) return body === '' ? faults : [...faults, 'takes no body'];
  if (!headers.some(([name]) => name === 'Content-Type')) faults.push('has no Content-Type');
  return [...faults, ...validator(operation.body.schema)(JSON.parse(body))];
}

describe('HTTP requests in the guides', () => {
  const requests = blocks('http', ({ flags }) => !flags.includes('external'));

  test('are there for every step of the release', () => {
    expect(requests.filter(({ guide }) => guide === 'release')).toHaveLength(14);
  });

  test.each(requests)('keep to the description and work on the mock: $code', async ({ code }) => {
    const request = parseRequest(code);
    expect(faultsOf(request)).toEqual([]);
    const operation = operations.find(
      ({ method, path }) => method === request.method && path === request.path,
    );
    const path = request.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      String(operation?.parameters.find((parameter) => parameter.name === name)?.example),
    );
    const answer = await fetch(
      `${await mockAddress()}${path}?${new URLSearchParams(request.query)}`,
      {
        method: request.method,
        headers: { ...Object.fromEntries(request.headers), 'X-Auth-Token': 'anything' },
        ...(request.body !== '' && { body: request.body }),
      },
    );
    expect(answer.status).toBe(200);
  });

  test.each([
    ['a path', '/versions', '/version'],
    ['a method', 'POST', 'PATCH'],
    ['a member', '"taskconfig"', '"taskConfig"'],
    ['a value', '"NORMAL"', '"USUAL"'],
    ['the header', 'Content-Type', 'Content-Length'],
  ])('and a mistake in %s is noticed', (_, find, put) => {
    const code = requests.find((one) => one.code.includes('"taskflow_type"'))?.code as string;
    expect(code).toContain(find);
    expect(faultsOf(parseRequest(code))).toEqual([]);
    expect(faultsOf(parseRequest(code.replace(find, put)))).not.toEqual([]);
  });
});
