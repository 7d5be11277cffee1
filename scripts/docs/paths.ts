import { posix } from 'node:path';
import type { Family, Operation, Tag } from './model/site.js';

/** What a text is written as: a page for readers, or Markdown for programs. */
export type Form = 'html' | 'md';

// All paths are from the folder of a language, and the same in every language.

/** Where an operation is described. */
export function operationPath({ file }: Pick<Operation, 'file'>, form: Form = 'html'): string {
  return `operations/${file}.${form}`;
}

/** The page of a family. */
export function familyPath({ file }: Pick<Family, 'file'>): string {
  return `families/${file}.html`;
}

/** The page of a tag: that of its family, if it is the only one. */
export function tagPath(tag: Tag, family: Family): string {
  return family.tags.length === 1 ? familyPath(family) : `tags/${tag.file}.html`;
}

/** The guide for AI agents. */
export const skillGuide = 'skill';

/**
 * Where a guide, the landing page or the decision log lies. The landing page is a page only: programs
 * have `llms.txt` in its place. The guide for AI agents has the name that they look for.
 */
export function guidePath(name: string, form: Form = 'html'): string {
  if (name === skillGuide && form === 'md') return 'SKILL.md';
  return name === 'index' ? 'index.html' : `guides/${name}.${form}`;
}

/** The address of a page as a link on another page; both are paths from the same folder. */
export function relativeLink(from: string, to: string): string {
  const [path = '', anchor] = to.split('#', 2);
  const link = posix
    .relative(posix.dirname(from), path)
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
  return anchor === undefined ? link : `${link}#${anchor}`;
}

/** A name as the former pages wrote it in their addresses. */
function slug(name: string): string {
  return name.trim().toLowerCase().replace(/\s+/g, '-');
}

/** Addresses of operations inside two pages of former editions, by the name of the page. */
export const formerAddresses: Record<'reference' | 'console', (operation: Operation) => string> = {
  reference: ({ id, tag }) => `/${slug(tag.name)}/${id.toLowerCase()}`,
  console: ({ id, tag }) => `/${encodeURIComponent(tag.name)}/${encodeURIComponent(id)}`,
};
