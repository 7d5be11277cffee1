/** A piece of code: a text, or a list of pieces that stands on one line if it fits. */
export type Code = string | CodeList;

/** Pieces between two texts: the members of a literal, the arguments of a call, or a chain of calls. */
interface CodeList {
  open: string;
  items: readonly Code[];
  close: string;
  /** What stands between two pieces and, in lines of their own, after the last; by default a comma. */
  separator?: '' | ',';
  /** Whether the last of several lines has no separator, which some languages refuse. */
  bareEnd?: boolean;
  /** What stands inside of the brackets on one line. */
  padding?: ' ';
}

/** Greatest width of a line that holds a whole list. */
const width = 80;

/** A text between double quotes, as the languages of the SDKs have it. */
export function text(value: string): string {
  return JSON.stringify(value);
}

/** A piece with a text before it. */
export function prefixed(prefix: string, code: Code): Code {
  return typeof code === 'string' ? prefix + code : { ...code, open: prefix + code.open };
}

/** A call with one argument, whose brackets are those of the call. */
export function called(name: string, argument: Code): Code {
  return typeof argument === 'string'
    ? `${name}(${argument})`
    : { ...argument, open: `${name}(${argument.open}`, close: `${argument.close})` };
}

function onOneLine(code: Code): string {
  if (typeof code === 'string') return code;
  const { open, items, close, separator = ',', padding = '' } = code;
  const inner = items.map(onOneLine).join(separator === '' ? '' : `${separator} `);
  return inner === '' ? open + close : open + padding + inner + padding + close;
}

/**
 * Lays code out as the formatters do: a list on one line if it fits, else each piece in lines of its own.
 *
 * @param step - what a level is indented by
 * @param indent - what the line that the code begins in is indented by
 */
export function layOut(code: Code, step: string, indent = ''): string {
  const line = onOneLine(code);
  if (typeof code === 'string' || code.items.length === 0) return line;
  if (!line.includes('\n') && indent.length + line.length < width) return line;
  const { open, items, close, separator = ',', bareEnd = false } = code;
  const inner = indent + step;
  const lines = items.map((item, index) => {
    const end = bareEnd && index === items.length - 1 ? '' : separator;
    return `\n${inner}${layOut(item, step, inner)}${end}`;
  });
  return `${open}${lines.join('')}${close === '' ? '' : `\n${indent}${close}`}`;
}
