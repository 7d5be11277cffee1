import type { SampleWords } from './words.js';
import type { SampleSettings } from './settings.js';

/** What all samples of a description share. */
export interface SampleContext {
  words: SampleWords;
  settings: SampleSettings | undefined;
  /** Address that is called unless the environment names another. */
  endpoint: string;
  /** Headers that carry the token, by the description's first way to sign in. */
  tokenHeaders: readonly string[];
}
