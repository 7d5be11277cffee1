import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ContractCase } from '../../../scripts/contract/case.js';
import { casesOf } from '../../../scripts/contract/cases/index.js';
import { messagesOf } from '../../../scripts/contract/mutation/provider/message.js';
import { loadPrism, type Prism } from '../../../scripts/contract/mutation/provider/prism.js';
import type { WireRequest } from '../../../scripts/contract/http/wire.js';
import { readDescription } from '../../../scripts/lib/description.js';
import { bundledDescription } from '../../lib/files.js';
import { mockAddress } from '../../lib/shared/shared.js';

const description = readDescription(bundledDescription);
const cases = casesOf(description);

/** Some cases of each group, spread over all operations. */
const groups = [...new Set(cases.map(({ group }) => group))];
const sample = groups.flatMap((group) => {
  const own = cases.filter((one) => one.group === group);
  const step = Math.max(1, Math.floor(own.length / 8));
  return own.filter((_, index) => index % step === 0);
});

describe('Prism in process answers as the mock does over HTTP', () => {
  let prism: Prism;
  let operations: Awaited<ReturnType<Prism['operationsOf']>>;
  const write = messagesOf(description);

  beforeAll(async () => {
    prism = loadPrism();
    operations = await prism.operationsOf(description.document);
  });

  async function overHttp({ method, path, headers, body }: WireRequest) {
    const { host: _, connection: __, 'content-length': ___, ...own } = headers;
    const response = await fetch((await mockAddress()) + path, {
      method,
      headers: own,
      ...(body !== undefined && { body }),
    });
    const mediaType = (response.headers.get('Content-Type') ?? '').split(';')[0];
    return { status: response.status, mediaType, text: await response.text() };
  }

  async function compare(message: WireRequest): Promise<void> {
    const real = await overHttp(message);
    const { status, mediaType, text } = await prism.answer(message, operations);
    // The texts of Prism's own errors are for people.
    const own = mediaType === 'application/problem+json';
    expect({ status, mediaType, text: own ? '' : text }).toEqual({
      ...real,
      text: own ? '' : real.text,
    });
  }

  test.each(sample.map((one): [string, ContractCase] => [one.id, one]))('%s', async (_, one) => {
    const message = await write(one);
    if (message === undefined) throw new Error('The case cannot be signed in.');
    await compare(message);
  });

  test('a body that is no JSON', async () => {
    const one = cases.find(({ request }) => request.body?.kind === 'json');
    const message = one && (await write(one));
    if (message === undefined) throw new Error('There is no case with a JSON body.');
    const body = '{"broken';
    await compare({ ...message, body, headers: { ...message.headers, 'content-length': '8' } });
  });
});
