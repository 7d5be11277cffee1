import type { Body } from '../request.js';
import { isJson, type ContractBody } from '../operation.js';
import { isObject } from '../../lib/description.js';
import { asTexts, typedReadings } from './typed-readings.js';
import type { SchemaSet } from './schemas.js';

/** How bodies of a media type are written here. */
export type BodySyntax = 'json' | 'multipart' | 'urlencoded' | 'text';

/** The syntax of a media type; undefined for one in which no body can be written from a value. */
export function syntaxOf(mediaType: string): BodySyntax | undefined {
  const bare = (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  if (isJson(bare)) return 'json';
  if (bare === 'multipart/form-data') return 'multipart';
  if (bare === 'application/x-www-form-urlencoded') return 'urlencoded';
  return bare.startsWith('text/') || bare === 'application/octet-stream' ? 'text' : undefined;
}

/** Writes a value as a body of its media type; undefined if it cannot be written in that. */
export function writeBody({ mediaType }: ContractBody, value: unknown): Body | undefined {
  switch (syntaxOf(mediaType)) {
    case 'json':
      return { kind: 'json', value, mediaType };
    case 'multipart': {
      const parts = textParts(value);
      return parts && { kind: 'form', parts };
    }
    case 'urlencoded': {
      const parts = textParts(value);
      return parts && { kind: 'text', text: new URLSearchParams(parts).toString(), mediaType };
    }
    case 'text':
      return typeof value === 'string' ? { kind: 'text', text: value, mediaType } : undefined;
    default:
      return undefined;
  }
}

/** Whether a value is valid as a body, after all that its syntax does to it. */
export function isValidBody(set: SchemaSet, body: ContractBody, value: unknown): boolean {
  const schemas = [body.schema];
  if (syntaxOf(body.mediaType) === 'json') return set.isValid(schemas, value);
  return typedReadings(set, schemas, asTexts(value)).some((one) => set.isValid(schemas, one));
}

/** Parts of a form; undefined if one of them is neither text nor a number nor a truth value. */
function textParts(value: unknown): Record<string, string> | undefined {
  if (!isObject(value)) return undefined;
  const members = Object.entries(value);
  const flat = members.every(([, part]) => ['string', 'number', 'boolean'].includes(typeof part));
  return flat ? Object.fromEntries(members.map(([name, part]) => [name, String(part)])) : undefined;
}
