import { readJson } from '../oracle/media-type.js';
import type { ContractParameter } from '../operation.js';
import type { ContractRequest } from '../request.js';

/** Between the elements of a list that is sent as one text. */
const SEPARATORS: Readonly<Record<string, string>> = { spaceDelimited: ' ', pipeDelimited: '|' };

/** Where a parameter is sent, and by what name. */
export interface SentParameter {
  readonly name: string;
  readonly in: string;
}

/** Tells the texts that a request sends for a parameter of a path; empty if it sends none. */
export function textsSent(
  path: string,
): (one: SentParameter, request: ContractRequest) => string[] {
  const inPath = pathReader(path);
  return (one, request) => {
    switch (one.in) {
      case 'path': {
        const text = inPath(request.path)[one.name];
        return text === undefined ? [] : [text];
      }
      case 'query':
        // `name[member]` is how an object is sent with the style deepObject.
        return request.query
          .filter(([name]) => name === one.name || name.startsWith(`${one.name}[`))
          .map(([, value]) => value);
      case 'header':
        return Object.entries(request.headers)
          .filter(([name]) => name.toLowerCase() === one.name.toLowerCase())
          .map(([, value]) => value);
      default:
        return cookies(request)
          .filter(([name]) => name === one.name)
          .map(([, value]) => value);
    }
  };
}

/**
 * The values that texts of a parameter can stand for: everything in an address is text, so `1` may be
 * a number, and `a,b` a list.
 */
export function valuesOf(
  { style, explode, mediaType }: ContractParameter,
  texts: readonly string[],
): unknown[] {
  if (mediaType !== undefined) return texts.map(readJson);
  const separator = SEPARATORS[style] ?? ',';
  const elements =
    explode && style === 'form' ? texts : texts.flatMap((text) => text.split(separator));
  return [...texts.flatMap(scalars), elements.flatMap(scalars)];
}

function scalars(text: string): unknown[] {
  if (!/^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(text)) return [text];
  return [text, JSON.parse(text.replace(/^(-?)0+(?=\d)/, '$1'))];
}

function pathReader(template: string): (path: string) => Record<string, string> {
  const names: string[] = [];
  const pattern = template
    .split(/(\{[^}]*\})/)
    .map((part) => {
      if (!/^\{.*\}$/.test(part)) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(part.slice(1, -1));
      return '([^/]*)';
    })
    .join('');
  const whole = new RegExp(`^${pattern}$`);
  return (path) => {
    const texts = whole.exec(path)?.slice(1) ?? [];
    return Object.fromEntries(texts.map((text, index) => [names[index], decode(text)]));
  };
}

function cookies(request: ContractRequest): [string, string][] {
  const header = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'cookie');
  return (header?.[1] ?? '').split(/;\s*/).map((pair) => {
    const end = pair.indexOf('=');
    return [pair.slice(0, end), decode(pair.slice(end + 1))];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
