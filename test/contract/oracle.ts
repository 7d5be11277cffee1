import { isDeepStrictEqual } from 'node:util';
import type { Description } from '../../scripts/lib/description.js';
import { judgesOf, type Judge } from '../../scripts/lib/schema-judge.js';
import type { ContractOperation, ContractResponse } from '../../scripts/contract/operation.js';
import type { Answer } from './request.js';

/** Says what breaks the contract in an answer; empty if nothing does. */
export type Oracle = (operation: ContractOperation, answer: Answer) => string[];

/**
 * Judges answers by the description alone: the status and the media type must be documented, and the
 * body must fit its schema. The mock's own errors (`application/problem+json`) are documented nowhere.
 */
export function oracleOf(description: Description): Oracle {
  const judges = judgesOf(description);
  const known = new Map<string, Judge>();
  const judgeFor = (pointer: string): Judge => {
    const judge = known.get(pointer) ?? judges(pointer);
    known.set(pointer, judge);
    return judge;
  };
  return (operation, answer) => {
    const candidates = operation.responses.filter(({ status }) => covers(status, answer.status));
    if (candidates.length === 0) return [`status ${answer.status} is not documented`];
    const response = candidates.find(({ mediaType }) => mediaType === answer.mediaType);
    if (response === undefined) {
      return [`media type "${answer.mediaType}" is not documented for ${answer.status}`];
    }
    return judgeFor(response.schema)(bodyOf(response, answer));
  };
}

/** Whether a documented status (`200`, `5XX`) covers one on the wire. */
export function covers(documented: string, status: number): boolean {
  return new RegExp(`^${documented.replaceAll('X', '\\d')}$`).test(String(status));
}

/** Whether an answer is the named example of its response. */
export function isExample(response: ContractResponse, answer: Answer, value: unknown): boolean {
  return isDeepStrictEqual(bodyOf(response, answer), value);
}

function bodyOf({ mediaType }: ContractResponse, { text }: Answer): unknown {
  if (!mediaType.endsWith('json')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
