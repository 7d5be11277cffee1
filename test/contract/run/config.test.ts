import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readExclusion } from '../../../scripts/contract/exclusions.js';
import { withConfig } from '../../../scripts/contract/run/config.js';
import { options, type ContractOptions } from '../../../scripts/contract/run/options.js';
import { parseCommandLine } from '../../../scripts/lib/cli.js';
import { oneCase } from '../reports/results.js';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'contract.yaml');

/** The options of a command line with a file of configuration. */
function optionsOf(text: string, ...args: string[]): ContractOptions {
  writeFileSync(file, text);
  const command = { usage: '', summary: '', failure: '', options };
  const line = parseCommandLine(command, ['--config', file, ...args]);
  return withConfig(line!.options).given;
}

describe('withConfig', () => {
  it('a file can say what a flag can say: texts, numbers, lists and switches', () => {
    const text = `
target: http://127.0.0.1:3000
operation: [listPets, showPet]
rate: 2.5
safe: true
exclude:
  - operation=delete*
  - rule=pattern
`;
    expect(optionsOf(text)).toMatchObject({
      target: 'http://127.0.0.1:3000',
      operation: 'listPets,showPet',
      rate: '2.5',
      safe: true,
      exclude: 'operation=delete*,rule=pattern',
    });
  });

  it('paths are relative to the file', () => {
    expect(optionsOf('baseline: known.yaml\n').baseline).toBe(join(folder, 'known.yaml'));
  });

  it('the command line wins, also over the opposite', () => {
    const text = 'seed: 7\nruns: 3\nsafe: true\n';
    const given = optionsOf(text, '--seed', '8', '--allow-writes');
    expect(given).toMatchObject({ seed: '8', runs: '3', safe: false, 'allow-writes': true });
  });

  it.each([
    ['tagret: x\n', /the option "tagret" is unknown; did you mean target\?$/],
    ['safe: please\n', /says "please" for safe; true or false is needed\.$/],
    ['target: {url: x}\n', /says \{"url":"x"\} for target; URL is needed, or a list of such\.$/],
    ['[1]\n', /is no list of options/],
    ['a: [\n', /is no YAML: /],
  ])('a file that makes no sense is refused in a sentence: %j', (text, message) => {
    const fault = expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) });
    expect(() => optionsOf(text)).toThrow(fault);
  });

  it('a file that is named must be there', () => {
    const named = { ...optionsOf(''), config: join(folder, 'none.yaml') };
    expect(() => withConfig(named)).toThrow(/none\.yaml does not exist/);
  });
});

describe('readExclusion', () => {
  const one = oneCase({
    id: 'listThings/negative/limit',
    group: 'negative',
    rule: { keyword: 'maximum', pointer: '/paths/x/maximum' },
  });
  it.each([
    ['operation=listThings', true],
    ['operation=list*', true],
    ['operation=list', false],
    ['kind=negative', true],
    ['kind=example', false],
    ['rule=maximum', true],
    ['rule=/paths/x/*', true],
    ['rule=max', false],
    ['case=*/limit', true],
    ['operation=list*+rule=maximum', true],
    ['operation=list*+rule=minimum', false],
  ])('the pattern %s covers a case: %s', (pattern, expected) => {
    expect(readExclusion(pattern).covers(one)).toBe(expected);
  });

  it.each([
    ['oparation=x', /--exclude "oparation" is unknown; did you mean operation\?/],
    ['kind=negativ', /--exclude kind "negativ" is unknown; did you mean negative\?/],
    ['rule', /--exclude rule needs a value/],
  ])('the pattern %s is refused in a sentence', (pattern, message) => {
    expect(() => readExclusion(pattern)).toThrow(message);
  });
});
