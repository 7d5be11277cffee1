import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { redactor } from '../../src/redact.js';
import { revealed, spellings } from './spellings.js';
import { propertyRuns } from '../lib/property-runs.js';
import { patience } from '../lib/patience.js';
import { withTypeScript } from '../lib/typescript.js';

const secret = fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 });
/** What may stand around a secret, and what escapes and Base64 are sensitive to. */
const surrounding = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...'\\%"+/=-_&u25aZ0 \n') }),
  fc.base64String(),
  fc.json(),
);

describe.each(Object.entries(spellings))('A secret that stands in a text %s', (_, spell) => {
  test('does not come out, whatever it is and whatever stands around it', () => {
    fc.assert(
      fc.property(secret, surrounding, surrounding, (hidden, before, after) => {
        // What stands around it must not happen to hold a part of it.
        fc.pre(revealed(`${before}\0${after}`, [hidden]).length === 0);
        const shown = redactor(() => [hidden])(before + spell(hidden) + after);
        expect(shown).not.toContain(spell(hidden));
        expect(revealed(shown, [hidden])).toEqual([]);
        expect(shown).toContain('[hidden]');
      }),
      { numRuns: propertyRuns },
    );
  });
});

test('Of several secrets in a text, none comes out', () => {
  fc.assert(
    fc.property(fc.uniqueArray(secret, { minLength: 2, maxLength: 4 }), (secrets) => {
      const text = Object.values(spellings)
        .flatMap((spell) => secrets.map(spell))
        .join(' ');
      const shown = redactor(() => secrets)(text);
      expect(revealed(shown, secrets)).toEqual([]);
    }),
  );
});

test('A secret that begins like another is hidden as well as that', () => {
  expect(redactor(() => ['abcdef', 'abcdefghi'])('abcdefghi abcdef')).toBe('[hidden] [hidden]');
});

test('A text without a secret is left as it is', () => {
  fc.assert(
    fc.property(secret, surrounding, (hidden, text) => {
      fc.pre(revealed(text, [hidden]).length === 0);
      expect(redactor(() => [hidden])(text)).toBe(text);
    }),
    { numRuns: propertyRuns },
  );
});

test('What stands around a secret is left as it is', () => {
  const redact = redactor(() => ['se+cret/"x"']);
  expect(redact('{"a":"se+cret/\\"x\\"","b":"c"}')).toBe('{"a":"[hidden]","b":"c"}');
  expect(redact('?a=se%2Bcret%2F%22x%22&b=c')).toBe('?a=[hidden]&b=c');
  expect(redact('<b>se+cret/"x"</b> se+cret')).toBe('<b>[hidden]</b> se+cret');
});

test.each([
  ['nothing', []],
  ['what is not there', [undefined]],
  ['less than six characters', ['', 'a', 'short']],
])('Nothing is taken out for %s', (_, secrets) => {
  const text = 'a short text with undefined in it';
  expect(redactor(() => secrets)(text)).toBe(text);
});

test('Secrets are asked for once, and not before there is a text', () => {
  let asked = 0;
  const redact = redactor(() => {
    asked += 1;
    return ['a secret'];
  });
  expect(redact('')).toBe('');
  expect(asked).toBe(0);
  expect(redact('a secret') + redact('a secret')).toBe('[hidden][hidden]');
  expect(asked).toBe(1);
});

test('No text keeps it busy for minutes', () => {
  // In another process, which can be ended while it is busy.
  const script = `
    import { redactor } from ${JSON.stringify(new URL('../../src/redact.ts', import.meta.url).href)};
    const backslash = String.fromCharCode(92);
    const texts = [backslash.repeat(300_000), (backslash + '"').repeat(1_000)];
    for (const secret of ['+abcdefgh', '"'.repeat(30) + 'x', backslash.repeat(8) + 'x']) {
      for (const text of texts) redactor(() => [secret])(text);
    }`;
  execFileSync(process.execPath, [...withTypeScript, '--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { PATH: process.env['PATH'] },
    timeout: patience,
  });
});
