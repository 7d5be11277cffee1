import { describe, expect, test } from '@jest/globals';
import { insertYaml, sortYaml } from '../../scripts/draft/insert.js';

const source = `# A file.
map:
  a: 1 # one

  # The second.
  b: { c: 2 }
list:
- x: 1
  y: |
    text

# At the end.
`;

describe('an entry is added to YAML', () => {
  test.each([
    ['at the end of a map', ['map'], { d: [3] }, '  b: { c: 2 }\n', '  d:\n    - 3\n'],
    ['at the end of a list', ['list'], { x: 2 }, '    text\n', '- x: 2\n'],
    ['as a text', ['list'], '- {x: 2} # two', '    text\n', '- {x: 2} # two\n'],
    ['below a member', ['list', 0], { z: 3 }, '    text\n', '  z: 3\n'],
  ])('%s', (_name, way, entry, after, added) => {
    expect(insertYaml(source, way, entry)).toBe(source.replace(after, after + added));
  });

  test('at the end of the document', () => {
    expect(insertYaml('a: 1', [], { b: '2026-08-20' })).toBe("a: 1\nb: '2026-08-20'\n");
  });

  test.each([
    ['nothing', ['nowhere']],
    ['a value', ['map', 'a']],
    ['a map in flow style', ['map', 'b']],
  ])('but not to %s', (_name, way) => {
    expect(() => insertYaml(source, way, { d: 1 })).toThrow('there is no map or list at');
  });
});

describe('a list of YAML is sorted', () => {
  const items = [
    '- x: 1 # one\n  y: |\n    text\n',
    '\n# The second.\n- x: 2\n',
    '- { x: 3 }\n',
  ] as const;
  const file = (...parts: string[]) =>
    `# A file.\nlist:\n${parts.join('')}# At the end.\nmap: {}\n`;
  const rank = ({ x }: { x?: unknown }) => Number(x);

  test('with the comments of each item', () => {
    const [one, two, three] = items;
    expect(sortYaml(file(one, three, two), ['list'], rank)).toBe(file(...items));
    expect(sortYaml(file(...items), ['list'], rank)).toBe(file(...items));
  });

  test('but nothing that is none', () => {
    expect(() => sortYaml('a: 1', ['a'], rank)).toThrow('there is no list at a.');
  });
});
