import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv, type AnySchemaObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { githubAnnotations, jobSummary } from '../../../scripts/contract/reports/github.js';
import { harFile } from '../../../scripts/contract/reports/har.js';
import { jsonReport } from '../../../scripts/contract/reports/json.js';
import { sarifLog } from '../../../scripts/contract/reports/sarif.js';
import type { CaseResult } from '../../../scripts/contract/findings.js';
import { nastyResult } from './nasty.js';
import { jsonAnswer, oneCase, reportOn, result } from './results.js';

type Json = any;

const read = (path: string): AnySchemaObject =>
  JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as AnySchemaObject;

/** What is wrong with a text of JSON; it is none if nothing is. */
function faults(schema: AnySchemaObject, text: string): unknown {
  const options = {
    strict: false,
    logger: false as const,
    formats: { 'date-time': isTime, uri: URL.canParse },
  };
  const ajv = 'definitions' in schema ? new Ajv(options) : new Ajv2020(options);
  const validate = ajv.compile(schema);
  // Formats are functions of this file, since Ajv brings none.
  return validate(JSON.parse(text)) ? [] : validate.errors;
}
const isTime = (text: string): boolean => new Date(text).toISOString() === text;

const formats = {
  SARIF: [read('./sarif.schema.json'), sarifLog],
  HAR: [read('./har.schema.json'), harFile],
  JSON: [read('../../../scripts/contract/reports/report.schema.json'), jsonReport],
} as const;

const broken = result({
  case: oneCase({ id: 'a', expected: { kind: 'refused', statuses: [400] } }),
  outcome: 'broken',
  findings: [{ name: 'invalid_accepted', message: 'It was accepted.', pointer: '/paths/x' }],
  answer: jsonAnswer(201, { id: 1 }),
  curl: "curl 'http://127.0.0.1/things'",
  sent: {
    at: '2026-01-02T03:04:06.000Z',
    request: {
      method: 'POST',
      path: '/base/things?limit=0&name=a%20b',
      headers: { 'content-type': 'application/json', 'x-auth-token': '[hidden]' },
      body: '{"a":1}',
    },
  },
});
const kept = { ...broken, outcome: 'kept', findings: [], case: oneCase({ id: 'b' }) } as const;
const lost = {
  ...broken,
  answer: undefined,
  findings: [{ name: 'no_answer', message: 'x' }],
} as const;

const noted = {
  ...kept,
  case: oneCase({ id: 'c', operationId: 'otherThings' }),
  notes: [{ name: 'transition_refused', message: 'It was <refused>.', pointer: '/paths/y' }],
} as const;

describe.each(Object.entries(formats))('The report in %s', (_, [schema, write]) => {
  it.each([
    ['without results', reportOn([])],
    ['with findings', reportOn([broken, kept, result({ outcome: 'skipped', reason: 'No.' })])],
    ['without an answer', reportOn([{ ...lost, answer: undefined }])],
    ['that broke off', reportOn([kept], { stopped: 'The server is gone.' })],
    ['with hostile text', reportOn([nastyResult])],
    ['with notes', reportOn([noted])],
  ])('keeps its schema for a run %s', (__, report) => {
    expect(faults(schema, write(report))).toEqual([]);
  });

  it('breaks its schema when a member is missing', () => {
    const text = write(reportOn([broken])).replace(/"(format|tool|creator)":/, '"other":');
    expect(faults(schema, text)).not.toEqual([]);
  });
});

describe('sarifLog', () => {
  it('a result of SARIF has the line of the rule, the request and the answer', () => {
    const log = JSON.parse(sarifLog(reportOn([broken, kept]))) as {
      runs: { results: unknown[] }[];
    };
    expect(log.runs[0]?.results).toMatchObject([
      {
        ruleId: 'invalid_accepted',
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'api/a%2Cb%3A%20c.yaml' },
              region: { startLine: 7 },
            },
          },
        ],
        webRequest: { method: 'POST', body: { text: '{"a":1}' } },
        webResponse: { statusCode: 201, body: { text: '{"id":1}' } },
      },
    ]);
  });

  it('what breaks a reading of ours alone is a note of SARIF', () => {
    const { runs } = JSON.parse(sarifLog(reportOn([broken, noted])));
    expect(runs[0].results.map(({ ruleId, level }: Json) => [ruleId, level])).toEqual([
      ['invalid_accepted', 'error'],
      ['transition_refused', 'note'],
    ]);
    expect(runs[0].tool.driver.rules.map(({ id }: Json) => id)).toEqual([
      'invalid_accepted',
      'transition_refused',
    ]);
  });

  it('SARIF says that a run was not successful when it broke off', () => {
    expect(sarifLog(reportOn([kept], { stopped: 'It is gone.' }))).toContain(
      '"executionSuccessful": false',
    );
  });
});

describe('harFile', () => {
  it('an entry of the archive has the request as it was sent, and the body of an answer that shows a finding', () => {
    const text = harFile(reportOn([broken, kept]));
    const { log } = JSON.parse(text) as { log: { entries: unknown[] } };
    expect(log.entries).toMatchObject([
      {
        request: {
          method: 'POST',
          url: 'http://127.0.0.1:4010/base/things?limit=0&name=a%20b',
          queryString: [
            { name: 'limit', value: '0' },
            { name: 'name', value: 'a b' },
          ],
          postData: { text: '{"a":1}' },
        },
        response: { status: 201, statusText: 'Created', content: { text: '{"id":1}' } },
      },
      { response: { status: 201, content: { size: 8 } } },
    ]);
    expect(text.match(/\{\\"id\\":1\}/g)).toHaveLength(1);
  });

  it('the archive has one exchange of each operation, and of each finding and note the smallest request and the first', () => {
    const many = (one: CaseResult, length: number, start = '2026-01-02') =>
      Array.from({ length }, (_, index) => ({
        ...one,
        case: { ...one.case, id: `${one.case.id}${index}` },
        ...(one.curl !== undefined && { curl: `${one.curl}${'x'.repeat(9 - index)}` }),
        sent: { ...broken.sent!, at: `${start}T00:00:0${index}Z` },
      }));
    const refused = { ...kept, answer: jsonAnswer(404, {}) };
    const note = { ...noted, case: { ...noted.case, id: 'note', operationId: 'listThings' } };
    const results = [...many(refused, 3), ...many({ ...kept, case: oneCase({ id: 'k' }) }, 5)];
    const report = reportOn([...results, ...many(broken, 9), ...many(note, 1)]);
    const { log } = JSON.parse(harFile(report)) as { log: { entries: { comment: string }[] } };
    expect(log.entries.map(({ comment }) => comment.split(',')[0])).toEqual([
      'k0',
      'a0',
      'a8',
      'note0',
    ]);
  });
});

describe('githubAnnotations', () => {
  it('an annotation has the file and the line of the rule, and is one line', () => {
    expect(githubAnnotations(reportOn([broken]))).toEqual([
      '::error file=api/a%2Cb%3A c.yaml,line=7,title=invalid_accepted (F206)%3A listThings%3A 1 request::' +
        'an invalid request was accepted. It was accepted.%0A' +
        "Expected: refused with 400. Answered: 201 application/json.%0Acurl 'http://127.0.0.1/things'",
    ]);
  });

  it('a note is a notice, after the errors', () => {
    const lines = githubAnnotations(reportOn([noted, broken]));
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['::error', '::notice']);
  });

  it('no text of a server begins another command', () => {
    const hostile = {
      ...broken.findings[0]!,
      message: '\n::set-output name=x::y\r\n%0A::error::z',
    };
    const lines = githubAnnotations(reportOn([{ ...broken, findings: [hostile] }, nastyResult]));
    expect(lines.join('')).not.toMatch(/[\r\n]/);
    expect(lines[0]).toContain('%250A::error::z');
  });
});

describe('jsonReport', () => {
  it('the report for programs has notes beside the findings', () => {
    const report = JSON.parse(jsonReport(reportOn([broken, noted])));
    expect(report.findings.map(({ name }: Json) => name)).toEqual(['invalid_accepted']);
    expect(report.notes).toMatchObject([{ name: 'transition_refused', case: 'c' }]);
    expect(report.counts.broken).toBe(1);
  });
});

describe('jobSummary', () => {
  it('the summary has a section of notes if there are any', () => {
    expect(jobSummary(reportOn([broken]))).not.toContain('Notes');
    const text = jobSummary(reportOn([noted]));
    expect(text).toMatch(/^## Contract kept: /);
    expect(text).toMatch(/\n### Notes\n\nThey differ from a reading .*\n\n\| Note \| Where /);
    expect(text).toContain('It was &#60;refused&#62;.');
  });

  it('the summary has the verdict, a line for each finding and its request', () => {
    const lines = jobSummary(reportOn([broken, kept])).split('\n');
    expect(lines[0]).toBe('## Contract broken: http://127.0.0.1:4010');
    expect(lines).toContain(
      '| invalid&#95;accepted &#40;F206&#41; | listThings: 1 request | refused with 400 | 201 application/json | api/a,b: c.yaml:7 |',
    );
    expect(lines).toContain("curl 'http://127.0.0.1/things'");
    expect(lines).toContain('{"id":1}');
  });

  it('text of a server stays text in the summary', () => {
    const answer = { ...jsonAnswer(200, {}), text: '```\n<img src=x>\n````' };
    const text = jobSummary(reportOn([{ ...broken, answer }, nastyResult]));
    expect(text).toContain('\n`````\n```\n<img src=x>\n````\n`````\n');
    const outside = text.replace(/^(`{3,})\n[^]*?^\1$/gm, '');
    expect(outside.replace(/<\/?(details|summary)>/g, '')).not.toMatch(/[<>`]/);
  });
});
