import { describe, expect, test } from '@jest/globals';
import { createSecMasterClient, SecMasterError } from '../../src/index.js';
import type { Input } from '../../src/call.js';
import { operationsOf } from '../../scripts/contract/operation.js';
import { familiesOf } from '../../scripts/lib/families.js';
import { readBundle, readDescription } from '../../scripts/lib/openapi/document.js';
import { listOperations } from '../../scripts/lib/operation-list.js';
import { parameterSample } from '../../scripts/lib/sample-request.js';
import { bundledDescription } from '../lib/files.js';
import { mockAddress } from '../lib/shared/shared.js';

const client = createSecMasterClient({
  endpoint: await mockAddress(),
  projectId: 'f69081793d9e4ea8a2f479dcef961989',
  workspaceId: 'f44065f5-557b-4376-ae02-8c65ef1960f4',
  token: 'any',
});
const description = readDescription(bundledDescription);
const described = new Map(operationsOf(description).map((operation) => [operation.id, operation]));

/** What each method is called with: what it needs, and its first documented body. */
const calls = familiesOf(readBundle(bundledDescription)).flatMap(({ namespace, document }) =>
  listOperations(document).map(({ id, parameters }) => {
    const needed = parameters.filter(({ parameter: { required, ...parameter } }) => {
      return required === true && parameter['x-bound-by-client'] !== true;
    });
    const input: Input = Object.fromEntries(
      needed.map(({ key, parameter }) => [key, parameterSample(document, parameter)]),
    );
    const content = described.get(id)?.body;
    const body = content?.examples[0]?.value;
    const isForm = content?.mediaType === 'multipart/form-data';
    return {
      name: `${namespace}.${id}`,
      namespace,
      id,
      input: { ...input, ...(body !== undefined && { body: isForm ? filesOf(body) : body }) },
    };
  }),
);

/** The parts of a form as files. */
function filesOf(body: unknown): object {
  const parts = Object.entries(body as object);
  return Object.fromEntries(parts.map(([name, text]) => [name, new Blob([String(text)])]));
}

describe('The client, driven through the mock', () => {
  test.each(calls)('$name answers with the first example', async ({ namespace, id, input }) => {
    const methods = client[namespace as keyof typeof client] as unknown as Record<
      string,
      (given: object) => Promise<unknown>
    >;
    const answer = await methods[id]?.(input);
    const first = described.get(id)?.responses[0]?.examples[0]?.value;
    expect(answer instanceof Blob ? await answer.text() : (answer ?? undefined)).toEqual(first);
  });

  test('fails with the service’s code on a body that the types do not know', async () => {
    const error: unknown = await client.workflows
      .updateAopWorkflow({
        workflow_id: 'c19470f3-5eaf-4572-82e8-2ff094495919',
        body: { enabled: true } as never,
      })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SecMasterError);
    expect(error).toMatchObject({ status: 400, code: 'SecMaster.20030001' });
  });
});
