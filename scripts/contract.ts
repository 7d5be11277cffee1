import { chosenOperations, unknownValues } from './contract/run/choice.js';
import { withConfig } from './contract/run/config.js';
import {
  options,
  readNumber,
  readOptions,
  readSpec,
  type ContractOptions,
} from './contract/run/options.js';
import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import {
  baselineText,
  readBaseline,
  updateText,
  withoutKnown,
  type BaselineEntry,
} from './contract/baseline.js';
import { capabilities } from './contract/case.js';
import { compareCommand, compareReports } from './contract/compare.js';
import { locatorOf } from './contract/locations.js';
import { githubAnnotations, jobSummary } from './contract/reports/github.js';
import { writeFiles, writeReports } from './contract/reports/index.js';
import { reportOf, type Report } from './contract/reports/outcomes.js';
import {
  closingText,
  conditionsText,
  findingsText,
  notesText,
  progressLine,
  progressText,
  summaryTable,
} from './contract/reports/terminal.js';
import { contradictionsOf } from './contract/run/contradictions.js';
import { defaultSeed, runContract, sendsWrites } from './contract/run/run.js';
import { isPartial, unusedExclusions, type RunResult } from './contract/run/run-result.js';
import { cannotRun, couldNotRun, readTarget } from './contract/http/target.js';
import { ProviderStates } from './contract/fixtures/provider-states.js';
import { waitForServer } from './contract/http/wait.js';
import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import type { Description, OpenApiDocument } from './lib/openapi/document.js';
import { defaultBundle } from './lib/paths.js';
import { stopSignal } from './lib/stop-signal.js';

const command = {
  // Compiled, it is a command of the package.
  usage: import.meta.url.endsWith('.ts') ? 'npm run contract --' : 'npx secmaster-contract',
  summary:
    'Runs the contract tests on the mock, or on any server. Credentials come from the environment. `compare BEFORE AFTER` compares two of its files report.json.',
  options,
  environment: {
    'CONTRACT_<SCHEME>':
      'the credential of a security scheme, whose name is written in capitals: CONTRACT_API_KEY for apiKey; a key, a token without "Bearer", or USER:PASSWORD for HTTP Basic',
    CONTRACT_TOKEN: 'so the token of an IAM user, in this description',
    'HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, HUAWEICLOUD_SDK_SECURITY_TOKEN':
      'the key that signs where a scheme names SDK-HMAC-SHA256; else CLOUD_SDK_AK and CLOUD_SDK_SK, and off this machine ~/.huaweicloud/credentials and the metadata service',
    GITHUB_ACTIONS:
      'when it is "true", annotations are printed, and GITHUB_STEP_SUMMARY gets a summary',
  },
  words: {
    'What --can and --cannot take, by commas': capabilities,
    'What the output means': {
      'TCL 1 to 7':
        'test coverage levels for REST APIs (Martin-Lopez, Segura and Ruiz-Cortés): how much of the paths, the operations, the content types, the parameters and classes of statuses, their values and the statuses, the members of answers, and the flows of several operations was reached at least once; they fail nothing',
      'F100 to F310': 'the number of the kind of a finding in the Web Fuzzing Commons catalogue',
      note: 'what differs from our reading of the sources alone; it fails nothing without --readings strict',
      inconclusive: 'a refusal that what the server holds explains, or a known finding',
    },
  },
  failure: 'the server breaks the contract, or the baseline or an exclusion is out of date',
  exitCodes: {
    0: 'the contract is kept',
    2: 'the run could not take place, could not go on, or proves nothing',
    130: 'it was ended by Ctrl-C; the report is written as far as it came',
  },
} satisfies Command<Record<string, CommandOption>>;

/** For one state that a hook sets up, in seconds, unless --wait says another number. */
const hookTimeout = 60;

/** Exit code of a run that was ended from outside. */
const interrupted = 130;

runIfStarted(import.meta.url, async (args) => {
  if (args[0] === 'compare') {
    const reports = parseCommandLine(compareCommand, args.slice(1));
    if (reports === undefined) return 0;
    return compareReports(args.slice(1)) ? 1 : 0;
  }
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  try {
    return await run(line.options);
  } catch (error) {
    if (error instanceof UserError) {
      const { message, exitCode } = error;
      throw new UserError(message, exitCode === interrupted ? interrupted : couldNotRun);
    }
    // A fault of the tests says nothing about the server.
    console.error(error);
    return couldNotRun;
  }
});

async function run(typed: ContractOptions): Promise<number> {
  const { given, file: config } = withConfig(typed);
  const spec = given.spec ?? defaultBundle;
  const note = (text: string): void => console.error(`note: ${text}`);
  const chosen = readOptions(given);
  const description = readSpec(spec, note, chosen);
  const operations = chosenOperations(description, chosen);
  for (const fault of contradictionsOf(description, operations))
    console.error(`description: ${fault}`);
  const flows = (chosen.flows ?? []).map(({ id }) => id);
  for (const fault of unknownValues(description, chosen.values ?? {}, flows)) note(fault);
  const { baseline, 'update-baseline': updates } = given;
  const former = readKnown(given);
  if (given.target !== undefined) readTarget(given.target);
  const signal = stopSignal();
  const wait = readNumber('wait', given.wait ?? '0', { most: 3600 });
  const states =
    given.setup === undefined
      ? undefined
      : new ProviderStates({
          hook: given.setup,
          timeout: wait || hookTimeout,
          environment: process.env,
          signal,
        });
  const mock = given.target === undefined ? await startMock(spec, description, signal) : undefined;
  const target = given.target ?? mock?.url ?? '';
  try {
    const server = readTarget(target);
    const seed = chosen.seed ?? defaultSeed;
    const kind = mock === undefined ? '' : ' (the mock)';
    const limits = sendsWrites(server, chosen.writes) ? '' : ', reads only';
    if (config !== undefined) console.log(`config  ${config}`);
    console.log(`target  ${server.address}${kind}${limits}`);
    console.log(`seed    ${seed}`);
    if (given.wait !== undefined) await waitForServer(server, wait, signal);
    const found = await states?.setup('', chosen.values ?? {});
    const progress = progressLine(process.stderr, progressText);
    const whole = await runContract({
      description,
      target,
      ...chosen,
      values: { ...chosen.values, ...found },
      seed,
      signal,
      states,
      onProgress: (state) => progress.show(state),
    });
    progress.end();
    // What the file chooses is all that there is of this server; what is typed is a part of that.
    const parts = [typed.only, typed.operation, typed.tag, chosen.shard];
    const isWhole = parts.every((one) => one === undefined);
    let known = former;
    // A run that broke off knows too little.
    if (baseline !== undefined && updates && !isPartial(whole)) {
      const text = baselineText(whole, former, isWhole);
      await writeFiles(dirname(baseline), { [basename(baseline)]: text });
      known = readBaseline(baseline);
      console.log(updateText(baseline, known));
    }
    const { run: result, faults, notes: expired } = withoutKnown(whole, known, isWhole);
    if (isWhole) faults.push(...unusedExclusions(chosen.exclude ?? [], result));
    const report = reportOf(result, description, locatorOf(description, spec), operations);
    print(report, given.report !== undefined);
    if (given.report !== undefined) await writeReports(given.report, report);
    await reportToGitHub(report);
    for (const sentence of expired) console.error(`note: ${sentence}`);
    for (const sentence of faults) console.error(`error: ${sentence}`);
    console.log(closingText(result));
    return verdict(result) || (faults.length > 0 ? 1 : 0);
  } finally {
    for (const fault of (await states?.teardown()) ?? []) console.error(`note: ${fault}`);
    await mock?.stop();
  }
}

/** The known findings; those of a baseline that is written for the first time are none. */
function readKnown({ baseline, 'update-baseline': update }: ContractOptions): BaselineEntry[] {
  if (baseline === undefined) {
    if (!update) return [];
    cannotRun('--update-baseline needs the file: --baseline FILE.');
  }
  return update && !existsSync(baseline) ? [] : readBaseline(baseline);
}

function print(report: Report, hasReport: boolean): void {
  const { run: result, causes } = report;
  console.log(conditionsText(report));
  console.log(`\n${summaryTable(report)}\n`);
  const findings = findingsText(causes, hasReport);
  const readings = notesText(report);
  for (const text of [findings, readings]) if (text !== '') console.log(`${text}\n`);
  for (const sentence of [result.stopped, result.worthless]) {
    if (sentence !== undefined) console.error(`error: ${sentence}`);
  }
  if (result.interrupted) console.error('error: the run was interrupted.');
}

/** What GitHub Actions shows of a step: annotations, and a summary of the job. */
async function reportToGitHub(report: Report): Promise<void> {
  const { GITHUB_ACTIONS: isAction, GITHUB_STEP_SUMMARY: summary = '' } = process.env;
  if (isAction !== 'true') return;
  for (const line of githubAnnotations(report)) console.log(line);
  if (summary !== '') await appendFile(summary, jobSummary(report));
}

function verdict({ interrupted: ended, stopped, worthless, counts }: RunResult): number {
  if (ended) return interrupted;
  if (stopped !== undefined) return couldNotRun;
  if (counts.broken > 0) return 1;
  return worthless === undefined ? 0 : couldNotRun;
}

/** Loaded only here, since the published package has no mock. */
async function startMock(
  document: string,
  description: Description,
  signal: AbortSignal,
): Promise<{ url: string; stop(): Promise<void> }> {
  const module = await import('./mock.js').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return cannotRun('--target is missing: there is no mock here, so name a server.');
  });
  const bundle = description.document as OpenApiDocument;
  return module.startMock({ document, bundle, port: 0, signal });
}
