import type { JsonObject } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import { bareRequest, type Capability, type ContractCase } from '../case.js';
import { objectOf } from '../cases/json.js';
import { coversPath } from '../operation.js';
import { readJson } from '../oracle/media-type.js';
import type { Target } from '../http/target.js';
import type { PlanOptions, RunPlan } from './plan.js';
import type { Session } from './session.js';

/** What a short look at the server found. */
export type Probe = Awaited<ReturnType<typeof probe>>;

/** What the user says of the server. */
export interface GivenCapabilities {
  readonly can?: readonly Capability[];
  readonly cannot?: readonly Capability[];
}

/** How many reads are tried until one is answered with a success. */
const attempts = 5;

/** Looks at a server by a few reads. */
export async function probe(
  { can = [], cannot = [], values = {} }: Pick<PlanOptions, 'values'> & GivenCapabilities,
  plan: RunPlan,
  target: Target,
  session: Session,
) {
  const { exchange: first } = await session.send(unknownPathCase(plan));
  const isAnswered = first !== undefined && 'answer' in first;
  let accepted: ContractCase | undefined;
  let tried = 0;
  for (const operation of isAnswered ? plan.operations.values() : []) {
    if (accepted !== undefined || tried === attempts) break;
    // Made when it is asked for, since that takes its time.
    const read = operation.method === 'GET' ? plan.exampleOf(operation) : undefined;
    if (read === undefined) continue;
    tried += 1;
    if (((await statusOf(session, read)) ?? 500) < 300) accepted = read;
  }
  const given: Partial<Record<Capability, boolean>> = Object.fromEntries([
    ...cannot.map((name) => [name, false] as const),
    ...can.map((name) => [name, true] as const),
  ]);
  const chooses = await choosesAnswers(plan, session, accepted);
  // As a proxy it refuses like the mock, but the answers are those of the server behind it.
  const isPrism = isAnswered && prismProblem(first.answer) !== undefined && chooses !== false;
  // What is undefined the cases try: HTTP asks for Allow, and of the others what is accepted proves nothing.
  const found: Record<Capability, boolean | undefined> = {
    'choose-answer': isPrism || chooses === true,
    examples: isPrism || target.loopback || Object.keys(values).length > 0,
    stateless: isPrism,
    'allow-header': isPrism ? false : undefined,
    'malformed-json': !isPrism,
    // Many servers take the first value, or the last.
    'single-values': isPrism || undefined,
    'null-body': !isPrism,
    // Many servers pass over parts of a form that they do not know, whatever the schema says.
    'closed-forms': isPrism ? false : undefined,
    // A server of this machine is mostly a stand-in that takes any credentials.
    'verify-credentials': !isPrism && !target.loopback,
  };
  return {
    /** What the first request came to. */
    first,
    /** A valid read that was answered with a success; undefined if there was none. */
    accepted,
    /** What it can do, by what was given and what was found. */
    can: { ...found, ...given },
    /** Whether it is certain that ids of examples are known: said by the user, or by what the server is. */
    knowsExamples: given.examples ?? isPrism,
    /** Whether it is certain that the server keeps no state. */
    keepsNoState: given.stateless ?? isPrism,
  };
}

/** The status that a case is answered with; undefined if it is not. */
async function statusOf(session: Session, one: ContractCase): Promise<number | undefined> {
  const { exchange } = await session.send(one);
  return exchange !== undefined && 'answer' in exchange ? exchange.answer.status : undefined;
}

/** What Prism says of a request in words of its own; undefined if an answer is not that. */
export function prismProblem({ mediaType, text }: Answer): JsonObject | undefined {
  if (mediaType !== 'application/problem+json') return undefined;
  const problem = objectOf(readJson(text));
  return String(problem['type']).startsWith('https://stoplight.io/prism/errors#')
    ? problem
    : undefined;
}

/** Whether the server answers a read with another status when it is asked to; undefined if that is not seen. */
async function choosesAnswers(
  { operations }: RunPlan,
  session: Session,
  read: ContractCase | undefined,
): Promise<boolean | undefined> {
  const documented = operations.get(read?.operationId ?? '')?.responses ?? [];
  const status = documented.findLast((one) => /^[45]\d\d$/.test(one.status))?.status;
  if (read === undefined || status === undefined) return undefined;
  const headers = { ...read.request.headers, Prefer: `code=${status}` };
  const asking = { ...read, request: { ...read.request, headers } };
  const answered = (await statusOf(session, asking)) ?? 500;
  return answered === Number(status) || (answered < 300 ? false : undefined);
}

/** A read of a path that fits no template of the description, which any server answers. */
export function unknownPathCase({ operations }: RunPlan): ContractCase {
  let path = '/no-such-path';
  while ([...operations.values()].some((one) => coversPath(one.path, path)))
    path += '/no-such-path';
  return {
    id: 'probe',
    group: 'path',
    operationId: undefined,
    name: 'a path that the description does not have',
    rule: { keyword: 'paths', pointer: '/paths' },
    request: bareRequest('GET', path),
    expected: { kind: 'no-path' },
    why: 'The description has no such path.',
    needs: [],
  };
}
