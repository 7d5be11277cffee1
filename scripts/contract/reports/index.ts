import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../lib/cli.js';
import { harFile } from './har.js';
import { htmlReport } from './html.js';
import { jsonReport } from './json.js';
import { junitXml } from './junit.js';
import type { Report } from './outcomes.js';
import { sarifLog } from './sarif.js';

/**
 * Writes the reports of a run, also of one that ended early. Each file is there whole or not at all.
 *
 * @param folder made if it does not exist; files of these names in it are replaced
 * @throws UserError with exit code 2 if the folder cannot be written
 */
export async function writeReports(folder: string, report: Report): Promise<void> {
  await writeFiles(folder, {
    'exchanges.har': harFile(report),
    'findings.sarif': sarifLog(report),
    'junit.xml': junitXml(report),
    'report.html': htmlReport(report),
    'report.json': jsonReport(report),
  });
}

/**
 * Writes files into a folder, each whole or not at all.
 *
 * @param files texts by file name
 * @throws UserError with exit code 2 if the folder cannot be written
 */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeWhole(join(folder, name), text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UserError(
      `the reports cannot be written to ${folder} (${code}); name a folder that can be written.`,
      2,
    );
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}
