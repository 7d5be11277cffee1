import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { readBundle } from '../../scripts/lib/openapi/document.js';
import { listOperations } from '../../scripts/lib/operation-list.js';
import { defaultBundle } from '../../scripts/lib/paths.js';

const root = new URL('../../spec/', import.meta.url).pathname;

type Json = Record<string, unknown>;

const read = (path: string) => parse(readFileSync(join(root, path), 'utf8')) as Json;
const families = readdirSync(join(root, 'families'));
const files = families.flatMap((family) => {
  const folder = `families/${family}/life-cycles`;
  return existsSync(join(root, folder))
    ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
    : [];
});

const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
}).compile(read('rules/life-cycle.schema.yaml'));

function faults(file: unknown): string[] {
  return validate(file)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** All values of a member, however deep it lies. */
function valuesOf(member: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(member, item));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === member ? [inner].flat() : valuesOf(member, inner),
  );
}

describe('The format of life-cycle files', () => {
  test.each(files)('holds for %s', (file) => {
    expect(faults(read(file))).toEqual([]);
  });

  const version = 'families/workflows/life-cycles/version.yaml';
  const damaged = (damage: (transition: Json) => void) => {
    const file = read(version);
    damage((file['transitions'] as Json[])[3] as Json);
    return faults(file);
  };

  test('refuses an effect that is not in the closed list', () => {
    expect(damaged((one) => (one['effects'] = [{ publish: 'now' }]))).not.toEqual([]);
  });

  test('refuses a condition that it does not know', () => {
    expect(damaged((one) => (one['when'] = { weather: 'fine' }))).not.toEqual([]);
  });

  test('refuses a refusal without an error example', () => {
    expect(damaged((one) => (one['refusal'] = { message: 'No.' }))).not.toEqual([]);
  });

  test('refuses a transition that nothing brings about', () => {
    expect(damaged((one) => delete one['operation'])).not.toEqual([]);
  });
});

describe.each(files)('The rules of %s', (path) => {
  const file = read(path);
  const transitions = file['transitions'] as Json[];

  test('name states that the file lists', () => {
    // An undescribed one is outside of the enumeration, and a reading.
    const listed = { ...(file['states'] as Json), ...(file['undescribed'] as Json | undefined) };
    const states = [...Object.keys(listed), 'start', 'end'];
    const named = transitions.flatMap(({ from, to, effects }) => [
      ...[from].flat(),
      to,
      ...valuesOf('others', effects).flatMap((others) => [
        (others as Json)['from'],
        (others as Json)['to'],
      ]),
    ]);
    expect(named.filter((state) => !states.includes(state as string))).toEqual([]);
  });

  test('name operations of the description', () => {
    const known = listOperations(readBundle(defaultBundle)).map(({ id }) => id);
    // A request body may have a member of this name, too.
    const named = transitions.flatMap(({ operation, when }) => [
      ...(operation === undefined ? [] : [operation]),
      ...([when ?? {}].flat() as Json[]).flatMap((condition) => condition['operation'] ?? []),
    ]);
    expect(named.filter((id) => !known.includes(id as string))).toEqual([]);
  });

  test('name readings and values that the file lists', () => {
    const readings = (file['readings'] ?? {}) as Record<string, { values: Json; default: string }>;
    for (const { values, default: usual } of Object.values(readings)) {
      expect(Object.keys(values)).toContain(usual);
    }
    const named = valuesOf('readings', transitions).flatMap((used) =>
      Object.entries(used as Json).flatMap(([name, value]) =>
        [value].flat().map((one) => ({ name, one: one as string })),
      ),
    );
    expect(
      named.filter(({ name, one }) => !Object.hasOwn(readings[name]?.values ?? {}, one)),
    ).toEqual([]);
  });

  test('name error examples that exist', () => {
    const folders = ['shared/examples', path.replace(/life-cycles.*/, 'examples')];
    const known = folders.flatMap((folder) =>
      readdirSync(join(root, folder)).map((name) => basename(name, '.yaml')),
    );
    const named = valuesOf('example', file);
    expect(named.filter((name) => !known.includes(name as string))).toEqual([]);
  });

  test('name decisions that the logs have', () => {
    const logs = ['shared/decisions.md', path.replace(/life-cycles.*/, 'decisions.md')];
    const text = logs.map((log) => readFileSync(join(root, log), 'utf8')).join('\n');
    const named = [
      ...valuesOf('decisions', file),
      ...Object.keys((file['readings'] ?? {}) as Json).filter((name) => /^[A-Z]\d/.test(name)),
    ];
    expect(named.filter((number) => !text.includes(`\n## ${String(number)} `))).toEqual([]);
  });

  test('say for each transition of a request how it is refused', () => {
    const silent = transitions.filter(
      ({ operation, from, to, refusal, when }) =>
        operation !== undefined &&
        refusal === undefined &&
        from !== 'start' &&
        // What is possible in every state is never refused.
        !coversAllStates({ operation, to, when }),
    );
    expect(silent.map(({ label }) => (label as Json)['en'])).toEqual([]);
  });

  function coversAllStates({ operation, when }: Json): boolean {
    const alike = transitions.filter(
      (other) =>
        other['operation'] === operation && JSON.stringify(other['when']) === JSON.stringify(when),
    );
    const covered = alike.flatMap(({ from }) => from as string | string[]);
    return Object.keys(file['states'] as Json).every((state) => covered.includes(state));
  }
});
