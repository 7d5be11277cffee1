import { join } from 'node:path';
import { operationsOf } from '../../../scripts/contract/operation.js';
import { readAllGuides } from '../../../scripts/docs/guides/guides.js';
import type { CodeBlock, Guide } from '../../../scripts/docs/guides/guide.js';
import { readDescription } from '../../../scripts/lib/openapi/document.js';
import { validatorsOf } from '../../../scripts/lib/openapi/validators.js';
import { bundledDescription } from '../../lib/files.js';
import { specFolder } from './built-guides.js';

/** Our description. */
export const description = readDescription(bundledDescription);
/** Its operations. */
export const operations = operationsOf(description);
/** What is wrong with a value by one of its schemas. */
export const validator = validatorsOf(description);
/** The guides in English: another test proves that the code is the same in both languages. */
export const guides = readAllGuides(join(specFolder, 'guides'), ['en']).get('en') as Guide[];

/** The blocks of code in a language. */
export function blocks(language: string, test: (block: CodeBlock) => boolean = () => true) {
  return guides.flatMap(({ name, code }) =>
    code
      .filter((block) => block.language === language && test(block))
      .map((block) => ({ guide: name, ...block })),
  );
}

/** The diagram of the description's example of a new version. */
export function exampleDiagram(): string {
  const body = operations.find(({ id }) => id === 'createAopWorkflowVersion')?.body;
  return (body?.examples[0]?.value as { taskflow: string }).taskflow;
}
