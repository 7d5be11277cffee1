import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { CommandOption, OptionValues } from '../../lib/cli.js';
import { filesBelow } from '../../lib/files.js';
import {
  asDescription,
  isObject,
  type Description,
  type JsonObject,
} from '../../lib/openapi/document.js';
import { lift } from '../../lib/openapi/lift.js';
import { makePatternsUnicode } from '../../lib/openapi/patterns.js';
import { parseFile } from '../../lib/openapi/source.js';
import { defaultSpec } from '../../lib/paths.js';
import { projectRoot } from '../../lib/process.js';
import { capabilities, caseGroups, type Capability } from '../case.js';
import { readExclusion } from '../exclusions.js';
import { packedFlows, readFlows } from '../flows/flows.js';
import { cannotRun } from '../http/target.js';
import { checkDescription } from './check-description.js';
import { requireKnown, type Choice } from './choice.js';
import { defaultRuns, type Shard } from './plan.js';
import type { RunOptions } from './run.js';

/** The options of the command. */
export const options = {
  target: {
    value: 'URL',
    help: 'address of the server, with the path below which the API stands, such as /v1 (default in the repository: the mock)',
  },
  spec: {
    value: 'PATH',
    help: 'bundled OpenAPI description, 3.1 or 3.0, in YAML or JSON (default: that of the project)',
  },
  only: { value: 'GROUPS', help: `groups of cases: ${caseGroups.join(', ')} (default: all)` },
  operation: { value: 'IDS', help: 'ids of operations (default: all)' },
  tag: {
    value: 'NAMES',
    help: 'operations by their tags, or by groups of tags (x-tagGroups), beside those of --operation',
  },
  safe: { help: 'only reads; the default on a host that is not this machine' },
  'allow-writes': {
    help: 'also what creates, changes and deletes, on a host that is not this machine',
  },
  rate: { value: 'N', help: 'requests per second at most (default: no limit)' },
  concurrency: { value: 'N', help: 'requests at a time (default 16 on this machine, 2 elsewhere)' },
  seed: { value: 'N', help: 'of the random requests; another number draws others (default 1)' },
  runs: {
    value: 'N',
    help: `random requests per operation and kind (default ${defaultRuns})`,
  },
  exhaustive: {
    help: 'all cases of each member of a body, also of one whose schema is that of another one',
  },
  shard: { value: 'I/N', help: 'only this part of the cases, such as 1/3' },
  report: {
    value: 'DIR',
    help: 'folder for report.html, junit.xml, report.json, findings.sarif and exchanges.har (one exchange of each operation, and those of the findings)',
  },
  wait: { value: 'SECONDS', help: 'how long to wait for a server that is starting (default 0)' },
  timeout: {
    value: 'MS',
    help: 'for a whole answer (default 10000, more if the server has shown to be slow)',
  },
  can: {
    value: 'LIST',
    help: 'what the server can do, whatever a look at it finds: words from below',
  },
  cannot: { value: 'LIST', help: 'what the server cannot do, likewise' },
  readings: {
    value: 'strict',
    help: 'what differs from our reading of the sources alone is a finding, and not only a note',
  },
  values: {
    value: 'FILE',
    help: 'JSON object of parameter names and the values to ask for, such as ids that the tests cannot make',
  },
  arazzo: {
    value: 'FILES',
    help: 'flows in Arazzo 1.0 that a server with state has to follow (default: those of the project for its description)',
  },
  setup: {
    value: 'HOOK',
    help: 'address or command that makes what the API cannot, and takes it back: gets {"action", "state", "params"}, answers more --values; has the time of --wait (default 60 s)',
  },
  exclude: {
    value: 'PATTERNS',
    help: 'cases that are not sent: operation=, kind=, rule= or case= and a name, which may have a *; joined by +',
  },
  baseline: { value: 'FILE', help: 'findings that are known, each with a reason and its last day' },
  'update-baseline': { help: 'writes the findings of the run into the file of --baseline' },
  config: {
    value: 'FILE',
    help: 'these options in YAML (default: contract.yaml, if there is one); the command line wins',
  },
} as const satisfies Record<string, CommandOption>;

/** The options as they are given. */
export type ContractOptions = OptionValues<typeof options>;

/**
 * Reads the options that choose what is run, and how.
 *
 * @throws UserError with exit code 2 for one that makes no sense
 */
export function readOptions(given: ContractOptions): Omit<RunOptions, 'description' | 'target'> {
  if (given.safe && given['allow-writes']) {
    cannotRun('--safe and --allow-writes exclude each other; give one of them.');
  }
  const optional = <Value>(text: string | undefined, read: (text: string) => Value) =>
    text === undefined ? undefined : read(text);
  const number = (
    name: 'rate' | 'concurrency' | 'seed' | 'runs' | 'timeout',
    limits: NumberLimits,
  ) => optional(given[name], (text) => readNumber(name, text, limits));
  const known = Object.keys(capabilities) as Capability[];
  const names = (text: string) => text.split(',').map((name) => name.trim());
  const { exclude, arazzo, spec } = given;
  return {
    only: optional(given.only, (text) => readList('--only', text, caseGroups)),
    operations: optional(given.operation, names),
    tags: optional(given.tag, names),
    writes: given['allow-writes'] || (given.safe ? false : undefined),
    rate: number('rate', { above: 0 }),
    concurrency: number('concurrency', { whole: true, above: 0, most: 256 }),
    seed: number('seed', { whole: true, most: 2 ** 31 - 1 }),
    runs: number('runs', { whole: true, most: 100_000 }),
    exhaustive: given.exhaustive,
    shard: optional(given.shard, readShard),
    timeout: number('timeout', { whole: true, above: 0, most: 2 ** 31 - 1 }),
    can: optional(given.can, (text) => readList('--can', text, known)),
    cannot: optional(given.cannot, (text) => readList('--cannot', text, known)),
    readings: optional(given.readings, (text) => readList('--readings', text, ['strict'])[0]),
    values: optional(given.values, readValues),
    flows: readFlows(arazzo?.split(',') ?? (spec === undefined ? ownFlows() : [])),
    exclude: exclude?.split(',').map(readExclusion),
  };
}

/** The flows of the project, which the package has in a folder of its own. */
function ownFlows(): string[] {
  const written = filesBelow(dirname(defaultSpec));
  const files = written.length > 0 ? written : filesBelow(join(projectRoot, packedFlows));
  return files.filter((name) => name.endsWith('.arazzo.yaml'));
}

interface NumberLimits {
  readonly whole?: boolean;
  readonly above?: number;
  readonly most?: number;
}

/** Reads the number of an option. @throws UserError with exit code 2 if it is none within the limits */
export function readNumber(
  name: string,
  text: string,
  { whole = false, above = -1, most = Number.MAX_SAFE_INTEGER }: NumberLimits,
): number {
  const number = Number(text);
  const inRange = number > above && number <= most && (!whole || Number.isInteger(number));
  if (/^\d+(\.\d+)?$/.test(text) && inRange) return number;
  const kind = `a ${whole ? 'whole ' : ''}number ${above < 0 ? 'from 0' : 'above 0'}`;
  const end = most < Number.MAX_SAFE_INTEGER ? ` up to ${most}` : '';
  return cannotRun(`--${name} must be ${kind}${end}, not "${text}".`);
}

function readShard(text: string): Shard {
  const [, index = 0, of = 0] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text)?.map(Number) ?? [];
  if (index >= 1 && index <= of) return { index, of };
  return cannotRun(`--shard must be a part of the whole such as 1/3, not "${text}".`);
}

/** Reads the names of an option. @throws UserError with exit code 2 for an unknown one */
export function readList<Name extends string>(
  option: string,
  text: string,
  known: readonly Name[],
): Name[] {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) {
    requireKnown(option, name, known, ` Expected one of ${known.join(', ')}.`);
  }
  return names as Name[];
}

/**
 * Reads a bundled description; one in OpenAPI 3.0 is read as 3.1.
 *
 * @param note - takes what is said of a description that was changed for that
 * @param choice - the operations that it is read for
 * @throws UserError with exit code 2 if it is none
 */
export function readSpec(
  path: string,
  note: (text: string) => void = () => {},
  choice: Choice = {},
): Description {
  const document = readDocument(path);
  makePatternsUnicode(document);
  const description = asDescription(
    isObject(document) ? lift(document, path, note) : (document as JsonObject),
  );
  checkDescription(description, path, choice);
  return description;
}

function readDocument(path: string): unknown {
  if (!existsSync(path)) cannotRun(`--spec: there is no file ${path}; name a bundled description.`);
  if (extname(path) !== '.json') return parseFile(path).document.toJS();
  try {
    // Many times faster than the parser that knows the place of a mistake.
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch {
    return parseFile(path).document.toJS();
  }
}

function readValues(path: string): JsonObject {
  const fail = (fault: string): never =>
    cannotRun(`--values: ${fault}; such as {"project_id": "…"}.`);
  if (!existsSync(path)) fail(`there is no file ${path}`);
  const value = readJsonFile(path, (fault) => fail(`${path} ${fault}`));
  return isObject(value) ? value : fail(`${path} is no JSON object`);
}

/** Reads a file of JSON. @param fail - throws what is wrong with it */
export function readJsonFile(path: string, fail: (fault: string) => never): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return fail(code === undefined ? 'is no JSON' : `cannot be read (${code})`);
  }
}
