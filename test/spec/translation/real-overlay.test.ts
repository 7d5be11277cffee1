import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { isObject, type JsonObject } from '../../../scripts/lib/openapi/document.js';
import { displayPath } from '../../../scripts/lib/openapi/source.js';
import { redoclyConfig } from '../../../scripts/lib/paths.js';
import { publishedDocument } from '../../../scripts/lib/published.js';
import { projectRoot, runTool, toolPath } from '../../../scripts/lib/process.js';
import { textHolders } from '../../../scripts/lib/translation/texts.js';
import { atNight, testAtNight } from '../../lib/at-night.js';
import { textsOf } from '../../lib/texts.js';
import { chinese, english, files, overlays, placeOf, published, result } from './description.js';
import { temporaryFolder } from './small.js';

const redocly = toolPath('@redocly/cli', 'redocly');

interface DocumentedOperation {
  operationId: string;
  externalDocs: { url: string; description: string };
  'x-sources': { document: string; url?: string }[];
}

describe('the Chinese of the description', () => {
  test('is complete, exact and up to date', () => {
    expect(result.problems).toEqual([]);
    expect(result.missing).toEqual([]);
    expect(result.texts).toHaveLength(textsOf(english).size);
  });

  test('stands in the order of the description, but for what families share', () => {
    // What is shared stands where the first family refers to it.
    for (const overlay of overlays.filter((path) => path.includes('/families/'))) {
      const pointers = result.texts
        .filter(({ translation }) => translation.place.startsWith(displayPath(overlay)))
        .map(({ pointer }) => pointer);
      const inOrder = [...textsOf(english).keys()].filter((pointer) => pointers.includes(pointer));
      const next = inOrder.findIndex((pointer, index) => pointer !== pointers[index]);
      const [wanted = '', found = ''] = [inOrder[next], pointers[next]];
      expect(next < 0 || `${placeOf(wanted)} has to stand above ${placeOf(found)}`).toBe(true);
    }
  });

  test('is committed as it is applied', () => {
    // Beside it stand the life cycles, which are the same in all languages.
    const { 'x-life-cycles': _, ...texts } = published;
    expect(texts).toEqual(publishedDocument(result.document));
  });

  test('changes texts, the pages to read and nothing else', () => {
    const blank = (document: JsonObject): JsonObject => {
      const copy = JSON.parse(JSON.stringify(document)) as JsonObject;
      for (const { object, members, addresses } of textHolders(copy)) {
        const changing = [...members, ...addresses];
        Object.assign(object, Object.fromEntries(changing.map((member) => [member, 'text'])));
      }
      return copy;
    };
    expect(JSON.stringify(blank(chinese))).toBe(JSON.stringify(blank(english)));
  });

  test('leads to the vendor’s page in Chinese wherever a source is one', () => {
    const operations = Object.values(chinese['paths'] as Record<string, Record<string, object>>)
      .flatMap((item) => Object.values(item) as Partial<DocumentedOperation>[])
      .filter((operation): operation is DocumentedOperation => 'x-sources' in operation);
    expect(operations).not.toHaveLength(0);
    const misleading = operations.flatMap(
      ({ operationId, externalDocs: { url, description }, 'x-sources': sources }) => {
        const pages = sources.filter(({ document }) => document === 'DOC-ZH');
        const [page] = pages;
        const place = `externalDocs of ${operationId}`;
        if (page === undefined) {
          return description.endsWith('（英文）')
            ? []
            : [`${place}: no source is a page in Chinese: end "${description}" in （英文）`];
        }
        return pages.some((each) => each.url === url) && !description.includes('英文')
          ? []
          : [`${place}: lead to ${page.url} by its "url", without （英文）`];
      },
    );
    expect(misleading).toEqual([]);
  });

  test.each(['operationId', 'tags', 'name', 'enum', 'example', 'examples', 'value', '$ref', 'url'])(
    'leaves every %s as it is, but for the names of contact and groups, and the pages to read',
    (name) => {
      const values = (value: unknown, within = ''): unknown[] =>
        Array.isArray(value)
          ? value.flatMap((item) => values(item))
          : isObject(value)
            ? Object.entries(value).flatMap(([key, member]) =>
                // A property may have any name.
                within !== 'properties' &&
                key === name &&
                (typeof member !== 'object' || isData(key))
                  ? [member]
                  : ['contact', 'externalDocs', 'x-tagGroups'].includes(key) || isData(key)
                    ? []
                    : values(member, key),
              )
            : [];
      const isData = (key: string) => ['enum', 'example', 'value'].includes(key);
      expect(values(chinese)).toEqual(values(english));
    },
  );
});

describe('other tools', () => {
  testAtNight('apply the overlays with the same result', async () => {
    const output = join(temporaryFolder(), 'openapi.json');
    const options = [
      ...overlays.flatMap((overlay) => ['--overlay', overlay]),
      ...['--output', output, '--config', redoclyConfig],
    ];
    const { code } = await runTool(redocly, ['bundle', files.english, ...options]);
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(output, 'utf8'))).toEqual(chinese);
  });

  describe('find', () => {
    const valid = [...overlays, files.chinese];
    // What is found in the Chinese and in the English is compared at night.
    const checked = [...valid, ...atNight(files.english)];
    /** What is found in each of these files, in one run for all. */
    let found: string[][];
    beforeAll(async () => {
      const options = ['--format=json', '--config', redoclyConfig];
      const { stdout } = await runTool(redocly, ['lint', ...checked, ...options]);
      // A report for each file, one behind the other.
      const reports = stdout.slice(stdout.search(/^\{/m)).split(/^(?=\{$)|(?<=^\})(?=\{$)/m);
      found = reports.map((text) => {
        const { problems } = JSON.parse(text) as {
          problems: { ruleId: string; severity: string }[];
        };
        return problems.map(({ ruleId, severity }) => `${severity} ${ruleId}`);
      });
    });

    test.each(valid)('%s valid', (file) => {
      const problems = found[checked.indexOf(file)];
      expect(found).toHaveLength(checked.length);
      expect(problems?.filter((problem) => problem.startsWith('error'))).toEqual([]);
      expect(problems).toEqual(overlays.includes(file) ? [] : found.at(-1));
    });
  });

  testAtNight('find the rules of the description kept in Chinese', async () => {
    // Spectral takes a path for a pattern and an address, whatever folder the project is in.
    const cwd = temporaryFolder();
    copyFileSync(files.chinese, join(cwd, 'openapi.json'));
    const { stdout } = await runTool(
      toolPath('@stoplight/spectral-cli', 'spectral'),
      [
        'lint',
        'openapi.json',
        `--ruleset=${join(projectRoot, 'spec/rules/ruleset.js')}`,
        '--format=json',
        '--quiet',
      ],
      { cwd },
    );
    const findings = JSON.parse(stdout.slice(stdout.search(/^\[/m))) as { code: string }[];
    expect(
      findings
        .map(({ code }) => code)
        // Looks for an English word, such as "production", in the text of a server.
        .filter((code) => code !== 'owasp:api9:2023-inventory-environment'),
    ).toEqual([]);
  });
});
