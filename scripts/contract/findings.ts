import type { ContractCase } from './case.js';
import type { Answer } from './answer.js';
import type { WireRequest } from './http/wire.js';

/**
 * What can be found, by stable names: where the Web Fuzzing Commons catalogue (0.9.0) has a fault of the kind,
 * its number is given, otherwise the name is that of the check in Schemathesis, if it has one.
 */
export const findingKinds = {
  undocumented_status: ['the status of the answer is documented nowhere', 'F200'],
  undocumented_media_type: [
    'the media type of the answer is not documented for its status',
    'F200',
  ],
  missing_header: ['a header that the answer must have is missing', 'F200'],
  invalid_header: ['a header of the answer breaks its schema', 'F200'],
  invalid_body: ['the body of the answer breaks its schema', 'F200'],
  unreadable_body: ['the body of the answer is not what its type or its encoding says', 'F200'],
  unexpected_content: ['the answer has content, which its status or method does not allow'],
  server_error: ['the server failed (5xx)', 'F100'],
  invalid_accepted: ['an invalid request was accepted', 'F206'],
  valid_refused: ['a valid request was refused'],
  wrong_refusal: ['an invalid request was refused, but not in a documented way'],
  unauthenticated_accepted: ['a request without valid credentials was accepted', 'F307'],
  unauthenticated_wrong_refusal: [
    'a request without valid credentials was refused, but not with the documented 401',
  ],
  unsupported_method_accepted: ['a method that the path does not have was not refused', 'F310'],
  missing_allow: ['a method was refused with 405, but without the header Allow', 'F110'],
  unknown_path_answered: ['a path that the description does not have was answered', 'F310'],
  wrong_example: ['the answer is not the documented example that was asked for'],
  usable_after_delete: ['what was deleted can still be read, or deleted again', 'F113'],
  missing_after_create: ['what was created cannot be read'],
  limit_ignored: ['a page has another number of records than was asked for'],
  wrong_default: ['a parameter that is left out does not mean its default'],
  wrong_page: ['two pages do not follow each other as their offsets say'],
  wrong_total: ['a total is not that of what it counts'],
  filter_ignored: ['a page has records that were not asked for, or lacks some that were'],
  wrong_order: ['records do not come in the order that was asked for'],
  missing_in_list: ['what was created is not in the list'],
  still_listed: ['what was deleted is still in the list'],
  write_lost: ['what was created is read otherwise than it was written'],
  update_lost: ['what was updated is read otherwise than it was written'],
  update_changed_others: ['an update changed what it left out'],
  changed_other_record: ['a request changed another record than the one that it is about'],
  changed_by_read: ['a request that only reads changed a record'],
  wrong_record: ['an answer shows another record than the one that was asked for'],
  wrong_time: ['a time does not move as what it is the time of'],
  created_by_refusal: ['a creation was refused and created something all the same', 'F114'],
  repeated_in_list: ['a list has one record twice'],
  changed_by_refusal: ['a request was refused and changed something all the same', 'F114'],
  not_idempotent: ['a PUT that came twice did more than it did once'],
  duplicate_id: ['two creations were answered with one id'],
  duplicate_member: ['the JSON of an answer has two members of one name'],
  head_differs: ['HEAD is answered otherwise than GET'],
  unknown_id_answered: ['a request about an id that nobody created was accepted'],
  wrong_error_code: ['an error has another code than the one documented for its cause'],
  foreign_record: ['a record is found where it was not created'],
  transition_refused: ['a transition that the life cycle has was refused'],
  wrong_transition: ['a transition led to another state than the life cycle says'],
  forbidden_transition: ['a transition that the life cycle does not have was accepted'],
  broken_invariant: ['what the life cycle says of all records together does not hold'],
  flow_broken: ['a flow of calls did not come out as its success criteria say'],
  internals_in_answer: ['an answer shows the inside of the server, such as a stack trace'],
  credentials_in_answer: ['an answer repeats the credentials of its request'],
  wrong_in_list: ['a list shows a record otherwise than it is read'],
  no_answer: ['the server gave no answer'],
} as const satisfies Record<string, readonly [meaning: string, catalogueNumber?: string]>;

/** One of the names. */
export type FindingName = keyof typeof findingKinds;

/** Something that breaks the contract. */
export interface Finding {
  readonly name: FindingName;
  /** What exactly, as a sentence without credentials. */
  readonly message: string;
  /** JSON pointer to the rule of the description that is broken. */
  readonly pointer?: string;
  /** Whether the rule is our reading of the sources, and not said by one. */
  readonly isReading?: boolean;
}

/** What a finding is called: its name, and its number in the catalogue if it has one. */
export function findingTitle({ name }: Pick<Finding, 'name'>): string {
  const [, number] = findingKinds[name];
  return number === undefined ? name : `${name} (${number})`;
}

/** What can become of a case; `inconclusive`: the state of the server explains the refusal, not the request. */
export const outcomes = ['kept', 'broken', 'inconclusive', 'skipped'] as const;

/** What became of a case. */
export interface CaseResult {
  readonly case: ContractCase;
  readonly outcome: (typeof outcomes)[number];
  readonly findings: readonly Finding[];
  /** Undefined if it was not sent or not answered. */
  readonly answer?: Answer;
  /** Why it was skipped or is inconclusive. */
  readonly reason?: string;
  /** The line that sends the request again; its credentials are shell variables. */
  readonly curl?: string;
  /** What differs from our reading of the sources, which no source says outright. */
  readonly notes?: readonly Finding[];
  /** Set if there was no answer, and it is not known that the server is the reason. */
  readonly lost?: true;
  /** In milliseconds. */
  readonly duration: number;
  /** What went over the wire, without credentials; undefined if nothing did. */
  readonly sent?: { readonly at: string; readonly request: WireRequest };
}

/** A result whose findings prove nothing, for a reason. */
export function inconclusive(result: CaseResult, reason: string): CaseResult {
  return { ...result, outcome: 'inconclusive', findings: [], reason };
}

/** Items by a key, in the order in which the keys first come. */
export function groupedBy<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const own = groups.get(key) ?? [];
    groups.set(key, own);
    own.push(item);
  }
  return groups;
}

/** How many results have each outcome. */
export function countOutcomes(
  results: readonly CaseResult[],
): Record<CaseResult['outcome'], number> {
  const counts = { kept: 0, broken: 0, inconclusive: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}
