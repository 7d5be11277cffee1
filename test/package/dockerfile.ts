import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/lib/process.js';

const read = (name: string) => readFileSync(join(projectRoot, name), 'utf8');

/** The instructions of the Dockerfile, in order. */
export const instructions = read('Dockerfile')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return { name, rest };
  });

/** What stands behind an instruction, each time that it comes. */
export const argumentsOf = (name: string) =>
  instructions.filter((one) => one.name === name).map(({ rest }) => rest);

/** The lines of `.dockerignore`. */
export const ignoreLines = read('.dockerignore').split('\n');

/** What `.dockerignore` lets into the build: the names behind `!`, without those below them. */
export const letIn = ignoreLines
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));
