import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { cycles } from './world.js';

const root = new URL('../../src/sandbox/', import.meta.url);

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: withoutComments(readFileSync(new URL(name, root), 'utf8')) }));

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
}

/** The files in which operations are carried out. */
const handlers = sources.filter(({ name }) =>
  /^families\/\w+\/(workflows|versions|instances|transfer)\.ts$/.test(name),
);

/** What gives a record its state, as a handler would write it. */
const members = [...new Set(cycles.map(({ status }) => status))];
const states = cycles
  .flatMap((cycle) => Object.keys(cycle.states))
  .filter((one) => /_|[A-Z]/.test(one));

/** What in a source is a state, or puts one into a record. */
function stateWrites(text: string): string[] {
  const written = members.flatMap((member) => [
    ...(text.match(new RegExp(`\\b${member}\\b\\s*(:(?!:)|=(?![=>]))`, 'g')) ?? []),
    ...(text.match(new RegExp(`\\['${member}'\\]\\s*=(?![=>])`, 'g')) ?? []),
  ]);
  return [...written, ...states.filter((state) => text.includes(`'${state}'`))];
}

describe('The handlers of the sandbox', () => {
  test('are looked at', () => {
    expect(handlers.map(({ name }) => name)).toHaveLength(7);
    expect(stateWrites("data.status = 'x'")).toHaveLength(1);
    expect(stateWrites('{ enabled: true }')).toHaveLength(1);
    expect(stateWrites("take('pending_submit')")).toHaveLength(1);
    expect(stateWrites("data['status'] === status && one")).toEqual([]);
  });

  test.each(handlers)('leave every state to the life cycle: $name', ({ text }) => {
    expect(stateWrites(text)).toEqual([]);
  });
});

describe('The core of the sandbox', () => {
  const core = sources.filter(({ name }) =>
    /^(core|families|gateway|life-cycle|sign-in|world)\//.test(name),
  );

  test.each(core)('reads no clock, throws no dice and talks to nobody: $name', ({ text }) => {
    expect(text).not.toMatch(
      /Date\.now|new Date\(\)|Math\.random|'node:|setTimeout|\bprocess\.(env|hr|argv)|fetch\(/,
    );
  });
});
