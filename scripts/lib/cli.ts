import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { optimizeHereLater } from './v8-flags.js';

/** A failure that the person at the terminal can put right: printed as its message alone, without a stack. */
export class UserError extends Error {
  override name = 'UserError';
  /** What the process exits with: 1 for failed work, 2 for a command line that makes no sense. */
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** One option of a command: a switch without `value`, otherwise an option that takes a value. */
export interface CommandOption {
  /** Placeholder of the value in the help, for example `PATH`. */
  value?: string;
  help: string;
  default?: string;
}

/** What a command says of itself in `--help`. */
export interface Command<Options extends Record<string, CommandOption>> {
  /** How the command is typed, for example `npm run build --`. */
  usage: string;
  summary: string;
  options: Options;
  /** What exit code 1 means. */
  failure: string;
  /** Meanings of other exit codes, also of those that every command has. */
  exitCodes?: Readonly<Record<number, string>>;
  /** Variables that it reads, with what they are for. */
  environment?: Readonly<Record<string, string>>;
  /** Words that it takes or prints, with what they mean, below a title for each list of them. */
  words?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Set when whatever follows the first word or `--` is handed on: what it is for. */
  rest?: string;
  /** Set when words are taken that are no options: their placeholders, for example `OLD NEW`. */
  operands?: string;
}

/** Values of the options: a switch is a boolean, an option with a default is always a string. */
export type OptionValues<Options extends Record<string, CommandOption>> = {
  [Name in keyof Options]: Options[Name] extends { value: string }
    ? Options[Name] extends { default: string }
      ? string
      : string | undefined
    : boolean;
};

/** Writes the help text of a command. */
export function helpText(command: Command<Record<string, CommandOption>>): string {
  const rows = Object.entries<CommandOption>({
    ...command.options,
    help: { help: 'print this text' },
  }).map(([name, option]) => ({
    left: `--${name}${option.value === undefined ? '' : ` ${option.value}`}`,
    right: option.help + (option.default ? ` (default ${option.default})` : ''),
  }));
  const width = Math.max(...rows.map((row) => row.left.length));
  const lists = {
    ...(command.environment && { Environment: command.environment }),
    ...command.words,
  };
  return [
    command.summary,
    '',
    [
      `Usage: ${command.usage} [options]`,
      ...(command.rest === undefined ? [] : [`[${command.rest}]`]),
      ...(command.operands === undefined ? [] : [command.operands]),
    ].join(' '),
    '',
    'Options:',
    ...rows.map((row) => `  ${row.left.padEnd(width)}  ${row.right}`),
    ...Object.entries(lists).flatMap(([title, list]) => [
      '',
      `${title}:`,
      ...Object.entries(list).map(([name, help]) => `  ${name}\n      ${help}`),
    ]),
    '',
    'Exit codes:',
    ...Object.entries({
      0: 'done',
      1: command.failure,
      2: 'the command line is wrong',
      ...command.exitCodes,
    }).map(([code, meaning]) => `  ${code}  ${meaning}`),
  ].join('\n');
}

/**
 * Reads a command line.
 *
 * @returns the options, and the words that are handed on or taken if the command does so; `undefined` if
 * the help was asked for and printed.
 * @throws UserError with exit code 2, in one sentence, for an unknown option, a missing value or
 * a stray word.
 */
export function parseCommandLine<const Options extends Record<string, CommandOption>>(
  command: Command<Options>,
  args: readonly string[],
): { options: OptionValues<Options>; rest: string[] } | undefined {
  const all = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      Object.entries<CommandOption>(command.options).map(([name, { value }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string' } as const,
      ]),
    ),
  }).tokens;
  // What is handed on begins with the first word or behind the first --.
  const first = command.rest === undefined ? undefined : all.find(({ kind }) => kind !== 'option');
  const tokens = first === undefined ? all : all.slice(0, all.indexOf(first));
  if (tokens.some((token) => token.kind === 'option' && ['help', 'h'].includes(token.name))) {
    console.log(helpText(command));
    return undefined;
  }
  const values: Record<string, string | boolean | undefined> = {};
  for (const [name, option] of Object.entries<CommandOption>(command.options)) {
    values[name] = option.value === undefined ? false : option.default;
  }
  const advice = 'run it with --help to see what it takes';
  const operands: string[] = [];
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (command.operands === undefined) {
        throw new UserError(`unexpected argument "${token.value}"; ${advice}.`, 2);
      }
      operands.push(token.value);
    }
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(command.options, token.name)
      ? command.options[token.name]
      : undefined;
    if (option === undefined) {
      throw new UserError(`unknown option ${token.rawName}; ${advice}.`, 2);
    }
    if (option.value === undefined) {
      if (token.value !== undefined) {
        throw new UserError(`${token.rawName} takes no value, but "${token.value}" was given.`, 2);
      }
      values[token.name] = true;
      continue;
    }
    if (given.has(token.name)) {
      throw new UserError(
        `${token.rawName} is given twice; what takes several values takes them with commas between them.`,
        2,
      );
    }
    given.add(token.name);
    // "--out --check" is a forgotten value far more often than a file called "--check".
    if (!token.value || (!token.inlineValue && token.value.startsWith('-'))) {
      throw new UserError(`${token.rawName} needs a value: ${token.rawName} ${option.value}.`, 2);
    }
    values[token.name] = token.value;
  }
  return {
    options: values as OptionValues<Options>,
    rest:
      first === undefined
        ? operands
        : args.slice(first.index + (first.kind === 'positional' ? 0 : 1)),
  };
}

/**
 * Reads a TCP port from an option.
 *
 * @throws UserError if it is not a whole number from 0 to 65535
 */
export function parsePort(name: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) {
    throw new UserError(`--${name} must be a whole number from 0 to 65535, not "${text}".`, 2);
  }
  return port;
}

/** What a command says of a port that something else listens on. */
export function busyPort(port: number): UserError {
  const message = `port ${port} is busy; end what listens on it or choose another with --port (0 takes any free one).`;
  return Object.assign(new UserError(message), { code: 'EADDRINUSE' });
}

/** What went wrong with a file or folder, in words. */
const fileFaults: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'part of the path is a file',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a link that leads to itself',
  ENAMETOOLONG: 'the name is too long',
};

/**
 * Prints an error in a sentence: the message of a {@link UserError}, the path of a file that cannot be
 * used. Of any other error everything known is printed if DEBUG is set.
 */
export function reportError(error: unknown): number {
  if (error instanceof UserError) {
    console.error(`error: ${error.message}`);
    return error.exitCode;
  }
  const { code = '', path } = (error ?? {}) as NodeJS.ErrnoException;
  if (process.env['DEBUG']) {
    console.error(error);
  } else if (path !== undefined) {
    console.error(`error: ${path}: ${fileFaults[code] ?? code}.`);
  } else {
    const message = error instanceof Error ? error.message : String(error);
    console.error(`error: unexpected: ${message} (set DEBUG=1 to see where)`);
  }
  return 1;
}

type Main = (args: string[]) => Promise<number | void>;

/** What the scripts that are loaded do, by their paths. */
const commands = new Map<string, Main>();

/** Gives a script its command, and runs it if the script is the one that was started. */
export function runIfStarted(moduleUrl: string, main: Main): void {
  const script = fileURLToPath(moduleUrl);
  commands.set(script, main);
  const started = process.argv[1];
  if (started === undefined || realpathSync(started) !== script) return;
  optimizeHereLater();
  void runCommand(script, process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}

/** Gives a script a command that reads its options by itself, and explains them with `--help`. */
export function defineCommand<const Options extends Record<string, CommandOption>>(
  moduleUrl: string,
  command: Command<Options>,
  main: (options: OptionValues<Options>, rest: string[]) => Promise<number | void>,
): void {
  runIfStarted(moduleUrl, async (args) => {
    const line = parseCommandLine(command, args);
    return line && main(line.options, line.rest);
  });
}

/** Runs the command of a script that is loaded, and gives its exit code. */
export async function runCommand(script: string, args: string[]): Promise<number> {
  try {
    return (await commands.get(script)?.(args)) ?? 0;
  } catch (error) {
    return reportError(error);
  }
}
