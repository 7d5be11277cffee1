import { isJson } from '../../lib/openapi/document.js';
import {
  anyToken,
  fileName,
  partsOf,
  targetOf,
  textOf,
  textOfBody,
  type Call,
  type SampleContext,
} from './call.js';
import { called, layOut, type Code } from './layout.js';
import { literal, memberKey, quoted } from './literal.js';
import type { SampleSettings } from './settings.js';

/** A call as a JavaScript module for Node.js and browsers: the platform's `fetch`, signed in by token. */
export function fetchSample(
  call: Call,
  { words, endpoint }: SampleContext,
  { environment, contentType }: SampleSettings,
): string {
  const { body } = call;
  const isForm = body?.mediaType.startsWith('multipart/') === true;
  const type = body === undefined || isJson(body.mediaType) ? contentType : body.mediaType;
  const tokens = call.credentials.filter((credential) => credential.in === 'header');
  const headers = [
    ...tokens.map(
      ({ name, prefix }) =>
        `${memberKey(name)}: ${prefix === '' ? 'token' : `\`${prefix}\${token}\``}`,
    ),
    ...call.parameters
      .filter((parameter) => parameter.in === 'header')
      .map((parameter) => `${memberKey(parameter.name)}: ${quoted(textOf(parameter))}`),
    // The type of a form says where its parts end, which fetch alone knows.
    ...(isForm ? [] : [`'Content-Type': ${quoted(type)}`]),
  ];
  const target = targetOf(call).replace(/[\\`]|\$\{/g, '\\$&');
  const options: Code[] = [
    `method: ${quoted(call.method)}`,
    { open: 'headers: {', items: headers, close: '}', padding: ' ' },
    ...(body === undefined ? [] : [isForm ? 'body: form' : bodyOf(body)]),
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
    ...(isForm ? formLines(body, words.fileOfForm) : []),
    layOut(
      { open: 'const response = await fetch(url, {', items: options, close: '});', padding: ' ' },
      '  ',
    ),
    'if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);',
    `console.log(${answerOf(call)});`,
    '',
  ].join('\n');
}

function bodyOf(body: NonNullable<Call['body']>): Code {
  return isJson(body.mediaType)
    ? called('body: JSON.stringify', literal(body.value))
    : `body: ${quoted(textOfBody(body) ?? '')}`;
}

function formLines({ value, files }: NonNullable<Call['body']>, comment: string): string[] {
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

function answerOf({ answersFile, answersJson, answersNothing }: Call): string {
  if (answersNothing) return 'response.status';
  return `await response.${answersFile ? 'blob' : answersJson ? 'json' : 'text'}()`;
}
