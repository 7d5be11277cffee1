import { shellQuoted } from '../../lib/sample-request.js';
import { fileName, isJson, targetOf, type Call } from './call.js';
import type { SampleContext } from './context.js';

/** A text inside double quotes of a POSIX shell. */
function inDoubleQuotes(text: string): string {
  return text.replace(/[\\"$`]/g, '\\$&');
}

/** A call as a command line for a POSIX shell, signed in by token. */
export function curlSample(call: Call, context: SampleContext): string {
  const { settings, endpoint, tokenHeaders } = context;
  const variables = settings?.environment ?? { endpoint: 'ENDPOINT', token: 'TOKEN' };
  const { body } = call;
  const options = [
    `curl --fail-with-body -X ${call.method}`,
    `"\${${variables.endpoint}:-${endpoint}}${inDoubleQuotes(targetOf(call))}"`,
    ...tokenHeaders.map((name) => `-H "${name}: $${variables.token}"`),
    ...call.parameters
      .filter((parameter) => parameter.in === 'header')
      .map(({ name, value }) => `-H ${shellQuoted(`${name}: ${String(value)}`)}`),
  ];
  if (body === undefined || isJson(body.mediaType)) {
    const contentType = settings?.contentType ?? body?.mediaType;
    if (contentType !== undefined)
      options.push(`-H ${shellQuoted(`Content-Type: ${contentType}`)}`);
  } else if (!body.mediaType.startsWith('multipart/')) {
    options.push(`-H ${shellQuoted(`Content-Type: ${body.mediaType}`)}`);
  }
  if (body !== undefined) options.push(...bodyOptions(body));
  if (call.answersFile) options.push(`--output ${fileName(call.operationId)}`);
  return `# ${call.title}\n${options.join(' \\\n  ')}\n`;
}

function bodyOptions({ mediaType, value, files }: NonNullable<Call['body']>): string[] {
  if (!mediaType.startsWith('multipart/')) {
    const text = isJson(mediaType) ? JSON.stringify(value, null, 2) : String(value);
    return [`${isJson(mediaType) ? '-d' : '--data-raw'} ${shellQuoted(text)}`];
  }
  return Object.entries(value as Record<string, unknown>).map(([name, member]) =>
    files.includes(name)
      ? `-F ${shellQuoted(`${name}=@${fileName(name)}`)}`
      : `--form-string ${shellQuoted(`${name}=${String(member)}`)}`,
  );
}
