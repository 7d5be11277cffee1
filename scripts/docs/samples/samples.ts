import type { OpenApiDocument, ServerObject } from '../../lib/openapi/document.js';
import type { ListedOperation } from '../../lib/operation-list.js';
import type { Language } from '../languages.js';
import { callsOf, sampleWords, type Call, type SampleContext } from './call.js';
import { curlSample } from './curl.js';
import { fetchSample } from './fetch.js';
import { goSample } from './go.js';
import { javaSample } from './java.js';
import { pythonSample } from './python.js';
import { memberThatCannotHold, sdkCallOf, settingsFor } from './sdk.js';
import type { SampleSettings } from './settings.js';
import { typescriptSample } from './typescript.js';

/** A request in a language of code. */
export interface CodeSample {
  /** What the reader chooses the language by. */
  label: string;
  /** Language of the code, for its colours; `text` if a sentence says why there is no code. */
  language: string;
  /** The example that it sends, on one line. */
  title: string;
  source: string;
}

/**
 * The samples of an operation: each of its calls in each language of code, languages first.
 *
 * @param settings - without them there is no client, and only curl samples are written
 */
export function samplesOf(
  operation: ListedOperation,
  place: Pick<Call, 'family' | 'namespace'>,
  document: OpenApiDocument,
  lang: Language,
  settings: SampleSettings | undefined,
): CodeSample[] {
  const endpoint = localServer(operation.servers ?? document.servers);
  const context: SampleContext = { document, words: sampleWords[lang], settings, endpoint };
  const calls = callsOf(document, operation, place);
  const sample = (label: string, language: string, write: (call: Call) => string): CodeSample[] =>
    calls.map((call) => ({ label, language, title: call.title, source: write(call) }));
  const samples = sample('curl', 'sh', (call) => curlSample(call, context));
  if (settings === undefined) return samples;
  samples.push(
    ...sample('JavaScript', 'js', (call) => fetchSample(call, context, settings)),
    ...sample('TypeScript', 'ts', (call) => typescriptSample(call, context, settings)),
  );
  if (settings.sdk === undefined) return samples;
  const sdk = settingsFor(operation, settings.sdk);
  const sdkCalls = calls.map((call) => sdkCallOf(call, context, sdk));
  /** A sample, or why there is none. */
  const sdkSample = (label: string, language: string, write: typeof javaSample) =>
    sdkCalls.map((call): CodeSample => {
      const { title } = call;
      const member = memberThatCannotHold(call, language !== 'python');
      return member === undefined
        ? { label, language, title, source: write(call, settings, sdk) }
        : { label, language: 'text', title, source: context.words.cannotHold(label, member) };
    });
  samples.push(
    ...sdkSample('Python', 'python', pythonSample),
    ...sdkSample('Java', 'java', javaSample),
    ...sdkSample('Go', 'go', goSample),
  );
  return samples;
}

/** The server on the reader's own machine, if there is one; else the first. */
function localServer(servers: readonly ServerObject[] = []): string {
  const local = servers.find(({ url }) => /^http:\/\/(127\.0\.0\.1|localhost)\b/.test(url));
  const { url, variables = {} } = local ?? servers[0] ?? { url: 'http://127.0.0.1' };
  return Object.entries(variables)
    .reduce((text, [name, variable]) => text.replaceAll(`{${name}}`, variable.default), url)
    .replace(/\/$/, '');
}
