import { describe, expect, test } from '@jest/globals';
import { readDescription } from '../../scripts/lib/description.js';
import { bundledDescription } from '../lib/files.js';
import { acceptedCases, refusedCases } from './cases.js';
import { covers, isExample, oracleOf } from './oracle.js';
import { operationsOf } from '../../scripts/contract/operation.js';
import { exampleRequest, send, token } from './request.js';
import { canChooseAnswers, server } from './target.js';

const description = readDescription(bundledDescription);
const judge = oracleOf(description);
const operations = operationsOf(description);

describe.each(operations.map((operation) => ({ id: operation.id, operation })))(
  '$id',
  ({ operation }) => {
    test.each(acceptedCases(operation))('accepts: $name', async ({ request }) => {
      const answer = await send(server, request);
      expect(judge(operation, answer)).toEqual([]);
      expect(`${answer.status}`).toMatch(/^2/);
    });

    test.each(refusedCases(description, operation))(
      'refuses: $name',
      async ({ request, expected }) => {
        const answer = await send(server, request);
        expect(expected).toContain(answer.status);
        expect(judge(operation, answer)).toEqual([]);
      },
    );

    const documented = operation.responses.flatMap((response) =>
      response.examples.flatMap((example) =>
        statusesOf(response.status).map((status) => ({
          status,
          name: example.name,
          response,
          example,
        })),
      ),
    );
    (canChooseAnswers ? test : test.skip).each(documented)(
      'answers $status with the example $name',
      async ({ status, name, response, example }) => {
        const request = exampleRequest(operation);
        const answer = await send(server, {
          ...request,
          headers: { ...request.headers, Prefer: `code=${status}, example=${name}` },
        });
        expect(answer.status).toBe(status);
        expect(judge(operation, answer)).toEqual([]);
        expect(isExample(response, answer, example.value)).toBe(true);
      },
    );
  },
);

describe('What the description does not have', () => {
  const paths = [...new Set(operations.map(({ path }) => path))];
  const undocumented = paths.flatMap((path) => {
    const filled = exampleRequest(operations.find((one) => one.path === path)!).path;
    // A literal such as "export" also fits the template of an id, and takes its methods.
    const documented = operations.filter((one) => fits(one.path, filled)).map((one) => one.method);
    return ['GET', 'PUT', 'POST', 'DELETE', 'PATCH']
      .filter((method) => !documented.includes(method))
      .map((method) => ({ method, path, filled }));
  });

  test.each(undocumented)('$method $path is refused with 405', async ({ method, filled }) => {
    const answer = await send(server, { method, path: filled, query: {}, headers: token });
    expect(answer.status).toBe(405);
  });

  test.each(['/', '/v1', '/v1/p/workspaces/w/soc/playbooks', '/v2/p/workspaces/w/soc/workflows'])(
    'the path %s is refused with 404',
    async (path) => {
      const answer = await send(server, { method: 'GET', path, query: {}, headers: token });
      expect(answer.status).toBe(404);
    },
  );
});

/** Whether a path with its parameters filled in fits a template. */
function fits(template: string, path: string): boolean {
  return new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
}

/** The statuses on the wire by which a documented one is tried. */
function statusesOf(documented: string): number[] {
  return [200, 400, 401, 403, 429, 500, 502, 504].filter((status) => covers(documented, status));
}
