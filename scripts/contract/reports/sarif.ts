import { createHash } from 'node:crypto';
import { findingKinds, type FindingName } from '../findings.js';
import { isPartial } from '../run/run-result.js';
import { visible } from '../../lib/text.js';
import { toolVersion } from './har.js';
import { verdictOf, type LocatedCause, type Report } from './outcomes.js';

/** The findings of a run as SARIF 2.1.0, which code scanning of GitHub and others read: a result for each cause. */
export function sarifLog(report: Report): string {
  const { run, causes, notes } = report;
  const names = [...new Set([...causes, ...notes].map(({ finding }) => finding.name))];
  const started = Date.parse(run.startedAt);
  const isWhole = !isPartial(run);
  const log = {
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'secmaster-contract', version: toolVersion(), rules: names.map(ruleOf) },
        },
        invocations: [
          {
            executionSuccessful: isWhole,
            startTimeUtc: run.startedAt,
            endTimeUtc: new Date(started + run.duration).toISOString(),
            ...(!isWhole && {
              toolExecutionNotifications: [
                { level: 'error', message: { text: visible(verdictOf(report).sentence) } },
              ],
            }),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: [
          ...causes.map((cause) => resultOf(cause, names, 'error')),
          ...notes.map((note) => resultOf(note, names, 'note')),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(name: FindingName) {
  const [meaning, number] = findingKinds[name];
  return {
    id: name,
    shortDescription: { text: `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.` },
    ...(number !== undefined && { properties: { catalogueNumber: number } }),
  };
}

function resultOf(cause: LocatedCause, names: readonly FindingName[], level: 'error' | 'note') {
  const { finding, example, location, scope, found, operations } = cause;
  const { answer, curl, sent } = example;
  const text = [
    `${cause.meaning} (${cause.extent}).`,
    finding.message,
    `Expected: ${cause.expected}. Answered: ${cause.answered}.`,
    ...(curl === undefined ? [] : [curl]),
  ].join('\n');
  return {
    ruleId: finding.name,
    ruleIndex: names.indexOf(finding.name),
    level,
    message: { text: visible(text) },
    ...(location !== undefined && {
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: location.file.split('/').map(encodeURIComponent).join('/') },
            region: { startLine: location.line },
          },
        },
      ],
    }),
    // The same cause in another run has the same fingerprint.
    partialFingerprints: {
      'cause/v1': createHash('sha256').update(JSON.stringify(scope)).digest('hex'),
    },
    occurrenceCount: found,
    ...(sent && {
      webRequest: {
        protocol: 'HTTP',
        version: '1.1',
        method: sent.request.method,
        target: visible(sent.request.path),
        headers: sent.request.headers,
        ...(sent.request.body !== undefined && { body: { text: sent.request.body } }),
      },
    }),
    ...(answer && {
      webResponse: {
        protocol: 'HTTP',
        version: '1.1',
        statusCode: answer.status,
        body: { text: cause.body },
      },
    }),
    properties: { operations },
  };
}
