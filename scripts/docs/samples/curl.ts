import { curlLines, type CurlRequest, type ShellText } from '../../lib/curl.js';
import { isJson, isObject } from '../../lib/openapi/document.js';
import { fileName, targetOf, type Call, type SampleContext } from './call.js';

/** A call as a command line for a POSIX shell, signed in by secrets of the environment. */
export function curlSample(call: Call, context: SampleContext): string {
  const { settings, endpoint } = context;
  const variables = settings?.environment ?? { endpoint: 'ENDPOINT', token: 'TOKEN' };
  const { body } = call;
  const isForm = body?.mediaType.startsWith('multipart/') === true;
  const byDefault =
    body === undefined || isJson(body.mediaType) ? settings?.contentType : undefined;
  const contentType = byDefault ?? body?.mediaType;
  const secrets = (place: string) =>
    call.credentials
      .filter((credential) => credential.in === place)
      .map(({ name, prefix, variable = variables.token }): Part => {
        return { name, value: [prefix, { shell: `$${variable}` }] };
      });
  const given = (place: string) =>
    call.parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name, value }): Part => ({ name, value: [String(value)] }));
  const target = targetOf(call);
  const query = secrets('query').map((part) => ({ ...part, name: encodeURIComponent(part.name) }));
  const cookies = [...secrets('cookie'), ...given('cookie')];
  const [user] = call.credentials.filter((credential) => credential.in === 'user');
  const [curl, ...lines] = curlLines({
    options: [
      '--fail-with-body',
      ...(user?.prefix.toLowerCase() === 'digest ' ? ['--digest'] : []),
      ...(user === undefined ? [] : ['--user "$USERNAME:$PASSWORD"']),
      // With `-X` curl would wait for a body.
      call.method === 'HEAD' ? '--head' : `-X ${call.method}`,
    ],
    url: [
      { shell: `\${${variables.endpoint}:-${endpoint}}` },
      target,
      ...joined(query, target.includes('?') ? '&' : '?', '&'),
    ],
    headers: [
      ...[...secrets('header'), ...given('header')].map((part) => [part.name, part.value] as const),
      ...(cookies.length === 0 ? [] : [['Cookie', joined(cookies, '', '; ')] as const]),
      // The type of a form says where its parts end, which curl alone knows.
      ...(isForm || contentType === undefined ? [] : [['Content-Type', contentType] as const]),
    ],
    body: body && bodyOf(body, isForm),
  });
  const output = call.answersFile ? [`--output ${fileName(call.operationId)}`] : [];
  return `# ${call.title}\n${[curl, ...lines, ...output].join(' \\\n  ')}\n`;
}

/** A name with a value that the shell may fill in. */
interface Part {
  name: string;
  value: ShellText[];
}

/** Parts in a row, as in a query. */
function joined(parts: readonly Part[], start: string, between: string): ShellText[] {
  return parts.flatMap(({ name, value }, index) => [
    `${index === 0 ? start : between}${name}=`,
    ...value,
  ]);
}

function bodyOf(
  { mediaType, value, files }: NonNullable<Call['body']>,
  isForm: boolean,
): CurlRequest['body'] {
  if (mediaType === 'application/x-www-form-urlencoded' && isObject(value)) {
    const items = Object.entries(value).flatMap(([name, member]) =>
      [member]
        .flat()
        .map((item) => [name, typeof item === 'object' ? JSON.stringify(item) : String(item)]),
    );
    return new URLSearchParams(items).toString();
  }
  if (!isForm) return isJson(mediaType) ? JSON.stringify(value, null, 2) : String(value);
  return Object.entries(value as Record<string, unknown>).map(([name, member]) =>
    files.includes(name) ? { name, file: fileName(name) } : { name, text: String(member) },
  );
}
