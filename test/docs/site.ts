import { fileURLToPath } from 'node:url';
import { operationsOf } from '../../scripts/contract/operation.js';
import {
  asDescription,
  readDescription,
  type Description,
  type JsonObject,
} from '../../scripts/lib/openapi/document.js';
import { bundledDescription } from '../lib/files.js';

/** The description in Chinese. */
export const chineseDescription = readDescription(
  fileURLToPath(new URL('../../generated/openapi.zh-CN.json', import.meta.url)),
);

/** The description in English. */
export const englishDescription = readDescription(bundledDescription);

/** An operation as a reader of the docs knows it. */
export interface DocumentedOperation {
  id: string;
  summary: string;
  /** Its place in the reference. */
  link: string;
  /** Its place in the console. */
  console: string;
}

/** The operations of a description as the docs show them. */
export function documentedOperations(description: Description): DocumentedOperation[] {
  return operationsOf(asDescription(description.document)).map(({ id, pointer }) => {
    const operation = description.at(pointer) as JsonObject;
    const tag = (operation['tags'] as string[])[0] ?? '';
    return {
      id,
      summary: operation['summary'] as string,
      link: `#/${tag.toLowerCase().replaceAll(' ', '-')}/${id.toLowerCase()}`,
      console: `#/${encodeURIComponent(tag)}/${id}`,
    };
  });
}
