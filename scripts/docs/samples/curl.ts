import { curlLines, type CurlPart, type CurlRequest, type ShellText } from '../../lib/curl.js';
import { isJson, isObject } from '../../lib/openapi/document.js';
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

/** A call as a command line for a POSIX shell, signed in by secrets of the environment. */
export function curlSample(call: Call, { settings, endpoint }: SampleContext): string {
  const variables = settings?.environment ?? { endpoint: 'ENDPOINT', token: 'TOKEN' };
  const contentType = contentTypeOf(call, settings);
  const secrets = (place: string) =>
    call.credentials
      .filter((credential) => credential.in === place)
      .map(({ name, prefix, variable = variables.token }): Part => {
        return { name, value: [prefix, { shell: `\${${variable}:-${anyToken}}` }] };
      });
  const given = (place: string) =>
    call.parameters
      .filter((parameter) => parameter.in === place)
      .map((parameter): Part => ({ name: parameter.name, value: [textOf(parameter)] }));
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
      ...(contentType === undefined ? [] : [['Content-Type', contentType] as const]),
    ],
    body: call.body && bodyOf(call.body),
  });
  const output = call.answer === 'file' ? [`--output ${fileName(call.operationId)}`] : [];
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

function bodyOf(body: CallBody): CurlRequest['body'] {
  const { mediaType, hasParts, value, files } = body;
  if (hasParts && isObject(value)) {
    return Object.entries(value).flatMap(([name, member]): CurlPart | CurlPart[] =>
      files.includes(name)
        ? { name, file: fileName(name) }
        : partsOf(member).map((text) => ({ name, text })),
    );
  }
  if (isJson(mediaType)) return JSON.stringify(value, null, 2);
  return textOfBody(body) ?? { file: fileName('body') };
}
