import { dereference, isObject, type OpenApiDocument } from '../../lib/openapi/document.js';
import { namespacesOf } from '../../lib/families.js';
import { listOperations } from '../../lib/operation-list.js';
import type { Language } from '../languages.js';
import { callsOf, sampleWords, type Call, type SampleContext } from './call.js';
import { curlSample } from './curl.js';
import { fetchSample } from './fetch.js';
import type { SampleSettings } from './settings.js';
import { typescriptSample } from './typescript.js';

/** One entry of `x-codeSamples`. */
export interface CodeSample {
  lang: string;
  /** Also what the renderer lists the languages by (`codeSamples.languages` in redocly.yaml). */
  label: string;
  source: string;
}

/**
 * A copy of a document with code samples on every operation: for each named example of the body
 * one in each language of code, languages first. The copy is for the docs only.
 *
 * @param settings - without them there is no client, and only curl samples are written
 */
export function withSamples(
  document: OpenApiDocument,
  lang: Language,
  settings: SampleSettings | undefined,
): OpenApiDocument {
  const copy = structuredClone(document);
  const context: SampleContext = {
    words: sampleWords[lang],
    settings,
    endpoint: localServer(document),
    tokenHeaders: tokenHeaders(document),
  };
  const namespaces = namespacesOf(document);
  for (const operation of listOperations(copy)) {
    const calls = callsOf(copy, operation, namespaces.get(operation.id) ?? '');
    Object.assign(operation.object, { 'x-codeSamples': samplesOf(calls, context) });
  }
  return copy;
}

function samplesOf(calls: readonly Call[], context: SampleContext): CodeSample[] {
  const { settings } = context;
  const sample = (lang: string, label: string, write: (call: Call) => string) =>
    calls.map((call) => ({ lang, label, source: write(call) }));
  return [
    ...sample('curl', 'curl', (call) => curlSample(call, context)),
    ...(settings === undefined
      ? []
      : [
          ...sample('TypeScript', 'TypeScript', (call) =>
            typescriptSample(call, context, settings),
          ),
          ...sample('JavaScript', 'Node.js fetch', (call) => fetchSample(call, context, settings)),
        ]),
  ];
}

/** The server on the reader's own machine, if the document names one; else its first. */
function localServer(document: OpenApiDocument): string {
  const servers = document.servers ?? [];
  const local = servers.find(({ url }) => /^http:\/\/(127\.0\.0\.1|localhost)\b/.test(url));
  const { url, variables = {} } = local ?? servers[0] ?? { url: 'http://127.0.0.1' };
  return Object.entries(variables)
    .reduce((text, [name, variable]) => text.replaceAll(`{${name}}`, variable.default), url)
    .replace(/\/$/, '');
}

/** The headers of the document's first way to sign in that needs nothing but headers. */
function tokenHeaders(document: OpenApiDocument): string[] {
  const [requirement] = document.security ?? [];
  return Object.keys(requirement ?? {}).flatMap((name) => {
    const found = document.components?.['securitySchemes']?.[name];
    // A scheme that the document does not have is for the linters to find.
    if (!isObject(found)) return [];
    const scheme = dereference<{ type?: string; in?: string; name?: string }>(document, found);
    return scheme.type === 'apiKey' && scheme.in === 'header' && scheme.name !== undefined
      ? [scheme.name]
      : [];
  });
}
