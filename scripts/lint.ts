import { realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import { findCompanions, type Companions } from './lib/companions.js';
import { checkDocument, displayPath } from './lib/document.js';
import { configOption, defaultSpec, specOption } from './lib/paths.js';
import { runTool, toolPath, type ToolResult } from './lib/process.js';
import { readableRedoclyOutput } from './lib/redocly-output.js';
import { stopSignal } from './lib/stop-signal.js';
import { withTemporaryFolder } from './lib/temporary-folder.js';
import { lastSpecialCharacter, toolInput, type ToolInput } from './lib/tool-input.js';
import { waitForAll } from './lib/wait-for-all.js';

const command = {
  usage: 'npm run lint --',
  summary:
    'Checks a description with Spectral and with Redocly, by the rules that its redocly.yaml names (x-build.ruleset those of Spectral); without, by what OpenAPI demands.',
  options: {
    spec: specOption,
    config: configOption,
    ruleset: { value: 'PATH', help: 'ruleset of Spectral; JavaScript is executed' },
  },
  failure: 'there are findings, or the description cannot be read',
} satisfies Command<Record<string, CommandOption>>;

/** What a description is judged by. */
type Rules = Pick<Companions, 'config' | 'ruleset'>;

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
  { cwd, name }: ToolInput,
  ruleset: string | undefined,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const fallback = fileURLToPath(new URL('lib/fallback-ruleset.js', import.meta.url));
  const result = await runTool(
    toolPath('@stoplight/spectral-cli', 'spectral'),
    [
      'lint',
      name,
      `--ruleset=${ruleset ?? fallback}`,
      '--format=json',
      `--fail-severity=${ruleset === undefined ? 'error' : 'hint'}`,
      '--display-only-failures',
      '--quiet',
    ],
    { cwd, signal },
  );
  const report = parseReport<SpectralResult[]>('Spectral', result);
  if (report.length === 0 && result.code !== 0) {
    throw new UserError(`Spectral could not check the description:\n${result.output.trim()}`);
  }
  return report.map(({ source, code, message, severity, range }) => ({
    file: source ?? resolve(cwd, name),
    line: range.start.line + 1,
    column: range.start.character + 1,
    severity: ['error', 'warn', 'info', 'hint'][severity] ?? 'error',
    rule: String(code),
    message,
  }));
}

async function redoclyFindings(
  { cwd, name }: ToolInput,
  config: string,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const result = await runTool(
    toolPath('@redocly/cli', 'redocly'),
    ['lint', name, '--format=json', '--max-problems=1000', '--config', config],
    { cwd, signal },
  );
  const report = parseReport<{ problems: RedoclyProblem[] }>('Redocly', result);
  return report.problems.map(({ ruleId, severity, message, location: [first] }) => ({
    file: resolve(cwd, first?.source.ref ?? name),
    line: first?.start?.line ?? 1,
    column: first?.start?.col ?? 1,
    severity,
    rule: ruleId,
    message,
  }));
}

/** What both linters find, side by side. */
async function findingsIn(
  input: ToolInput,
  { config, ruleset }: Rules,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const findings = await waitForAll([
    spectralFindings(input, ruleset, signal),
    redoclyFindings(input, config, signal),
  ]);
  return findings.flat();
}

/**
 * What both find in a description below a folder with `#` in its name, which they take for the end of
 * a file's address: they see the folder through a link with a plain name.
 */
function findingsThroughLink(
  path: string,
  { config, ruleset }: Rules,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const end = path.indexOf(sep, path.search(lastSpecialCharacter));
  const folder = path.slice(0, end);
  return withTemporaryFolder(join(tmpdir(), 'lint-'), async (temporary) => {
    const cwd = realpathSync(temporary);
    const link = join(cwd, 'link');
    symlinkSync(folder, link, 'junction');
    const input = { cwd, name: `link${path.slice(end)}` };
    // Redocly's exceptions may hold for a description by its path.
    const rules = { config: moved(config, folder, link), ruleset };
    const findings = await findingsIn(input, rules, signal);
    return findings.map((finding) => ({ ...finding, file: moved(finding.file, link, folder) }));
  });
}

/** The path that a file below one folder has below another one. */
function moved(path: string, from: string, to: string): string {
  return path.startsWith(from + sep) ? to + path.slice(from.length) : path;
}

function compare(a: Finding, b: Finding): number {
  return a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1;
}

/**
 * Checks a description with both linters side by side.
 *
 * @throws UserError that lists every finding as `file:line:column`
 */
export async function lint(spec: string, rules: Rules, signal?: AbortSignal): Promise<void> {
  const input = toolInput(spec);
  const path = resolve(spec);
  const all = path.includes('#')
    ? await findingsThroughLink(path, rules, signal)
    : await findingsIn(input, rules, signal);
  // A description with rules of its own has to be free of warnings, any other one of errors.
  const findings = all.filter(
    ({ severity }) => rules.ruleset !== undefined || severity === 'error',
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
  const { spec = defaultSpec, config, ruleset } = line.options;
  checkDocument(spec);
  await lint(spec, findCompanions(spec, { config, ruleset }), stopSignal());
  console.log('no findings');
});
