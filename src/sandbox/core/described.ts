import type { LifeCycleRules } from '../life-cycle/rules.js';
import type { Json } from '../world/table.js';

/** Says whether a value is valid, and leaves the first fault in `errors`. */
export interface Validator {
  (value: unknown): boolean;
  errors?:
    | readonly {
        readonly instancePath: string;
        readonly keyword: string;
        readonly params: Readonly<Record<string, unknown>>;
      }[]
    | null;
}

/** A documented answer. */
interface DescribedAnswer {
  readonly mediaType?: string;
  /** Name of the validator of its body; none if the body is bytes. */
  readonly schema?: string;
  /** The documented examples: the name in the table of examples, by the name at the answer. */
  readonly examples?: Readonly<Record<string, string>>;
}

/** A parameter of an operation. */
interface DescribedParameter {
  readonly in: string;
  readonly name: string;
  /** The JSON type of its value, if it has one. */
  readonly type?: string;
  /** The JSON type of its items, if it is a list. */
  readonly items?: string;
  /** What stands between its items, if they are one text. */
  readonly delimiter?: string;
  readonly default?: unknown;
  readonly required?: boolean;
}

/** An operation, as the build writes it from the description. */
export interface DescribedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly DescribedParameter[];
  readonly parametersSchema?: string;
  readonly body?: {
    readonly mediaType: string;
    readonly required: boolean;
    readonly schema?: string;
  };
  /** Records that can be reached at all, if it is a list. */
  readonly reachable?: number;
  readonly answers: Readonly<Record<string, DescribedAnswer>>;
}

/** The first documented success of an operation. */
export function successOf({ answers }: DescribedOperation): DescribedAnswer & { status: number } {
  const [status, answer] = Object.entries(answers).find(([one]) => one.startsWith('2')) ?? [];
  return { ...answer, status: Number(status ?? 200) };
}

/** What the sandbox knows of a description. */
export interface Described {
  readonly operations: readonly DescribedOperation[];
  readonly examples: Readonly<Record<string, unknown>>;
  readonly lifeCycles: readonly LifeCycleRules[];
}

/**
 * Holds a value against its schema. The enumeration of the states of a life cycle counts as wider by
 * those that only a reading knows; no other enumeration and no other value does.
 *
 * @returns what is wrong with it, in words, and the decisions that know the states in it which the description lacks
 */
export function examine(
  validate: Validator,
  value: unknown,
  lifeCycles: readonly LifeCycleRules[],
): { fault?: string; decisions: readonly string[] } {
  const decisions = new Set<string>();
  // A state that is known is put in the place of each that is not, until the rest has been seen.
  for (let seen = value; !validate(seen);) {
    const [{ keyword, params, instancePath } = { keyword: '', params: {}, instancePath: '' }] =
      validate.errors ?? [];
    const allowed = keyword === 'enum' ? (params['allowedValues'] as readonly unknown[]) : [];
    const cycle = lifeCycles.find(
      ({ states }) =>
        states.length === allowed.length && states.every((state) => allowed.includes(state)),
    );
    const steps = instancePath.split('/').slice(1);
    const last = steps.pop() ?? '';
    if (seen === value) seen = structuredClone(value);
    const holder = steps.reduce((inner, step) => (inner as Json)[step], seen) as Json;
    const decision = cycle?.undescribed[String(holder?.[last])];
    if (cycle === undefined || decision === undefined) {
      return { fault: faultOf(validate), decisions: [...decisions] };
    }
    decisions.add(decision);
    holder[last] = cycle.states[0];
  }
  return { decisions: [...decisions] };
}

/** The fault that a validator has found, in words. */
export function faultOf({ errors }: Validator): string {
  const [error] = errors ?? [];
  if (error === undefined) return 'is invalid';
  const { instancePath, keyword, params } = error;
  const place = instancePath === '' ? '' : `${instancePath.slice(1)} `;
  const [value] = Object.values(params);
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  const words: Readonly<Record<string, string>> = {
    required: `lacks ${shown}`,
    additionalProperties: `must not have ${String(params['additionalProperty'])}`,
    type: `must be of type ${shown}`,
    enum: `must be one of ${shown}`,
    minimum: `must not be less than ${String(params['limit'])}`,
    maximum: `must not be more than ${String(params['limit'])}`,
    pattern: `must match ${shown}`,
    format: `must be ${shown}`,
  };
  return place + (words[keyword] ?? `breaks ${keyword} ${JSON.stringify(params)}`);
}
