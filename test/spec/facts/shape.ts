/**
 * What can be compared about a JSON value: the common form into which both the reference table and
 * the description's schemas are brought.
 */
export interface Shape {
  /** Constraints by their JSON Schema name, written as text: `type`, `pattern`, `minimum`, … */
  readonly keywords: Readonly<Record<string, string>>;
  /** The only values that are allowed, written as text (from `enum` or `const`). */
  readonly values?: readonly string[];
  /** Whether an object refuses members that it does not name. */
  readonly closed?: boolean;
  readonly members?: Readonly<Record<string, Member>>;
  readonly items?: Shape;
  /** The shape of members that are not named, where a schema constrains them. */
  readonly additional?: Shape;
}

/** A member of an object, and whether the object is invalid without it. */
export interface Member {
  readonly required: boolean;
  readonly shape: Shape;
}

/** Which way a body travels: only requests are closed, and only their members can be mandatory. */
export type Direction = 'request' | 'response';

/** One operation, in the common form. */
export interface OperationShape {
  readonly method: string;
  readonly path: string;
  readonly tags: readonly string[];
  /** Each entry is one way to sign in: the header names, sorted and joined by ` + `. */
  readonly security: readonly string[];
  readonly parameters: Readonly<Record<string, Member & { readonly in: string }>>;
  readonly body?: {
    readonly required: boolean;
    readonly mediaTypes: readonly string[];
    /** Name of the schema component. */
    readonly schema: string;
    readonly shape: Shape;
  };
  /** By status code, or a range such as `5XX`. */
  readonly responses: Readonly<Record<string, ResponseShape>>;
}

/** One answer of an operation, in the common form. */
export interface ResponseShape {
  /** By lower-case name: HTTP does not tell cases apart. */
  readonly headers: Readonly<Record<string, Member>>;
  readonly mediaTypes: readonly string[];
  readonly shape?: Shape;
}

/** Everything that the reference and the description are compared in. */
export interface ApiShape {
  readonly operations: Readonly<Record<string, OperationShape>>;
  readonly schemas: Readonly<Record<string, { direction: Direction; shape: Shape }>>;
  readonly enums: Readonly<Record<string, Shape>>;
  readonly servers: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly tags: readonly string[];
}
