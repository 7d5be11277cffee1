import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Exchange } from '../../../scripts/contract/answer.js';
import { caseGroups, type ContractCase } from '../../../scripts/contract/case.js';
import { casesOf } from '../../../scripts/contract/cases/index.js';
import { openSender, type Sender } from '../../../scripts/contract/http/exchange.js';
import { wireRequest, type WireRequest } from '../../../scripts/contract/http/wire.js';
import {
  prismOperations,
  withProvider,
  type PrismOperations,
} from '../../../scripts/contract/mutation/provider.js';
import {
  asDescription,
  readDescription,
  type JsonObject,
} from '../../../scripts/lib/openapi/document.js';
import { bundledDescription } from '../../lib/files.js';
import { gateOperations } from '../../lib/gate-operations.js';
import { mockAddress } from '../../lib/shared/shared.js';
import { thingsDocument } from './document.js';

const description = readDescription(bundledDescription);
// The provider knows an operation by nothing but the description.
const operations = gateOperations(description)?.filter((_, index) => index % 3 === 0);
const cases = casesOf(description, operations === undefined ? {} : { operations });

/** Some cases of each group, spread over all operations. */
const sample = caseGroups.flatMap((group) => {
  const own = cases.filter((one) => one.group === group);
  const step = Math.max(1, Math.floor(own.length / 4));
  return own.filter((_, index) => index % step === 0);
});

/** What a provider answers. */
async function sentTo(provided: PrismOperations, request: WireRequest): Promise<Exchange> {
  return withProvider(provided, async (origin) => {
    const sender = openSender({ origin, concurrency: 1 });
    const exchange = await sender.send(request);
    await sender.close();
    return exchange;
  });
}

describe('The provider of a mutant, without a mutation, answers as the mock of npm run mock', () => {
  let provided: PrismOperations;
  let mock: Sender;

  beforeAll(async () => {
    provided = await prismOperations(description.document);
    mock = openSender({ origin: await mockAddress(), concurrency: 1 });
  });
  afterAll(() => mock.close());

  /** What is the same in two answers; the texts of Prism's own errors are for people. */
  function essence(exchange: Exchange) {
    if ('failure' in exchange) return exchange;
    const { status, mediaType, text } = exchange.answer;
    return { status, mediaType, text: mediaType === 'application/problem+json' ? '' : text };
  }

  test.each(sample.map((one): [string, ContractCase] => [one.id, one]))('%s', async (_, one) => {
    const anonymous = wireRequest(one.request, '');
    const headers = { ...anonymous.headers, 'x-auth-token': 'a-token' };
    // Whether credentials are asked for is a setting of the mock, too.
    for (const request of [anonymous, { ...anonymous, headers }]) {
      const answer = await sentTo(provided, request);
      expect(essence(answer)).toEqual(essence(await mock.send(request)));
    }
  });
});

test('the provider of a mutant responds when what it finds wrong has characters that no header may hold', async () => {
  const document = JSON.parse(
    JSON.stringify(thingsDocument).replaceAll('"DESC"', '"降序，"'),
  ) as JsonObject;
  const provided = await prismOperations(document);
  const [one] = casesOf(asDescription(document), { operations: ['listThings'] }).filter(
    ({ request }) =>
      request.query.some(([name, value]) => name === 'order' && value === 'NOT_LISTED'),
  );
  const request = wireRequest(one!.request, '');
  const headers = { ...request.headers, 'x-token': 'a-token' };
  const exchange = await sentTo(provided, { ...request, headers });
  expect(exchange).toMatchObject({ answer: { status: 400 } });
});
