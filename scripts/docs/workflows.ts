import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isMap, isSeq, parseDocument } from 'yaml';
import { UserError } from '../lib/cli.js';
import { displayPath } from '../lib/openapi/source.js';
import { waitForAll } from '../lib/steps.js';
import type { ListedFile } from './markdown.js';

/** The files of the docs that a workflow document may name as its source. */
const sources = new Set(['openapi.json', 'openapi.yaml']);

/**
 * Copies the workflow documents (Arazzo) of a description into the folder of the docs, where they name the
 * description beside them.
 *
 * @returns what `llms.txt` says of them
 * @throws UserError if one is no YAML, or is about another description
 */
export async function writeWorkflows(
  files: readonly string[],
  folder: string,
): Promise<ListedFile[]> {
  await mkdir(folder, { recursive: true });
  return waitForAll(
    files.map(async (file) => {
      const document = parseDocument(await readFile(file, 'utf8'));
      const [problem] = document.errors;
      if (problem !== undefined) {
        throw new UserError(`${displayPath(file)} is no YAML: ${problem.message}`);
      }
      const list = document.get('sourceDescriptions');
      for (const item of isSeq(list) ? list.items : []) {
        const url = isMap(item) ? String(item.get('url')) : '';
        if (!isMap(item) || !sources.has(basename(url))) {
          throw new UserError(
            `${displayPath(file)}: the source "${url}" is none of ${[...sources].join(', ')}, which the docs hold.`,
          );
        }
        item.set('url', `./${basename(url)}`);
      }
      const path = basename(file);
      await writeFile(join(folder, path), document.toString({ lineWidth: 0 }));
      const summary = document.getIn(['info', 'summary']);
      return { path, title: path, ...(summary !== undefined && { summary: String(summary) }) };
    }),
  );
}
