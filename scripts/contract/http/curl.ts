import { queryText, type ContractRequest } from '../request.js';
import type { SignIn } from './sign-in.js';

/**
 * The line for a POSIX shell that sends the request of a case again. Credentials are variables of the
 * shell, or placeholders that are no secrets.
 *
 * @param server - address of the server, without a slash at the end
 */
export function curlLine(request: ContractRequest, server: string, { parts }: SignIn): string {
  const { method, path, headers, body } = request;
  const secretQuery = parts
    .filter((part) => part.in === 'query')
    .map(({ name, shell }) => `${encodeURIComponent(name)}=${shell}`)
    .join('&');
  const query = queryText(request);
  const url = server + path + query;
  const cookies = parts.filter((part) => part.in === 'cookie');
  const own = Object.keys(headers).map((name) => name.toLowerCase());
  const words = [
    'curl',
    '--globoff',
    '--path-as-is',
    method === 'HEAD' ? '--head' : `--request ${quote(method)}`,
    secretQuery === '' ? quote(url) : `${quote(url + (query === '' ? '?' : '&'))}"${secretQuery}"`,
    ...Object.entries(headers).map(([name, value]) => header(name, value)),
    ...parts
      .filter(({ in: place, name }) => place === 'header' && !own.includes(name.toLowerCase()))
      .map(({ name, shell }) =>
        shell.includes('$') ? `--header "${name}: ${shell}"` : header(name, shell),
      ),
    ...(cookies.length === 0
      ? []
      : [`--cookie "${cookies.map(({ name, shell }) => `${name}=${shell}`).join('; ')}"`]),
    ...(body === undefined ? [] : bodyWords(body, own.includes('content-type'))),
  ];
  return words.join(' ');
}

function bodyWords(body: NonNullable<ContractRequest['body']>, typed: boolean): string[] {
  if (body.kind === 'form') {
    return Object.entries(body.parts).map(([name, value]) => {
      // Quoted for curl too, which otherwise takes "@", "<" and ";" for its own.
      const content = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
      return `--form ${quote(`${name}="${content}";filename="${name}";type=application/octet-stream`)}`;
    });
  }
  const text = body.kind === 'json' ? (JSON.stringify(body.value) ?? '') : body.text;
  const type = typed
    ? []
    : // Without a type curl would send that of a web form.
      [
        body.mediaType === undefined
          ? "--header 'Content-Type:'"
          : header('Content-Type', body.mediaType),
      ];
  return [...type, `--data-raw ${quote(text)}`];
}

function header(name: string, value: string): string {
  // With a semicolon curl sends a header without a value; with a colon it would leave it out.
  return `--header ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`;
}

/** A word as a POSIX shell reads it back. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
