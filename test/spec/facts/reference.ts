import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Direction } from './shape.js';

/** A member, parameter, header or body, as `reference.yaml` writes it (explained in its head). */
export interface ReferenceValue {
  readonly type?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: string;
  readonly layout?: 'time';
  readonly schema?: string;
  readonly items?: ReferenceValue;
  readonly members?: Readonly<Record<string, ReferenceValue>>;
  readonly required?: boolean;
  readonly open?: boolean;
}

/** A rule that types alone do not say, as bodies that pass and bodies that do not. */
export interface ReferenceRule {
  readonly rule: string;
  readonly accepts: readonly unknown[];
  readonly refuses: readonly unknown[];
}

/** A page that an operation's facts come from; without a date when the copy shows none. */
export interface ReferencePage {
  readonly url: string;
  readonly date?: string;
}

/** One operation of `reference.yaml`. */
export interface ReferenceOperation {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly query?: Readonly<Record<string, ReferenceValue>>;
  readonly body?: { readonly mediaType: string; readonly schema: string };
  readonly answer: ReferenceValue & {
    readonly envelope?: string;
    readonly data?: ReferenceValue;
    readonly file?: string;
  };
  readonly sources: { readonly pages: readonly ReferencePage[]; readonly code: readonly string[] };
}

/** `reference.yaml` as it is written. */
export interface Reference {
  readonly basePath: string;
  readonly timePattern: string;
  readonly readings: Readonly<Record<string, string>>;
  readonly server: { readonly url: string; readonly regions: readonly string[] };
  readonly security: readonly (readonly string[])[];
  readonly tags: readonly string[];
  readonly pathParameters: Readonly<Record<string, ReferenceValue>>;
  readonly responseHeaders: Readonly<Record<string, ReferenceValue>>;
  readonly errorResponses: Readonly<Record<string, readonly string[]>>;
  readonly envelopes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly schemas: Readonly<
    Record<
      string,
      {
        readonly direction: Direction;
        readonly members: Readonly<Record<string, ReferenceValue>>;
        readonly rules?: readonly ReferenceRule[];
      }
    >
  >;
  readonly codeSources: Readonly<
    Record<string, { readonly repository: string; readonly date: string }>
  >;
  readonly operations: Readonly<Record<string, ReferenceOperation>>;
  readonly discrepancies: Readonly<Record<string, string>>;
}

/** Reads the reference table. */
export function readReference(file: string): Reference {
  return parse(readFileSync(file, 'utf8')) as Reference;
}

/** The schemas and enums of the reference, as the components to look for in a description. */
export function componentsOf(reference: Reference): {
  schemas: Record<string, Direction>;
  enums: string[];
} {
  return {
    schemas: Object.fromEntries(
      Object.entries(reference.schemas).map(([name, schema]) => [name, schema.direction]),
    ),
    enums: Object.keys(reference.enums),
  };
}

/** A name of the reference that stands for nothing in it is a mistake in the reference. */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string, of: string): T {
  const entry = table[name];
  if (entry === undefined) throw new Error(`The reference names no ${of} called ${name}.`);
  return entry;
}
