import { curlLines, type CurlRequest } from '../../lib/curl.js';
import { isJson } from '../../lib/openapi/document.js';
import { fileName, targetOf, type Call, type SampleContext } from './call.js';

/** A call as a command line for a POSIX shell, signed in by token. */
export function curlSample(call: Call, context: SampleContext): string {
  const { settings, endpoint } = context;
  const variables = settings?.environment ?? { endpoint: 'ENDPOINT', token: 'TOKEN' };
  const { body } = call;
  const isForm = body?.mediaType.startsWith('multipart/') === true;
  const byDefault =
    body === undefined || isJson(body.mediaType) ? settings?.contentType : undefined;
  const contentType = byDefault ?? body?.mediaType;
  const [curl, ...lines] = curlLines({
    options: ['--fail-with-body', `-X ${call.method}`],
    url: [{ shell: `\${${variables.endpoint}:-${endpoint}}` }, targetOf(call)],
    headers: [
      ...call.tokenHeaders.map((name) => [name, { shell: `$${variables.token}` }] as const),
      ...call.parameters
        .filter((parameter) => parameter.in === 'header')
        .map(({ name, value }) => [name, String(value)] as const),
      // The type of a form says where its parts end, which curl alone knows.
      ...(isForm || contentType === undefined ? [] : [['Content-Type', contentType] as const]),
    ],
    body: body && bodyOf(body, isForm),
  });
  const output = call.answersFile ? [`--output ${fileName(call.operationId)}`] : [];
  return `# ${call.title}\n${[curl, ...lines, ...output].join(' \\\n  ')}\n`;
}

function bodyOf(
  { mediaType, value, files }: NonNullable<Call['body']>,
  isForm: boolean,
): CurlRequest['body'] {
  if (!isForm) return isJson(mediaType) ? JSON.stringify(value, null, 2) : String(value);
  return Object.entries(value as Record<string, unknown>).map(([name, member]) =>
    files.includes(name) ? { name, file: fileName(name) } : { name, text: String(member) },
  );
}
