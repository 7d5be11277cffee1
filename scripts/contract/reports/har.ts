import { readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { join } from 'node:path';
import { projectRoot } from '../../lib/process.js';
import { findingTitle, type CaseResult } from '../findings.js';
import { operationResults, type Report } from './outcomes.js';

/** Of the package. */
export function toolVersion(): string {
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as object;
  return 'version' in manifest ? String(manifest.version) : '';
}

/**
 * Exchanges of a run as HTTP Archive (HAR) 1.2, without credentials: of each finding and note the smallest
 * request and the first one, and of each operation one that went well, if there is such: what went well in
 * thousands of others, nobody reads in thirty megabytes. Bodies of answers are there where they show a finding; the others may hold what is
 * nobody's business.
 */
export function harFile({ run, causes, notes }: Report): string {
  const sent = run.results.filter((one) => one.sent !== undefined);
  const usual = operationResults({ results: sent }).flatMap(
    ({ results }) => results.find(isUsual) ?? results.slice(0, 1),
  );
  const telling = [...causes, ...notes].flatMap(({ example, first }) => [example, first]);
  const ids = new Set([...usual, ...telling].map((one) => one.case.id));
  const entries = sent
    .filter((one) => ids.has(one.case.id))
    .map((result) => `      ${JSON.stringify(entryOf(result, run.target))}`);
  const creator = JSON.stringify({ name: 'secmaster-contract', version: toolVersion() });
  return [
    `{ "log": { "version": "1.2", "creator": ${creator}, "entries": [`,
    entries.join(',\n'),
    '] } }',
    '',
  ].join('\n');
}

function isUsual({ outcome, answer }: CaseResult): boolean {
  return outcome === 'kept' && answer !== undefined && answer.status < 300;
}

function entryOf(result: CaseResult, target: string) {
  const { case: one, outcome, findings, sent, answer, duration } = result;
  const { method, path, headers, body } = sent!.request;
  const url = new URL(new URL(target).origin + path);
  const pairs = (all: Readonly<Record<string, string>>) =>
    Object.entries(all).map(([name, value]) => ({ name, value }));
  return {
    startedDateTime: sent!.at,
    time: duration,
    request: {
      method,
      url: new URL(target).origin + path,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(headers),
      queryString: [...url.searchParams].map(([name, value]) => ({ name, value })),
      ...(body !== undefined && {
        postData: { mimeType: headers['content-type'] ?? '', text: body },
      }),
      headersSize: -1,
      bodySize: Buffer.byteLength(body ?? ''),
    },
    response: {
      // As browsers write it where there was no answer.
      status: answer?.status ?? 0,
      statusText: STATUS_CODES[answer?.status ?? 0] ?? '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(answer?.headers ?? {}),
      content: {
        size: Buffer.byteLength(answer?.text ?? ''),
        mimeType: answer?.headers['content-type'] ?? '',
        ...(outcome === 'broken' && answer && { text: answer.text }),
      },
      redirectURL: answer?.headers['location'] ?? '',
      headersSize: -1,
      bodySize: Buffer.byteLength(answer?.text ?? ''),
    },
    cache: {},
    timings: { send: 0, wait: duration, receive: 0 },
    comment: [one.id, outcome, ...findings.map(findingTitle)].join(', '),
  };
}
