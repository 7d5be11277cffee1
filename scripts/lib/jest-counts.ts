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
