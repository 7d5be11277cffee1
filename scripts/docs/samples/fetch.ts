import { isJson } from '../../lib/openapi/document.js';
import {
  anyToken,
  contentTypeOf,
  fileName,
  partsOf,
  targetOf,
  textOf,
  textOfBody,
  type Call,
  type CallBody,
  type SampleContext,
} from './call.js';
import { called, layOut, type Code } from './layout.js';
import { literal, memberKey, quoted } from './literal.js';
import type { SampleSettings } from './settings.js';

/** What is printed of an answer. */
const printed: Record<Call['answer'], string> = {
  nothing: 'response.status',
  json: 'await response.json()',
  text: 'await response.text()',
  file: 'await response.blob()',
};

/** A call as a JavaScript module for Node.js and browsers: the platform's `fetch`, signed in by token. */
export function fetchSample(
  call: Call,
  { words, endpoint }: SampleContext,
  settings: SampleSettings,
): string {
  const { body } = call;
  const { environment } = settings;
  const contentType = contentTypeOf(call, settings);
  const tokens = call.credentials.filter((credential) => credential.in === 'header');
  const headers = [
    ...tokens.map(
      ({ name, prefix }) =>
        `${memberKey(name)}: ${prefix === '' ? 'token' : `\`${prefix}\${token}\``}`,
    ),
    ...call.parameters
      .filter((parameter) => parameter.in === 'header')
      .map((parameter) => `${memberKey(parameter.name)}: ${quoted(textOf(parameter))}`),
    ...(contentType === undefined ? [] : [`'Content-Type': ${quoted(contentType)}`]),
  ];
  const target = targetOf(call).replace(/[\\`]|\$\{/g, '\\$&');
  const options: Code[] = [
    `method: ${quoted(call.method)}`,
    { open: 'headers: {', items: headers, close: '}', padding: ' ' },
    ...(body === undefined ? [] : [body.hasParts ? 'body: form' : bodyOf(body)]),
  ];
  return [
    `// ${words.noEnvironment}`,
    'const environment = globalThis.process?.env ?? {};',
    `const endpoint = environment.${environment.endpoint} ?? ${quoted(endpoint)};`,
    ...(tokens.length === 0
      ? []
      : [`const token = environment.${environment.token} ?? '${anyToken}'; // ${words.anyToken}`]),
    '',
    `// ${call.title}`,
    `const url = \`\${endpoint}${target}\`;`,
    ...(body?.hasParts === true ? formLines(body, words.fileOfForm) : []),
    layOut(
      { open: 'const response = await fetch(url, {', items: options, close: '});', padding: ' ' },
      '  ',
    ),
    'if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);',
    `console.log(${printed[call.answer]});`,
    '',
  ].join('\n');
}

function bodyOf(body: CallBody): Code {
  return isJson(body.mediaType)
    ? called('body: JSON.stringify', literal(body.value))
    : `body: ${quoted(textOfBody(body) ?? '')}`;
}

function formLines({ value, files }: CallBody, comment: string): string[] {
  return [
    'const form = new FormData();',
    ...Object.entries(value as Record<string, unknown>).flatMap(([name, member]) => {
      const text = quoted(partsOf(member).join());
      return files.includes(name)
        ? [
            `// ${comment}`,
            `const file = new Blob([${text}]);`,
            `form.append(${quoted(name)}, file, ${quoted(fileName(name))});`,
          ]
        : [`form.append(${quoted(name)}, ${text});`];
    }),
  ];
}
