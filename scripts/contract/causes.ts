import type { ContractCase, Expectation } from './case.js';
import { groupedBy, type CaseResult, type FindingName } from './findings.js';
import type { Answer } from './answer.js';
import { distinct, objectOf } from './cases/json.js';
import { jsonOf } from './oracle/media-type.js';
import { count, either, statusesText } from '../lib/text.js';

/** What findings have in common; a member that is absent may differ. */
export interface Scope {
  readonly finding: FindingName;
  /** Of the answer. */
  readonly status?: number;
  /** That of the error, by which the server says why it refuses. */
  readonly code?: string;
  /** Undefined for the whole API. */
  readonly operation?: string;
  /** The name of a check of behaviour. */
  readonly check?: string;
  /** Of the rule: `required`, `maximum`, … */
  readonly keyword?: string;
  /** JSON pointer to the rule. */
  readonly rule?: string;
}

/** Findings that one change of the server, or of the description, would most likely end. */
export type Cause = ReturnType<typeof causeOf>;

/** Findings about the answer alone: any answer can show them, whatever was asked. */
const ofAnswers: ReadonlySet<FindingName> = new Set([
  'undocumented_status',
  'undocumented_media_type',
  'missing_header',
  'invalid_header',
  'invalid_body',
  'unreadable_body',
  'unexpected_content',
  'internals_in_answer',
  'server_error',
  'no_answer',
]);

/** Findings that differ if the status of the answer does. */
const byStatus: ReadonlySet<FindingName> = new Set([
  'undocumented_status',
  'server_error',
  'valid_refused',
  'wrong_refusal',
  'unauthenticated_wrong_refusal',
]);

/** A finding with the result that it stands in. */
type Found = ReturnType<typeof foundIn>[number];

/** The findings of results, each with its own. */
export function foundIn(results: readonly CaseResult[]) {
  return results.flatMap((result) => result.findings.map((finding) => ({ result, finding })));
}

/** A way to put findings together. */
interface Grouping {
  /** What they have in common; undefined for a finding that is not put together in this way. */
  readonly scope: (found: Found) => Scope | undefined;
  /** Of the requests that could have shown it. */
  readonly share: 'most' | 'all' | 'any';
  /** In how many operations at least, or in how many rules of the one that they have in common. */
  readonly places: number;
}

const ruleOf = ({ result, finding }: Found): string => finding.pointer ?? result.case.rule.pointer;
const operationOf = ({ result }: Found): string =>
  result.case.operationId ?? result.case.rule.pointer;

/** The code in the body of an error, such as `code`, or `code` of `error`. */
const codeOf = (answer: Answer): string | undefined => {
  const body = objectOf(jsonOf(answer));
  return [body, ...Object.values(body)]
    .flatMap((value) => Object.entries(objectOf(value)))
    .filter(([name, value]) => /code$/i.test(name) && ['string', 'number'].includes(typeof value))
    .map(([, value]) => String(value))[0];
};

/** Scopes from the widest to that of one rule. */
const inApi = ({ result: { answer }, finding: { name } }: Found): Scope => {
  if (!byStatus.has(name) || answer === undefined) return { finding: name };
  const code = name === 'valid_refused' ? codeOf(answer) : undefined;
  return { finding: name, status: answer.status, ...(code !== undefined && { code }) };
};
const inChecks = (found: Found): Scope | undefined => {
  const { group, name: check } = found.result.case;
  return group === 'behaviour' ? { ...inApi(found), check } : undefined;
};
const inOperation = (found: Found): Scope | undefined => {
  const { operationId: operation } = found.result.case;
  return operation === undefined ? undefined : { ...inApi(found), operation };
};
const ofKeyword = (found: Found, scope: Scope | undefined): Scope | undefined =>
  scope === undefined || (ofAnswers.has(scope.finding) && !byStatus.has(scope.finding))
    ? undefined
    : { ...scope, keyword: found.result.case.rule.keyword };
const exactly = (found: Found): Scope => ({ ...inApi(found), rule: ruleOf(found) });

/** Of what a server comes to in one place, whatever the operation: where it looks at credentials, or reads bodies. */
const atEntry = (found: Found): Scope | undefined => {
  const { group } = found.result.case;
  const isAtEntry =
    group === 'credentials' || (group === 'content-type' && byStatus.has(found.finding.name));
  return isAtEntry ? ofKeyword(found, inApi(found)) : undefined;
};

/**
 * Of what a server writes in one place, whatever the operation: its refusals, successes that deny themselves, and
 * bodies that cannot be read.
 */
const inWriter = (found: Found): Scope | undefined => {
  const { name } = found.finding;
  const { status = 0 } = found.result.answer ?? {};
  const isOfWriter =
    (['undocumented_status', 'undocumented_media_type'].includes(name) && status >= 400) ||
    (name === 'valid_refused' && status < 300) ||
    name === 'unreadable_body';
  return isOfWriter ? { ...inApi(found), status } : undefined;
};

const inFailure = (found: Found): Scope | undefined =>
  ['server_error', 'no_answer'].includes(found.finding.name) ? inOperation(found) : undefined;

/** The widest first. */
const groupings: readonly Grouping[] = [
  { scope: inApi, share: 'most', places: 2 },
  { scope: inWriter, share: 'any', places: 3 },
  { scope: inChecks, share: 'most', places: 2 },
  { scope: (one) => ofKeyword(one, inApi(one)), share: 'all', places: 2 },
  { scope: atEntry, share: 'any', places: 2 },
  { scope: inFailure, share: 'any', places: 1 },
  { scope: inOperation, share: 'most', places: 2 },
  { scope: (one) => ofKeyword(one, inOperation(one)), share: 'all', places: 2 },
  { scope: exactly, share: 'any', places: 1 },
];

/** Whether a finding has what a scope asks for. */
export function isInScope(scope: Scope, found: Found): boolean {
  const { case: one, answer } = found.result;
  return (
    scope.finding === found.finding.name &&
    [undefined, answer?.status].includes(scope.status) &&
    [undefined, answer && codeOf(answer)].includes(scope.code) &&
    [undefined, one.operationId].includes(scope.operation) &&
    [undefined, one.name].includes(scope.check) &&
    [undefined, one.rule.keyword].includes(scope.keyword) &&
    [undefined, ruleOf(found)].includes(scope.rule)
  );
}

/**
 * Groups the findings of a run by their most likely cause: the whole API if most requests of a kind show
 * the finding in several operations, a check that fails in most, or a rule that is kept nowhere; otherwise
 * one operation, one kind of rule in it, or one rule. Causes stand in the order in which they were found first.
 */
export function causesOf(results: readonly CaseResult[]): Cause[] {
  const found = foundIn(results);
  const judged = results.filter(({ outcome }) => outcome === 'kept' || outcome === 'broken');
  const groups: { scope: Scope; own: Found[]; tried: number }[] = [];
  let rest = found;
  for (const { scope, share, places } of groupings) {
    const taken = new Set<Found>();
    for (const own of groupedBy(rest, (one) => JSON.stringify(scope(one))).values()) {
      const common = scope(own[0] as Found);
      const place = common?.operation === undefined ? operationOf : ruleOf;
      if (common === undefined || new Set(own.map(place)).size < places) continue;
      const tried = common.rule === undefined ? triedFor(common, own, judged) : own.length;
      const isShared = { most: own.length * 2 > tried, all: own.length >= tried, any: true };
      if (!isShared[share]) continue;
      groups.push({ scope: common, own, tried });
      for (const one of own) taken.add(one);
    }
    rest = rest.filter((one) => !taken.has(one));
  }
  const indexOf = ({ example, finding }: Cause): number =>
    found.findIndex((one) => one.result === example && one.finding === finding);
  return joined(groups)
    .map(({ scope, own, tried }) => {
      const members = new Set(own);
      const inOrder = found.filter((one) => members.has(one));
      return causeOf(scope, inOrder, tried);
    })
    .sort((one, other) => indexOf(one) - indexOf(other));
}

function causeOf(scope: Scope, own: readonly Found[], tried: number) {
  // A request that shows nothing else shows it best.
  const size = ({ result: { case: one, curl = '', findings } }: Found): number =>
    findings.length * 1e7 + (one.group === 'property' ? 1e6 : 0) + curl.length;
  const smallest = own.reduce((one, other) => (size(other) < size(one) ? other : one));
  const time = ({ result }: Found): string => result.sent?.at ?? '';
  const first = own.reduce((one, other) => (time(other) < time(one) ? other : one));
  const outside = own.filter((one) => !isInScope(scope, one)).map(exactly);
  return {
    scope,
    /** Those of random requests that joined it, which do not name the rule. */
    joined: distinct(outside, ({ rule }) => rule),
    /** Ids of operations, in the order in which they were found. */
    operations: [...new Set(own.flatMap(({ result }) => result.case.operationId ?? []))],
    /** How many requests showed it. */
    found: own.length,
    /** How many requests could have shown it. */
    tried: Math.max(tried, own.length),
    /** All of them. */
    findings: own.map(({ finding }) => finding),
    /** That of the example. */
    finding: smallest.finding,
    /** The smallest request that shows it, and nothing else if there is one. */
    example: smallest.result,
    /** The request that showed it first. */
    first: first.result,
  };
}

/** What a random request found is that which the others found in the operation, if there is such. */
function joined<Group extends { scope: Scope; own: Found[] }>(groups: readonly Group[]): Group[] {
  const isRandom = ({ own }: Group): boolean =>
    own.every(({ result }) => result.case.group === 'property');
  return groups.filter((group) => {
    if (!isRandom(group)) return true;
    const operations = new Set(group.own.map(({ result }) => result.case.operationId));
    const owner = groups.find(
      (other) =>
        !isRandom(other) &&
        other.scope.finding === group.scope.finding &&
        other.own.some(({ result }) => operations.has(result.case.operationId)),
    );
    owner?.own.push(...group.own);
    return owner === undefined;
  });
}

/** How many requests could have shown what those of a group have shown. */
function triedFor(scope: Scope, own: readonly Found[], judged: readonly CaseResult[]): number {
  const kinds = new Set(own.map(({ result }) => kindOf(result.case)));
  return judged.filter(
    ({ case: one, answer }) =>
      (scope.operation === undefined || one.operationId === scope.operation) &&
      (scope.check === undefined || one.name === scope.check) &&
      (scope.keyword === undefined || one.rule.keyword === scope.keyword) &&
      (ofAnswers.has(scope.finding)
        ? answer !== undefined || scope.finding === 'no_answer'
        : kinds.has(kindOf(one))),
  ).length;
}

/** What is asked of the server: cases of one kind can show the same findings. */
function kindOf({ group, expected }: ContractCase): string {
  return group === 'credentials' ? group : expected.kind;
}

/** What the contract allows, in a few words. */
export function expectationText(expected: Expectation): string {
  switch (expected.kind) {
    case 'accepted':
      return 'accepted';
    case 'refused':
      return `refused with ${either(statusesText(expected.statuses))}`;
    case 'example':
      return `${expected.status} with ${expected.name === '' ? 'its example' : `example ${expected.name}`}`;
    case 'no-method':
      return 'no such method: 405 or 404';
    case 'no-path':
      return 'no such path: 404';
  }
}

/** Where cases stand that belong to no operation. */
export const otherCases = 'other methods and paths';

/** Where a cause shows, and how often, in a few words. */
export function extentText({ scope, operations, found, tried }: Cause): string {
  const one = operations[0] ?? otherCases;
  const where =
    scope.operation ?? (operations.length > 1 ? `${operations.length} operations` : one);
  const { check, keyword } = scope;
  const what =
    check !== undefined ? `, check ${check}` : keyword !== undefined ? `, rule ${keyword}` : '';
  const often = tried > found ? `${found} of ${tried} requests` : count(found, 'request');
  return `${where}${what}: ${often}`;
}
