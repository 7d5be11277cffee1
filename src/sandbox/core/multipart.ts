/** A part of a form, with its bytes. */
export interface FormPart {
  readonly name: string;
  /** Of the file that it was, if it was one. */
  readonly fileName: string | undefined;
  readonly bytes: Uint8Array;
}

/**
 * Takes a form apart (RFC 7578).
 *
 * @throws SyntaxError that says what is wrong
 */
export function readForm(bytes: Uint8Array, contentType: string): FormPart[] {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw new SyntaxError('the media type has no boundary');
  // One character for each byte, so that places in the text are places in the bytes.
  const text = latin1(bytes);
  const parts: FormPart[] = [];
  const line = `--${boundary}`;
  let start = text.startsWith(line) ? 0 : text.indexOf(`\r\n${line}`) + 2;
  if (start === 1) throw new SyntaxError('the form has no part');
  for (;;) {
    const head = start + line.length;
    if (text.startsWith('--', head)) return parts;
    const end = text.indexOf(`\r\n${line}`, head);
    const body = text.indexOf('\r\n\r\n', head);
    if (end === -1 || body === -1 || body > end) throw new SyntaxError('the form is cut off');
    const headers = text.slice(head, body);
    const disposition = /^content-disposition:\s*form-data;.*$/im.exec(headers)?.[0] ?? '';
    const value = (key: string) =>
      new RegExp(`;\\s*${key}="?([^"\r\n;]*)"?`, 'i').exec(disposition)?.[1];
    const name = value('name');
    if (name === undefined) throw new SyntaxError('a part of the form has no name');
    // Browsers and Node.js write names of files in UTF-8.
    const fileName = utf8(value('filename'));
    parts.push({ name, fileName, bytes: bytes.subarray(body + 4, end) });
    start = end + 2;
  }
}

/** So many arguments a function takes for certain. */
const chunk = 8192;

/** A text with one character for each byte; what TextDecoder calls latin1 is Windows-1252. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += chunk)
    text += String.fromCharCode(...bytes.subarray(start, start + chunk));
  return text;
}

/** A text whose characters are bytes of UTF-8. */
function utf8(text: string | undefined): string | undefined {
  return text && new TextDecoder().decode(Uint8Array.from(text, (byte) => byte.charCodeAt(0)));
}
