import { isObject, type Description } from '../../lib/description.js';
import { capabilities, type Capability, type ContractCase } from '../case.js';
import { documentedAnswers } from '../oracle/documented-answer.js';
import type { SentExchange } from '../http/exchange.js';
import { readJson } from '../oracle/media-type.js';
import { operationsOf } from '../operation.js';
import { coversPath } from './template.js';
import type { Session } from './session.js';
import type { Target } from '../http/target.js';

/** What the server can do, and how far that is certain. */
export interface Abilities {
  readonly can: Readonly<Record<Capability, boolean>>;
  /** Whether it is certain that ids of examples are known: said by the user, or by what the server is. */
  readonly knowsExamples: boolean;
  /** Whether it is certain that the server keeps no state. */
  readonly keepsNoState: boolean;
}

/** What a short look at the server found. */
export interface Probe extends Abilities {
  /** What the first request came to. */
  readonly first: SentExchange | undefined;
  /** Whether a valid request was answered with a success. */
  readonly accepted: boolean;
}

/** What a probe is told. */
export interface ProbeOptions {
  readonly description: Description;
  readonly target: Target;
  readonly session: Session;
  /** Reads by example, in the order of the description. */
  readonly reads: readonly ContractCase[];
  readonly can: readonly Capability[];
  readonly cannot: readonly Capability[];
  /** Whether ids for the server were given. */
  readonly hasValues: boolean;
}

/** How many reads are tried until one is answered with a success. */
const attempts = 5;

/** Looks at a server by a few reads. */
export async function probe(options: ProbeOptions): Promise<Probe> {
  const { description, target, session, reads, can, cannot, hasValues } = options;
  const { exchange: first } = await session.send(unknownPathCase(description));
  const isPrism = first !== undefined && 'answer' in first && fromPrism(first.answer);
  let accepted: ContractCase | undefined;
  if (first !== undefined && 'answer' in first) {
    for (const one of reads.slice(0, attempts)) {
      const { exchange } = await session.send(one);
      if (exchange === undefined || !('answer' in exchange)) continue;
      if (exchange.answer.status < 300) {
        accepted = one;
        break;
      }
    }
  }
  const told = (name: Capability): boolean | undefined =>
    can.includes(name) ? true : cannot.includes(name) ? false : undefined;
  const chooses = async (): Promise<boolean> =>
    accepted !== undefined && (await choosesAnswers(description, session, accepted));
  const found: Record<Capability, boolean> = {
    'choose-answer': told('choose-answer') ?? (isPrism || (await chooses())),
    examples: isPrism || target.loopback || hasValues,
    stateless: isPrism,
    'allow-header': !isPrism,
    'malformed-json': !isPrism,
    // Many servers take the first value, or the last.
    'single-values': isPrism,
    // Many servers pass over parts of a form that they do not know, whatever the schema says.
    'closed-forms': false,
    // A server of this machine is mostly a stand-in that takes any credentials.
    'verify-credentials': !isPrism && !target.loopback,
  };
  const names = Object.keys(capabilities) as Capability[];
  return {
    first,
    accepted: accepted !== undefined,
    can: Object.fromEntries(names.map((name) => [name, told(name) ?? found[name]])) as Record<
      Capability,
      boolean
    >,
    knowsExamples: told('examples') ?? isPrism,
    keepsNoState: told('stateless') ?? isPrism,
  };
}

function fromPrism({ mediaType, text }: { mediaType: string; text: string }): boolean {
  if (mediaType !== 'application/problem+json') return false;
  const problem = readJson(text);
  const type = isObject(problem) ? problem['type'] : undefined;
  return typeof type === 'string' && type.startsWith('https://stoplight.io/prism/errors#');
}

/** Whether the server answers a read with another status when it is asked to. */
async function choosesAnswers(
  description: Description,
  session: Session,
  read: ContractCase,
): Promise<boolean> {
  const operation = operationsOf(description).find(({ id }) => id === read.operationId);
  if (operation === undefined) return false;
  const status = documentedAnswers(description, operation.pointer)
    .map((one) => one.status)
    .findLast((one) => /^[45]\d\d$/.test(one));
  if (status === undefined) return false;
  const headers = { ...read.request.headers, Prefer: `code=${status}` };
  const { exchange } = await session.send({ ...read, request: { ...read.request, headers } });
  return (
    exchange !== undefined && 'answer' in exchange && exchange.answer.status === Number(status)
  );
}

/** A read of a path that fits no template of the description, which any server answers. */
export function unknownPathCase(description: Description): ContractCase {
  const templates = operationsOf(description).map(({ path }) => path);
  let path = '/no-such-path';
  while (templates.some((template) => coversPath(template, path))) path += '/no-such-path';
  return {
    id: 'probe',
    group: 'path',
    operationId: undefined,
    name: 'a path that the description does not have',
    rule: { keyword: 'paths', pointer: '/paths' },
    request: { method: 'GET', path, query: [], headers: {}, credentials: { kind: 'default' } },
    expected: { kind: 'no-path' },
    why: 'The description has no such path.',
    needs: [],
  };
}
