/** How many tests went how. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of Jest's JSON report that is counted. */
export interface JestReport {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  /** Files that broke before their first test. */
  numRuntimeErrorTestSuites: number;
  /** The files. */
  testResults: { assertionResults: { status: string; ancestorTitles: string[] }[] }[];
}

/**
 * Counts the tests of a report. A file that broke before its first test counts as one failure,
 * and so does a run that Jest calls failed for any other reason.
 */
export function countJestResults(report: JestReport): Counts {
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

const mark = / \(needs (.+)\)$/;

/** The end of the title of tests that are skipped because something is missing, which it names. */
export function needsMark(missing: string): string {
  return ` (needs ${missing})`;
}

/** A line for each program that is missing: how many tests were skipped without it. */
export function skippedForPrograms({ testResults }: JestReport): string[] {
  const counts = new Map<string, number>();
  for (const { status, ancestorTitles } of testResults.flatMap((file) => file.assertionResults)) {
    const missing = ancestorTitles.map((title) => mark.exec(title)?.[1]).find(Boolean);
    if (status !== 'pending' || missing === undefined) continue;
    counts.set(missing, (counts.get(missing) ?? 0) + 1);
  }
  return [...counts].map(([missing, count]) =>
    count === 1
      ? `1 test skipped: it needs ${missing}`
      : `${count} tests skipped: they need ${missing}`,
  );
}
