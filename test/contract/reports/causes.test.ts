import { describe, expect, it } from '@jest/globals';
import { causesOf, expectationText, extentText } from '../../../scripts/contract/causes.js';
import type { ContractCase, Expectation } from '../../../scripts/contract/case.js';
import type { CaseResult, FindingName } from '../../../scripts/contract/findings.js';
import { jsonAnswer, oneCase, result } from './results.js';

const refused: Expectation = { kind: 'refused', statuses: [400] };

/** A result of an invalid request that was accepted, or refused if it is kept. */
function invalid(
  operationId: string,
  keyword: string,
  pointer: string,
  outcome: 'kept' | 'broken' = 'broken',
  change: Partial<ContractCase> = {},
): CaseResult {
  const one = oneCase({
    id: `${operationId} ${pointer}`,
    operationId,
    group: 'negative',
    rule: { keyword, pointer },
    expected: refused,
    ...change,
  });
  return outcome === 'kept'
    ? result({ case: one, answer: jsonAnswer(400, {}) })
    : broken(one, 'invalid_accepted', 200, pointer);
}

function broken(
  one: ContractCase,
  name: FindingName,
  status: number,
  pointer?: string,
): CaseResult {
  return result({
    case: one,
    outcome: 'broken',
    findings: [{ name, message: 'No.', ...(pointer !== undefined && { pointer }) }],
    answer: jsonAnswer(status, {}),
    curl: `curl ${one.id}`,
  });
}

const extents = (results: readonly CaseResult[]): string[] => causesOf(results).map(extentText);

describe('causesOf', () => {
  it('a rule that one operation does not keep is one cause, whatever else it keeps', () => {
    const results = [
      invalid('list', 'maximum', '/limit'),
      invalid('list', 'maximum', '/limit'),
      invalid('list', 'minimum', '/limit/minimum', 'kept'),
      invalid('list', 'type', '/limit/type', 'kept'),
      invalid('list', 'pattern', '/name', 'kept'),
    ];
    const [cause, ...others] = causesOf(results);
    expect(others).toEqual([]);
    expect(cause).toMatchObject({
      scope: { finding: 'invalid_accepted', rule: '/limit' },
      operations: ['list'],
      found: 2,
    });
  });

  it('rules of an operation that are broken in different ways are different causes', () => {
    const results = [
      invalid('list', 'maximum', '/limit'),
      invalid('list', 'pattern', '/name'),
      ...['a', 'b', 'c'].map((name) => invalid('list', 'type', `/${name}`, 'kept')),
    ];
    expect(extents(results)).toEqual(['list: 1 request', 'list: 1 request']);
  });

  it('a kind of rule that is kept nowhere is one cause for the whole API', () => {
    const results = ['list', 'show', 'create'].flatMap((operation) => [
      invalid(operation, 'pattern', `/${operation}/name`),
      invalid(operation, 'type', `/${operation}/type`, 'kept'),
      invalid(operation, 'required', `/${operation}/required`, 'kept'),
    ]);
    expect(extents(results)).toEqual(['3 operations, rule pattern: 3 requests']);
  });

  it('credentials of one kind that several operations take wrongly are one cause', () => {
    const results = ['list', 'show'].flatMap((operationId) => {
      const one = oneCase({
        operationId,
        group: 'credentials',
        rule: { keyword: 'security', pointer: `/${operationId}/security` },
      });
      const kept = result({ case: one, answer: jsonAnswer(200, {}) });
      return [broken(one, 'valid_refused', 401), kept, kept, kept];
    });
    expect(extents(results)).toEqual(['2 operations, rule security: 2 of 8 requests']);
    expect(extents(results.slice(0, 4))).toEqual(['list: 1 request']);
  });

  it('an operation that checks nothing is one cause, and so is an API that checks nothing', () => {
    const of = (operation: string, outcome: 'kept' | 'broken') =>
      ['a', 'b', 'c'].map((name) => invalid(operation, name, `/${operation}/${name}`, outcome));
    const kept = ['show', 'create'].flatMap((operation) => of(operation, 'kept'));
    expect(extents([...of('list', 'broken'), ...kept])).toEqual(['list: 3 requests']);
    const most = [...of('list', 'broken'), ...of('show', 'broken'), ...of('create', 'kept')];
    expect(extents(most)).toEqual(['2 operations: 6 of 9 requests']);
  });

  it('a shared rule is one cause in all the operations whose answers break it', () => {
    const results = ['list', 'show', 'create'].flatMap((operationId) => [
      broken(oneCase({ operationId }), 'invalid_body', 400, '/components/schemas/Error/required'),
      result({ case: oneCase({ operationId }), answer: jsonAnswer(200, {}) }),
      result({ case: oneCase({ operationId }), answer: jsonAnswer(200, {}) }),
    ]);
    expect(causesOf(results)).toMatchObject([
      {
        scope: { finding: 'invalid_body', rule: '/components/schemas/Error/required' },
        operations: ['list', 'show', 'create'],
      },
    ]);
  });

  it('failures of one operation are one cause for each status', () => {
    const failure = (status: number, pointer: string) =>
      broken(oneCase({ rule: { keyword: 'type', pointer } }), 'server_error', status, pointer);
    const kept = Array.from({ length: 9 }, () => result({ answer: jsonAnswer(200, {}) }));
    const results = [failure(500, '/a'), failure(500, '/b'), failure(502, '/c'), ...kept];
    expect(causesOf(results).map(({ scope }) => scope)).toEqual([
      { finding: 'server_error', status: 500, operation: 'listThings' },
      { finding: 'server_error', status: 502, operation: 'listThings' },
    ]);
  });

  it('a body that cannot be read fails in one place, whatever the operation', () => {
    const results = ['create', 'update'].flatMap((operationId) => {
      const rule = { keyword: 'content', pointer: `/${operationId}/content` };
      const one = oneCase({ operationId, group: 'content-type', rule });
      const kept = result({ case: one, answer: jsonAnswer(400, {}) });
      const refused = broken(one, 'undocumented_status', 415, `/${operationId}/responses`);
      return [broken(one, 'server_error', 500), refused, kept, kept, kept];
    });
    expect(extents(results)).toEqual([
      '2 operations, rule content: 2 of 10 requests',
      '2 operations, rule content: 2 of 10 requests',
    ]);
  });

  it('refusals with different codes are different causes, each with a message of its own', () => {
    const refusal = (operationId: string, body: object) => ({
      ...broken(oneCase({ operationId, id: operationId }), 'valid_refused', 400),
      answer: jsonAnswer(400, body),
    });
    const results = [
      refusal('import', { error: { code: 7 } }),
      ...['change', 'changeMany'].flatMap((id) => [1, 2, 3].map(() => refusal(id, { code: 'C5' }))),
    ];
    expect(causesOf(results)).toMatchObject([
      { scope: { finding: 'valid_refused', status: 400, code: '7' }, operations: ['import'] },
      { scope: { finding: 'valid_refused', status: 400, code: 'C5' }, found: 6 },
    ]);
  });

  it('a check that most operations fail is one cause', () => {
    const check = (operationId: string, name: string) =>
      oneCase({
        ...{ operationId, name, group: 'behaviour' },
        rule: { keyword: 'paths', pointer: `/${operationId}` },
      });
    const failed = (id: string) =>
      broken(check(id, 'a member twice'), 'invalid_accepted', 200, `/${id}`);
    const kept = ['list', 'show', 'create', 'update'].map((id) => result({ case: check(id, 'x') }));
    const results = [...['create', 'update'].map(failed), ...kept];
    expect(extents(results)).toEqual(['2 operations, check a member twice: 2 requests']);
    const most = result({ case: check('list', 'a member twice') });
    expect(extents([...results, most])).toEqual([
      '2 operations, check a member twice: 2 of 3 requests',
    ]);
    expect(extents([...results, most, most])).toEqual(['create: 1 request', 'update: 1 request']);
  });

  it('what a random request finds belongs to what the others of the operation found', () => {
    const random = { group: 'property', id: 'x' } as const;
    const results = [
      invalid('list', 'not', '/paths/list', 'broken', random),
      invalid('list', 'maximum', '/limit'),
      ...['a', 'b', 'c'].map((name) => invalid('list', 'type', `/${name}`, 'kept')),
    ];
    const [cause, ...others] = causesOf(results);
    expect(others).toEqual([]);
    expect(cause?.example.case.group).toBe('negative');
    expect(cause?.found).toBe(2);
  });

  it.each([
    ['undocumented_status', 422, 1],
    ['undocumented_media_type', 400, 1],
    ['undocumented_media_type', 200, 3],
    ['valid_refused', 200, 1],
    ['valid_refused', 409, 3],
    ['unreadable_body', 200, 1],
  ] as const)(
    '%s with %i in three of many operations is as many causes: %i',
    (name, status, number) => {
      const ids = ['list', 'show', 'create', 'change', 'delete', 'copy', 'move'];
      const results = ids.map((operationId, index) => {
        const one = oneCase({ id: operationId, operationId });
        return index < 3
          ? broken(one, name, status, `/${operationId}`)
          : result({ case: one, answer: jsonAnswer(200, {}) });
      });
      expect(causesOf(results)).toHaveLength(number);
    },
  );

  it('the example of a cause is its shortest request, and the first is the one that was sent first', () => {
    const sent = (at: string) => ({
      sent: { at, request: { method: 'GET', path: '/', headers: {}, body: undefined } },
    });
    const results = [
      { ...invalid('list', 'maximum', '/limit', 'broken', { id: 'long one' }), ...sent('2026-02') },
      { ...invalid('list', 'maximum', '/limit', 'broken', { id: 'short' }), ...sent('2026-03') },
      {
        ...invalid('list', 'maximum', '/limit', 'broken', { id: 'the longest' }),
        ...sent('2026-01'),
      },
    ];
    const [cause] = causesOf(results);
    expect([cause?.example.case.id, cause?.first.case.id]).toEqual(['short', 'the longest']);
  });

  it('the example of a cause shows nothing else where one request does not', () => {
    const body = { name: 'invalid_body', message: 'No.', pointer: '/body' } as const;
    const [both, alone] = [
      invalid('list', 'security', '/security', 'broken', { id: 'x' }),
      broken(oneCase({ id: 'the longer one', operationId: 'list' }), 'invalid_body', 200, '/body'),
    ];
    const results = [{ ...both, findings: [...both.findings, body] }, alone];
    const cause = causesOf(results).find(({ scope }) => scope.finding === 'invalid_body');
    expect([cause?.found, cause?.example.case.id]).toEqual([2, 'the longer one']);
  });
});

describe('expectationText', () => {
  it('an example without a name is not called by an empty one', () => {
    const example = { kind: 'example', status: 201, name: '', value: {} } as const;
    expect(expectationText(example)).toBe('201 with its example');
    expect(expectationText({ ...example, name: 'one' })).toBe('201 with example one');
  });

  it('a hundred statuses of a class are one word', () => {
    const statuses = Array.from({ length: 100 }, (_, index) => 400 + index);
    expect(expectationText({ kind: 'refused', statuses })).toBe('refused with 4xx');
    expect(expectationText({ kind: 'refused', statuses: [400, 404] })).toBe(
      'refused with 400 or 404',
    );
  });
});
