import { isJson } from '../../lib/openapi/document.js';
import { fileName, targetOf, type Call, type SampleContext } from './call.js';
import { literal, quoted } from './literal.js';
import type { SampleSettings } from './settings.js';

/** A call as a JavaScript module for Node.js: the platform's `fetch`, signed by access key. */
export function fetchSample(
  call: Call,
  { words, endpoint }: SampleContext,
  settings: SampleSettings,
): string {
  const { environment } = settings;
  const { body } = call;
  const isForm = body?.mediaType.startsWith('multipart/') === true;
  const headers = Object.fromEntries([
    ...(isForm ? [] : [['Content-Type', contentType(body, settings)]]),
    ...call.parameters
      .filter((parameter) => parameter.in === 'header')
      .map(({ name, value }) => [name, String(value)]),
  ]) as Record<string, string>;
  const hasHeaders = Object.keys(headers).length > 0;
  const project = call.parameters.find(({ name }) => name === settings.projectParameter);
  const fileFunctions = [
    ...(body !== undefined && body.files.length > 0 ? ['readFile'] : []),
    ...(call.answersFile ? ['writeFile'] : []),
  ];
  const own = ['canonicalUrl', 'signRequest', ...(isForm ? ['unsignedPayload'] : [])];
  return [
    ...(fileFunctions.length > 0
      ? [`import { ${fileFunctions.join(', ')} } from 'node:fs/promises';`]
      : []),
    `import { ${own.join(', ')} } from ${quoted(settings.signing)};`,
    '',
    `// ${call.title}`,
    `const endpoint = process.env.${environment.endpoint} ?? ${quoted(endpoint)};`,
    ...(isForm ? formLines(body) : []),
    'const request = {',
    `  method: ${quoted(call.method)},`,
    `  // ${words.oneAddress}`,
    `  url: canonicalUrl(\`\${endpoint}${targetOf(call).replace(/[\\`]|\$\{/g, '\\$&')}\`),`,
    `  headers: ${literal(headers, 2, 11)},`,
    ...(body === undefined || isForm ? [] : [`  body: ${bodyText(body)},`]),
    '};',
    'const key = {',
    `  ak: process.env.${environment.accessKey} ?? '',`,
    `  sk: process.env.${environment.secretKey} ?? '',`,
    ...(project === undefined ? [] : [`  projectId: ${literal(project.value)},`]),
    '};',
    ...(isForm
      ? [
          `// ${words.unsignedForm}`,
          'const signature = signRequest(request, key, { contentSha256: unsignedPayload });',
        ]
      : ['const signature = signRequest(request, key);']),
    'const response = await fetch(request.url, {',
    '  ...request,',
    `  headers: ${hasHeaders ? '{ ...request.headers, ...signature }' : 'signature'},`,
    ...(isForm ? ['  body: form,'] : []),
    '});',
    'if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);',
    answerLine(call),
    '',
  ].join('\n');
}

function contentType(body: Call['body'], settings: SampleSettings): string {
  return body === undefined || isJson(body.mediaType) ? settings.contentType : body.mediaType;
}

function bodyText({ mediaType, value }: NonNullable<Call['body']>): string {
  return isJson(mediaType)
    ? `JSON.stringify(${literal(value, 2, '  body: JSON.stringify('.length)})`
    : quoted(String(value));
}

function formLines({ value, files }: NonNullable<Call['body']>): string[] {
  return [
    'const form = new FormData();',
    ...Object.entries(value as Record<string, unknown>).map(([name, member]) => {
      const file = quoted(fileName(name));
      return files.includes(name)
        ? `form.append(${quoted(name)}, new Blob([await readFile(${file})]), ${file});`
        : `form.append(${quoted(name)}, ${quoted(String(member))});`;
    }),
  ];
}

function answerLine({ operationId, answersFile, answersJson }: Call): string {
  if (answersFile) {
    return `await writeFile(${quoted(fileName(operationId))}, Buffer.from(await response.arrayBuffer()));`;
  }
  return `console.log(await response.${answersJson ? 'json' : 'text'}());`;
}
