import type { LifeCycleRules } from '../life-cycle/rules.js';

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

/** What the sandbox knows of a description. */
export interface Described {
  readonly operations: readonly DescribedOperation[];
  readonly examples: Readonly<Record<string, unknown>>;
  readonly lifeCycles: readonly LifeCycleRules[];
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
