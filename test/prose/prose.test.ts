import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { filesBelow } from '../../scripts/lib/files.js';
import { projectRoot } from '../../scripts/lib/process.js';
import { companions } from '../lib/files.js';
import { textsOf } from '../lib/texts.js';
import { documentIn } from '../docs/document.js';
import { proseCheck, type Term } from './prose.js';

const beside = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
const words = beside('words.txt');
const terms = parse(beside('terms.yaml')) as Term[];
const check = proseCheck({ words, terms });

/** What is wrong with some files, each with its file and line. */
async function findingsIn(
  files: readonly string[],
  checkText: (text: string) => Promise<string[]>,
): Promise<string[]> {
  const findings: string[] = [];
  for (const file of files) {
    for (const finding of await checkText(readFileSync(file, 'utf8'))) {
      findings.push(`${relative(projectRoot, file)}:${finding}`);
    }
  }
  return findings;
}

describe('The English', () => {
  test('of the guides and the README keeps to the rules of prose', async () => {
    const guides = filesBelow(join(projectRoot, 'spec/guides/en'));
    expect(guides.length).toBeGreaterThan(10);
    expect(await findingsIn([...guides, join(projectRoot, 'README.md')], check)).toEqual([]);
  });

  test('of the description keeps to the rules of prose', async () => {
    const findings: string[] = [];
    // What many operations share is read once.
    const placeOf = new Map(
      [...textsOf(documentIn('en'))].map(([pointer, text]) => [text, pointer]),
    );
    for (const [text, pointer] of placeOf) {
      // A title ends in nothing, which the lint of the description sees to.
      const isTitle = /\/(summary|title|x-displayName|name|externalDocs\/description)$/.test(
        pointer,
      );
      for (const finding of await check(isTitle ? `${text}.` : text)) {
        findings.push(`${pointer}:${finding}`);
      }
    }
    expect(findings).toEqual([]);
  });

  test('of the logs of decisions keeps to the rules of prose', async () => {
    const logs = companions.decisions;
    expect(await findingsIn(logs, check)).toEqual([]);
  });
});

describe('The check of prose', () => {
  test.each([
    ['a word that is misspelled', 'The worklow runs.', '1: Unexpected unknown word `worklow`'],
    ['one in a cell of a table', '| a |\n| --- |\n| teh |', '3: Unexpected unknown word `teh`'],
    ['American spelling', 'The color is red.', '1: Unexpected unknown word `color`'],
    ['a word twice', 'Read the the status.', '1: Unexpected repeated `the`'],
    ['an article', 'Create an workflow.', '1: Unexpected article `an` before `workflow`'],
    ['a term that has another name', 'See the answer.', '1: Write "response'],
    ['another form of such a word', 'The example was mended.', '1: Write "correct'],
    ['a term in a list', 'Text.\n\n- The `x` has a member.', '3: Write "field"'],
    ['a sentence that breaks off', 'First.\n\nIt holds the', '3: The sentence has no end'],
  ])('names %s, with its line', async (_, text, finding) => {
    const findings = await check(text);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.startsWith(finding)).toBe(true);
  });

  test.each([
    ['code', 'Use `answer` and `teh`.\n\n```ts\nconst teh = answer\n```'],
    ['front matter and ids of headings', '---\nname: teh\n---\n\n# Title {#teh}\n\nText.'],
    ['decisions, statuses and Chinese', 'See D05 for 5xx and 止血.'],
    ['a title, and values in a list', '# The states\n\n- `ASC`: ascending\n- `DESC`: descending'],
  ])('passes over %s', async (_, text) => {
    expect(await check(text)).toEqual([]);
  });
});
