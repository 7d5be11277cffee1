import { compareDocuments, type Change } from './changes/operations.js';
import type { Effect } from './changes/schemas.js';
import { defineCommand, UserError } from './lib/cli.js';
import { readBundle } from './lib/openapi/document.js';

const command = {
  usage: 'npm run changes --',
  summary:
    'Compares two descriptions, JSON or YAML in one file each, and prints what has changed for callers.',
  options: {
    format: { value: 'FORMAT', default: 'markdown', help: 'markdown, or json for programs' },
  },
  failure: 'the API breaks callers, and its version does not say so; or a file cannot be read',
  operands: 'OLD NEW',
} as const;

/** The parts of the list, in the order of their weight. */
const titles: Readonly<Record<Effect, string>> = {
  breaking: 'Breaks callers',
  deprecated: 'Deprecated',
  added: 'New',
  compatible: 'Changed, and breaks nobody',
  text: 'Texts',
};

/** A list of changes as Markdown. */
function markdown(changes: readonly Change[], from: string, to: string): string {
  const parts = Object.entries(titles).map(([effect, title]) => {
    const lines = changes.filter((change) => change.effect === effect).map(line);
    return lines.length === 0 ? [] : [`## ${title} (${lines.length})`, '', ...lines, ''];
  });
  const none = changes.length === 0 ? ['Nothing has changed for callers.', ''] : [];
  return [`# Changes from ${from} to ${to}`, '', ...none, ...parts.flat()].join('\n');
}

/** More operations than these are counted, so that the line can be read. */
const namedOperations = 6;

function line({ operations, place, text }: Change): string {
  const named = operations.slice(0, namedOperations).map((id) => `\`${id}\``);
  const left = operations.length - named.length;
  const subject = [...named, ...(left > 0 ? [`${left} others`] : [])].join(', ');
  return `- ${subject === '' ? '' : `${subject}: `}${place === '' ? '' : `${place} `}${text}.`;
}

/**
 * Whether a version says that callers may break: its first number is greater, or its second one while
 * the first is zero. Whatever is no version of three numbers says nothing.
 */
function isMajor(from: string, to: string): boolean {
  const [before, after] = [from, to].map((text) => /^(\d+)\.(\d+)\.\d+/.exec(text)?.map(Number));
  if (before === undefined || after === undefined) return false;
  const [, oldMajor = 0, oldMinor = 0] = before;
  const [, major = 0, minor = 0] = after;
  return major > oldMajor || (major === oldMajor && major === 0 && minor > oldMinor);
}

defineCommand(import.meta.url, command, async ({ format }, files) => {
  const [old, now, ...others] = files;
  if (old === undefined || now === undefined || others.length > 0) {
    throw new UserError('two descriptions are compared: npm run changes -- OLD NEW.', 2);
  }
  if (format !== 'markdown' && format !== 'json') {
    throw new UserError(`--format must be markdown or json, not "${format}".`, 2);
  }
  const [before, after] = [readBundle(old), readBundle(now)];
  const changes = compareDocuments(before, after);
  const [from, to] = [before.info.version, after.info.version];
  console.log(
    format === 'json'
      ? JSON.stringify({ from, to, changes }, undefined, 2)
      : markdown(changes, from, to),
  );
  const breaking = changes.filter(({ effect }) => effect === 'breaking').length;
  if (breaking === 0 || isMajor(from, to)) return;
  throw new UserError(
    `${breaking} changes break callers, and the version goes from ${from} to ${to}: raise its first number, or its second while the first is 0.`,
  );
});
