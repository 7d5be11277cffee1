import { readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { visit } from 'yaml';
import { defineCommand, UserError } from './lib/cli.js';
import {
  companionFiles,
  findCompanions,
  isTolerated,
  type Companions,
  type Severity,
} from './lib/companions.js';
import { count } from './lib/text.js';
import { readSources, type Sources } from './lib/openapi/check.js';
import { displayPath } from './lib/openapi/source.js';
import {
  configOption,
  defaultSpec,
  maxSeverityOption,
  redoclyConfig,
  rulesetOption,
  specOption,
} from './lib/paths.js';
import type { ToolResult } from './lib/process.js';
import { stopSignal } from './lib/stop-signal.js';
import { withTemporaryFolder } from './lib/temporary-folder.js';
import {
  lastSpecialCharacter,
  readableRedoclyOutput,
  runReader,
  toolInput,
  type ToolInput,
} from './lib/redocly.js';
import { waitForAll } from './lib/steps.js';

const command = {
  usage: 'npm run lint --',
  summary:
    'Checks a description with Spectral and with Redocly, by the rules that its redocly.yaml names (x-build.ruleset those of Spectral); without, by what OpenAPI demands.',
  options: {
    spec: specOption,
    config: configOption,
    ruleset: rulesetOption,
    'max-severity': maxSeverityOption,
  },
  failure: 'there are findings, or the description cannot be read',
} as const;

/** What a description is checked by. */
type Rules = Pick<Companions, 'config' | 'ruleset'>;

/** One finding of a linter; line and column count from 1. */
interface Finding {
  file: string;
  line: number;
  column: number;
  severity: Severity;
  rule: string;
  message: string;
}

/** Severities by Spectral's numbers. */
const spectralSeverities: readonly Severity[] = ['error', 'warn', 'info', 'hint'];

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
  severity: 'error' | 'warn';
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
  const result = await runReader(
    '@stoplight/spectral-cli',
    'spectral',
    [
      'lint',
      name,
      `--ruleset=${ruleset ?? fallback}`,
      `--resolver=${fileURLToPath(new URL('lib/spectral-resolver.cjs', import.meta.url))}`,
      '--format=json',
      '--fail-severity=hint',
      '--quiet',
    ],
    { cwd, signal },
  );
  const report = parseReport<SpectralResult[]>('Spectral', result);
  if (report.length === 0 && result.code !== 0) {
    throw new UserError(`Spectral could not check the description:\n${result.output.trim()}`);
  }
  return (
    report
      // It takes what an example holds for references; those that are some have been checked before.
      .filter(({ code }) => code !== 'invalid-ref')
      .map(({ source, code, message, severity, range }) => ({
        file: source ?? resolve(cwd, name),
        line: range.start.line + 1,
        column: range.start.character + 1,
        severity: spectralSeverities[severity] ?? 'error',
        rule: String(code),
        message,
      }))
  );
}

/** Parts of a configuration by which Redocly gets rules. */
const ruled = /^\s*["']?(extends|rules)["']?\s*:/m;

async function redoclyFindings(
  { cwd, name }: ToolInput,
  config: string,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const result = await runReader(
    '@redocly/cli',
    'redocly',
    [
      ...['lint', name, '--format=json', '--max-problems=1000', '--config', config],
      // Without rules it checks nothing, and fails.
      ...(ruled.test(readFileSync(config, 'utf8')) ? [] : ['--extends', redoclyConfig]),
    ],
    { cwd, signal },
  );
  const report = parseReport<{ problems: RedoclyProblem[] }>('Redocly', result);
  const problems = report.problems.filter(({ message }) => {
    // It finds no name beyond ASCII in a path.
    const [, name, path] =
      /^Path parameter `(.*)` is not used in the path `(.*)`/.exec(message) ?? [];
    // A schema may be a boolean.
    const isOfSchema = message.startsWith('Expected type `Schema` (object) but got `boolean`');
    return !isOfSchema && path?.includes(`{${name}}`) !== true;
  });
  return problems.map(({ ruleId, severity, message, location: [first] }) => ({
    file: resolve(cwd, first?.source.ref ?? name),
    line: first?.start?.line ?? 1,
    column: first?.start?.col ?? 1,
    severity,
    rule: ruleId,
    message,
  }));
}

/**
 * What is left over from other versions in 3.1, where a schema may have members of any name, and `nullable` in
 * 3.0 without a type, which many write and the description is read by.
 */
const tolerated =
  /^Property `(nullable|\$recursive\w+)` is not expected|"nullable" cannot be used without "type"/;

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
  return findings
    .flat()
    .map((finding) =>
      tolerated.test(finding.message) ? { ...finding, severity: 'warn' } : finding,
    );
}

/**
 * What both find in a description below a folder with `#` in its name, which they take for the end of
 * a file's address: they see the folder through a link with a plain name.
 */
function findingsThroughLink(path: string, rules: Rules, signal?: AbortSignal): Promise<Finding[]> {
  const end = path.indexOf(sep, path.search(lastSpecialCharacter));
  const folder = path.slice(0, end);
  return withTemporaryFolder('lint-', async (temporary) => {
    const cwd = realpathSync(temporary);
    const link = join(cwd, 'link');
    symlinkSync(folder, link, 'junction');
    const input = { cwd, name: `link${path.slice(end)}` };
    // Redocly's exceptions may hold for a description by its path.
    const config = moved(rules.config, folder, link);
    const findings = await findingsIn(input, { ...rules, config }, signal);
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

/** Files of other tools that often lie beside a description. */
const otherTools = /^(package(-lock)?\.json|tsconfig.*\.json|redocly\.yaml|.*compose.*\.ya?ml)$/;

/** A document that is read by itself: it says what it is in its first member. */
const documentStart =
  /^\s*(\{\s*)?["']?(openapi|swagger|asyncapi|arazzo|overlay|\$schema)["']?\s*:/m;

/** Files of YAML or JSON below a folder; those of another project and hidden ones are left out. */
function documentsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    if (entry.isDirectory()) return documentsBelow(path);
    return entry.isFile() && /\.(ya?ml|json)$/.test(entry.name) ? [path] : [];
  });
}

/**
 * Files below the folder of a description that nothing refers to, if it consists of several files.
 *
 * @param files - what the description was read from, the entry first
 * @param others - files and folders that belong to it otherwise
 */
export function unusedFiles(files: readonly string[], others: readonly string[]): string[] {
  const [entry = '', ...parts] = files;
  const folder = dirname(entry);
  if (!parts.some((file) => file.startsWith(folder + sep))) return [];
  const known = new Set([...files, ...others]);
  return documentsBelow(folder)
    .filter((file) => !known.has(file) && !otherTools.test(basename(file)))
    .filter((file) => !others.some((other) => file.startsWith(other + sep)))
    .filter((file) => !documentStart.test(readFileSync(file, 'utf8').slice(0, 500)));
}

/** What is said of a file that nothing refers to. */
function unusedFinding(file: string): Finding {
  const message = 'Nothing refers to this file; remove it, or name it in x-build of redocly.yaml.';
  return { file, line: 1, column: 1, severity: 'warn', rule: 'unused-file', message };
}

/** Whole numbers that no program of JavaScript writes as they are, such as the greatest of 64 bits. */
function inexactNumbers(sources: Sources): Finding[] {
  const findings: Finding[] = [];
  for (const file of sources.values()) {
    if (file === undefined) continue;
    visit(file.document, {
      Scalar(_key, { value, source = '', range }) {
        if (typeof value !== 'number' || !/^-?\d+$/.test(source)) return;
        if (String(BigInt(source)) === String(value)) return;
        const { line, col: column } = file.lines.linePos(range?.[0] ?? 0);
        const message = `Programs in JavaScript, the bundler among them, write this number as ${value}.`;
        findings.push({
          ...{ file: file.path, line, column, message },
          ...{ severity: 'warn', rule: 'inexact-number' },
        });
      },
    });
  }
  return findings;
}

/** A finding in a line. */
function findingText({ file, line, column, severity, rule, message }: Finding): string {
  return `${displayPath(file)}:${line}:${column}  ${severity}  ${rule}  ${message.replace(/\s+/g, ' ')}`;
}

/**
 * Checks a description with both linters side by side, and prints the findings that stop nothing.
 *
 * @param sources - what the description was read from
 * @throws UserError that lists every other finding as `file:line:column`
 */
export async function lint(
  spec: string,
  sources: Sources,
  rules: Companions,
  print: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const input = toolInput(spec);
  const path = resolve(spec);
  const unused = unusedFiles([...sources.keys()], companionFiles(rules));
  const all = path.includes('#')
    ? await findingsThroughLink(path, rules, signal)
    : await findingsIn(input, rules, signal);
  // Of a file that is referred to by its address they give the address.
  for (const finding of all) {
    if (sources.has(finding.file)) continue;
    finding.file = finding.file.replaceAll(/(?:%[\da-f]{2})+/gi, (bytes) =>
      Buffer.from(bytes.replaceAll('%', ''), 'hex').toString(),
    );
  }
  all.push(...unused.map(unusedFinding), ...inexactNumbers(sources));
  all.sort(compare);
  const tolerated = all.filter(({ severity }) => isTolerated(rules, severity));
  for (const finding of tolerated) print(findingText(finding));
  const findings = all.filter((finding) => !tolerated.includes(finding));
  if (findings.length === 0) return;
  throw new UserError(
    `${count(findings.length, 'finding')} in the description:\n${findings.map(findingText).join('\n')}`,
  );
}

defineCommand(
  import.meta.url,
  command,
  async ({ spec = defaultSpec, config, ruleset, 'max-severity': maxSeverity }) => {
    const companions = findCompanions(spec, { config, ruleset, maxSeverity });
    let printed = 0;
    const print = (finding: string) => {
      printed += 1;
      console.log(finding);
    };
    await lint(spec, readSources(spec), companions, print, stopSignal());
    const least = companions.maxSeverity;
    console.log(printed === 0 ? 'no findings' : `no finding is graver than "${least}"`);
  },
);
