import { addressText } from './openapi/serialization.js';

/** A text of a command line: as it stands, or with expressions that the shell fills in. */
export type ShellText = string | { readonly shell: string };

/** A part of a form: a text, a file by its name, or a text that is sent as a file. */
export type CurlPart =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly file: string }
  | { readonly name: string; readonly content: string; readonly fileName: string };

/** A request that curl sends. */
export interface CurlRequest {
  /** Such as `--fail-with-body`; the method is among them, if it is not that of curl. */
  readonly options: readonly string[];
  readonly url: readonly ShellText[];
  /** In their order; undefined keeps curl from sending a header of its own. */
  readonly headers: readonly (readonly [
    name: string,
    value: ShellText | readonly ShellText[] | undefined,
  ])[];
  readonly body?: string | { readonly file: string } | readonly CurlPart[] | undefined;
}

/** A command line for a POSIX shell, by its lines: `curl` with its address, then an option each. */
export function curlLines({ options, url, headers, body }: CurlRequest): string[] {
  return [
    ['curl', ...options].join(' '),
    shellWord(...url.map((part) => (typeof part === 'string' ? addressText(part) : part))),
    ...headers.map(([name, value]) => `-H ${headerWord(name, value)}`),
    ...bodyOptions(body),
  ];
}

/** One word of a POSIX shell. */
function shellWord(...parts: readonly ShellText[]): string {
  if (parts.every((part) => typeof part === 'string')) {
    return `'${parts.join('').replaceAll("'", `'\\''`)}'`;
  }
  const written = parts.map((part) =>
    typeof part === 'string' ? part.replace(/[\\"$`]/g, '\\$&') : part.shell,
  );
  return `"${written.join('')}"`;
}

function headerWord(name: string, value: ShellText | readonly ShellText[] | undefined): string {
  if (value === undefined) return shellWord(`${name}:`);
  // With a semicolon curl sends a header without a value; with a colon it would leave it out.
  return value === '' ? shellWord(`${name};`) : shellWord(`${name}: `, ...[value].flat());
}

function bodyOptions(body: CurlRequest['body'] = []): string[] {
  if (typeof body === 'string') return [textOption(body)];
  return 'file' in body ? [`--data-binary ${shellWord(`@${body.file}`)}`] : body.map(partOption);
}

/** What begins with "@" is the name of a file to `-d`. */
function textOption(text: string): string {
  return `${text.startsWith('@') ? '--data-raw' : '-d'} ${shellWord(text)}`;
}

function partOption(part: CurlPart): string {
  if ('text' in part) return `--form-string ${shellWord(`${part.name}=${part.text}`)}`;
  if ('file' in part) return `-F ${shellWord(`${part.name}=@${part.file}`)}`;
  // Quoted for curl too, which otherwise takes "@", "<" and ";" for its own.
  const content = part.content.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  const file = `filename="${part.fileName}";type=application/octet-stream`;
  return `-F ${shellWord(`${part.name}="${content}";${file}`)}`;
}
