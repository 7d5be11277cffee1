import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles, writeReports } from '../../../scripts/contract/reports/index.js';
import { nastyResult, planted } from './nasty.js';
import { oneCase, reportOn, result } from './results.js';

const report = reportOn([
  result(),
  result({
    case: oneCase({ id: 'negative', expected: { kind: 'refused', statuses: [400] } }),
    outcome: 'skipped',
    reason: 'No.',
  }),
  nastyResult,
]);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('writeReports', () => {
  it('reports are written into a folder that is made for them, and nothing else is left there', async () => {
    await writeReports(join(folder, 'a', 'b'), report);
    expect(readdirSync(join(folder, 'a', 'b')).sort()).toEqual([
      'exchanges.har',
      'findings.sarif',
      'junit.xml',
      'report.html',
      'report.json',
    ]);
  });

  it('reports are the same for the same run, and headers of answers stand in the archive alone', async () => {
    const [first, second] = [join(folder, '1'), join(folder, '2')];
    await writeReports(first, report);
    await writeReports(second, report);
    for (const name of readdirSync(first)) {
      const text = readFileSync(join(first, name), 'utf8');
      expect(readFileSync(join(second, name), 'utf8')).toBe(text);
      expect(text.includes(planted)).toBe(name === 'exchanges.har');
    }
  });

  it('reports replace those of an earlier run', async () => {
    await writeReports(folder, reportOn([]));
    await writeReports(folder, report);
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({
      format: 2,
      verdict: 'broken',
      target: report.run.target,
      seed: 42,
      counts: { kept: 1, broken: 1, inconclusive: 0, skipped: 1 },
      cases: [
        { id: 'listThings example plain', outcome: 'kept', findings: [] },
        { id: 'negative', outcome: 'skipped', expected: 'refused with 400' },
        { findings: [{ name: 'invalid_accepted' }, {}] },
      ],
    });
  });

  it('reports that cannot be written are one sentence and exit code 2', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'mine');
    await expect(writeReports(file, report)).rejects.toMatchObject({
      name: 'UserError',
      exitCode: 2,
      message: `the reports cannot be written to ${file} (EEXIST); name a folder that can be written.`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('reports that cannot be written leave nothing half-written behind', async () => {
    // A folder stands where the file should go, so that the last step fails.
    await writeReports(join(folder, 'report.html'), report);
    await expect(writeFiles(folder, { 'report.html': 'x' })).rejects.toMatchObject({
      exitCode: 2,
    });
    expect(readdirSync(folder)).toEqual(['report.html']);
  });
});
