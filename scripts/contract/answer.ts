/** An answer of the server on trial, read whole. */
export interface Answer {
  readonly status: number;
  /** Without its parameters, in lower case; empty if there is none. */
  readonly mediaType: string;
  /** By their names in lower case; the values of a name that came again are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The names of those headers that came more than once, in lower case. */
  readonly repeated?: readonly string[];
  /** Read as UTF-8. */
  readonly text: string;
  /** What it is, if that is no UTF-8. */
  readonly bytes?: Uint8Array;
}

/** Why there was no answer. */
export type NoAnswer = 'time-out' | 'connection' | 'too-long' | 'garbage';

/** What sending a request came to. */
export type Exchange =
  | { readonly answer: Answer }
  | { readonly failure: NoAnswer; readonly message: string };
