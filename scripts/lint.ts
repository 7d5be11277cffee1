import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import { checkDocument, displayPath } from './lib/document.js';
import { defaultSpec, redoclyConfig, specOption } from './lib/paths.js';
import { projectRoot, runTool, toolPath, type ToolResult } from './lib/process.js';
import { readableRedoclyOutput } from './lib/redocly-output.js';
import { stopSignal } from './lib/stop-signal.js';

const command = {
  usage: 'npm run lint --',
  summary:
    'Checks a description with Spectral (rules/ruleset.js beside it, else spectral:oas, errors only) and with Redocly (redocly.yaml).',
  options: { spec: specOption },
  failure: 'there are findings, or the description cannot be read',
} satisfies Command<Record<string, CommandOption>>;

/** One finding of a linter; line and column count from 1. */
interface Finding {
  file: string;
  line: number;
  column: number;
  severity: string;
  rule: string;
  message: string;
}

interface SpectralResult {
  source?: string;
  code: string | number;
  message: string;
  severity: number;
  /** Counts from 0. */
  range: { start: { line: number; character: number } };
}

interface RedoclyProblem {
  ruleId: string;
  severity: string;
  message: string;
  location: { source: { ref: string }; start?: { line: number; col: number } }[];
}

function parseReport<T>(tool: string, result: ToolResult): T {
  // A linter may say something before its report, and nothing but words if it broke.
  const start = result.stdout.search(/^[[{]/m);
  try {
    return JSON.parse(result.stdout.slice(start)) as T;
  } catch {
    throw new UserError(
      `${tool} could not check the description:\n${readableRedoclyOutput(result.output)}`,
    );
  }
}

async function spectralFindings(
  spec: string,
  ruleset: string | undefined,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const fallback = fileURLToPath(new URL('lib/fallback-ruleset.js', import.meta.url));
  const result = await runTool(
    toolPath('@stoplight/spectral-cli', 'spectral'),
    [
      'lint',
      spec,
      `--ruleset=${ruleset ?? fallback}`,
      '--format=json',
      `--fail-severity=${ruleset === undefined ? 'error' : 'hint'}`,
      '--display-only-failures',
      '--quiet',
    ],
    { signal },
  );
  const report = parseReport<SpectralResult[]>('Spectral', result);
  if (report.length === 0 && result.code !== 0) {
    throw new UserError(`Spectral could not check the description:\n${result.output.trim()}`);
  }
  return report.map(({ source, code, message, severity, range }) => ({
    file: source ?? spec,
    line: range.start.line + 1,
    column: range.start.character + 1,
    severity: ['error', 'warn', 'info', 'hint'][severity] ?? 'error',
    rule: String(code),
    message,
  }));
}

async function redoclyFindings(spec: string, signal?: AbortSignal): Promise<Finding[]> {
  const result = await runTool(
    toolPath('@redocly/cli', 'redocly'),
    ['lint', spec, '--format=json', '--max-problems=1000', '--config', redoclyConfig],
    { signal },
  );
  const report = parseReport<{ problems: RedoclyProblem[] }>('Redocly', result);
  return report.problems.map(({ ruleId, severity, message, location: [first] }) => ({
    file: resolve(projectRoot, first?.source.ref ?? spec),
    line: first?.start?.line ?? 1,
    column: first?.start?.col ?? 1,
    severity,
    rule: ruleId,
    message,
  }));
}

function compare(a: Finding, b: Finding): number {
  return a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1;
}

/**
 * Checks a description with both linters side by side.
 *
 * @throws UserError that lists every finding as `file:line:column`
 */
export async function lint(spec: string, signal?: AbortSignal): Promise<void> {
  const path = resolve(spec);
  const own = join(dirname(path), 'rules/ruleset.js');
  const ruleset = existsSync(own) ? own : undefined;
  const [spectral, redocly] = await Promise.all([
    spectralFindings(path, ruleset, signal),
    redoclyFindings(path, signal),
  ]);
  // A description with rules of its own has to be free of warnings, any other one of errors.
  const findings = [...spectral, ...redocly].filter(
    ({ severity }) => ruleset !== undefined || severity === 'error',
  );
  if (findings.length === 0) return;
  const lines = findings
    .sort(compare)
    .map(
      ({ file, line, column, severity, rule, message }) =>
        `${displayPath(file)}:${line}:${column}  ${severity}  ${rule}  ${message.replace(/\s+/g, ' ')}`,
    );
  throw new UserError(
    `${findings.length === 1 ? '1 finding' : `${findings.length} findings`} in the description:\n${lines.join('\n')}`,
  );
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  const { spec = defaultSpec } = line.options;
  checkDocument(spec);
  await lint(spec, stopSignal());
  console.log('no findings');
});
