import { UserError } from '../lib/cli.js';
import type { OpenApiDocument } from '../lib/openapi/document.js';
import { listOperations } from '../lib/operation-list.js';
import { folderOf, type Language } from './languages.js';
import { markdownPath } from './markdown.js';
import { relativeLink } from './page.js';
import { referenceLink } from './reference/routes.js';

/** Parts of the docs that guides may link to besides each other, from the folder of a language. */
const otherParts = ['reference.html', 'console.html', 'plain.html', 'llms.txt'];

/** Files at the root of the docs: the description in its forms, and flows of calls. */
const rootFile = /^(openapi(\.[A-Za-z-]+)?\.(json|yaml)|[\w-]+\.arazzo\.yaml)$/;

/** Where each operation stands in the reference, by its id: the same in every language. */
export function referenceLinks(document: OpenApiDocument): Map<string, string> {
  return new Map(
    listOperations(document).map(({ id, object }) => {
      const [tag = ''] = object.tags ?? [];
      return [id, referenceLink(tag, id)];
    }),
  );
}

/** What a text is written as: a page for readers, or Markdown for programs. */
export type Form = 'html' | 'md';

/**
 * Where a guide, the landing page or the decision log lies inside the folder of a language. The landing
 * page is a page only: programs have `llms.txt` in its place.
 */
export function guidePath(name: string, form: Form = 'html'): string {
  return name === 'index' ? 'index.html' : `guides/${name}.${form}`;
}

/** What links of a text can lead to. */
export interface LinkTargets {
  /** Addresses of the operations in the reference. */
  operations: ReadonlyMap<string, string>;
  /** The anchors of each guide. */
  anchors: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Turns a link of a guide into an address, and checks that it leads somewhere.
 *
 * - `operation:listPets`: the operation in the reference
 * - `decision:D05`: the decision in the log
 * - `site:plain.html`: another part of the docs
 * - `errors.md#codes`: another guide; `#codes` the guide itself
 * - `https://…`: another host, which is the reader's own step
 *
 * @param form - that of the text; guides and operations are linked in the same
 * @throws UserError that names the file and the link
 */
export function resolveLink(
  link: string,
  from: { file: string; name: string; lang: Language },
  targets: LinkTargets,
  form: Form = 'html',
): string {
  const fail = (reason: string): never => {
    throw new UserError(`${from.file}: the link "${link}" ${reason}.`);
  };
  const folder = folderOf(from.lang);
  const to = (path: string) => relativeLink(folder + guidePath(from.name, form), path);
  const [, scheme, rest = ''] = /^([a-z]+):(.*)$/s.exec(link) ?? [];
  switch (scheme) {
    case 'https':
      return link;
    case 'operation': {
      const target = targets.operations.get(rest);
      if (target === undefined) return fail('names an unknown operation');
      return to(form === 'md' ? markdownPath(rest, from.lang) : folder + target);
    }
    case 'decision': {
      const anchor = rest.toLowerCase();
      if (!targets.anchors.get('decisions')?.has(anchor)) fail('names an unknown decision');
      return to(`${folder}${guidePath('decisions', form)}#${anchor}`);
    }
    case 'site': {
      const [path = ''] = rest.split('#', 1);
      if (rootFile.test(path)) return to(rest);
      return otherParts.includes(path) ? to(folder + rest) : fail('names no part of the docs');
    }
    case undefined:
      break;
    default:
      return fail('has a scheme that guides do not use');
  }
  const [path = '', anchor] = link.split('#', 2);
  const name = path === '' ? from.name : path.replace(/\.md$/, '');
  const anchors = targets.anchors.get(name);
  if ((path !== '' && !path.endsWith('.md')) || anchors === undefined) {
    return fail('leads to no guide');
  }
  if (anchor !== undefined && !anchors.has(anchor)) fail('leads to an anchor that does not exist');
  if (path === '') return `#${anchor ?? ''}`;
  return to(folder + guidePath(name, form) + (anchor === undefined ? '' : `#${anchor}`));
}
