import { familiesOf } from '../../lib/families.js';
import { dereference, type OpenApiDocument, type TagObject } from '../../lib/openapi/document.js';
import { listOperations } from '../../lib/operation-list.js';
import type { Language } from '../languages.js';
import { samplesOf } from '../samples/samples.js';
import type { SampleSettings } from '../samples/settings.js';
import { code } from '../text/markdown.js';
import { docsLink, link, withDocs, type ExternalDocs, type Link } from './links.js';
import { requestReader, type Request, type SchemeObject, type Server } from './request.js';

/** What the docs say of a description in one language: the pages, the plain edition and the Markdown. */
export interface Site {
  lang: Language;
  title: string;
  version: string;
  /** One sentence. */
  summary: string;
  /** Markdown. */
  description: string;
  contact: Link | undefined;
  license: Link | undefined;
  terms: Link | undefined;
  externalDocs: Link | undefined;
  servers: Server[];
  /** Ways to sign in, by any of which every request is signed in. */
  security: string[][];
  schemes: SecurityScheme[];
  families: Family[];
  operations: ReadonlyMap<string, Operation>;
  /** What the API sends to others by itself. */
  webhooks: Request[];
}

/** A way to sign in. */
interface SecurityScheme {
  name: string;
  /** `apiKey`, `header`, `X-Auth-Token`. */
  kind: string[];
  /** Markdown. */
  description: string;
}

/** A group of tags. */
export interface Family {
  name: string;
  /** Its page, without the ending. */
  file: string;
  tags: Tag[];
}

/** A tag with its operations. */
export interface Tag {
  name: string;
  /** Name for readers. */
  title: string;
  /** Markdown. */
  description: string;
  /** Its page, without the ending. */
  file: string;
  operations: Operation[];
}

/** An operation, which others send to the API. */
export interface Operation extends Request {
  /** Its page, without the ending. */
  file: string;
  family: Family;
  tag: Tag;
}

/** The parts of a document that only the docs read. */
interface WholeDocument extends OpenApiDocument {
  info: OpenApiDocument['info'] & {
    contact?: { name?: string; url?: string; email?: string };
    license?: { name: string; url?: string; identifier?: string };
    termsOfService?: string;
  };
  tags?: (TagObject & { externalDocs?: ExternalDocs })[];
  externalDocs?: ExternalDocs;
}

/**
 * A name as the name of a file that every system takes: other characters than letters, digits and
 * `._-` become a dash, and names that differ in nothing else get a number.
 *
 * @param taken - names that are used, in lower case; the name is added
 */
function fileName(name: string, taken: Set<string>): string {
  const plain =
    name
      .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 80) || '-';
  let file = plain;
  for (let count = 2; taken.has(file.toLowerCase()); count += 1) file = `${plain}-${count}`;
  taken.add(file.toLowerCase());
  return file;
}

/** Reads what the docs say of a bundled document. */
export function readSite(document: WholeDocument, lang: Language, settings?: SampleSettings): Site {
  const { info } = document;
  const { readRequest, readSent, readServer } = requestReader(document, settings?.contentType);
  const files = new Set<string>();
  const tagFiles = new Set<string>();
  const operations = new Map<string, Operation>();
  const known = new Map((document.tags ?? []).map((tag) => [tag.name, tag]));
  const groupNames = new Map(
    (document['x-tagGroups'] ?? []).map((group) => [group['x-family'] ?? group.name, group.name]),
  );
  const families: Family[] = [];
  const placeOf = new Map<string, { family: Family; namespace: string }>();
  for (const { name, folder, namespace, document: part } of familiesOf(document)) {
    const title = groupNames.get(name) ?? known.get(name)?.['x-displayName'] ?? name;
    const family: Family = { name: title, file: folder, tags: [] };
    families.push(family);
    for (const { method, path } of listOperations(part)) {
      placeOf.set(`${method} ${path}`, { family, namespace });
    }
  }
  for (const listed of listOperations(document)) {
    const { family, namespace } = placeOf.get(`${listed.method} ${listed.path}`)!;
    const name = listed.object.tags?.[0] ?? family.name;
    let tag = family.tags.find((one) => one.name === name);
    if (tag === undefined) {
      const { 'x-displayName': title = name, ...about } = known.get(name) ?? {};
      const file = fileName(name.toLowerCase(), tagFiles);
      tag = { name, title, description: withDocs(about), file, operations: [] };
      family.tags.push(tag);
    }
    const parameters = listed.parameters.map(({ parameter }) => parameter);
    const operation: Operation = {
      ...readRequest(listed.id, listed, parameters, document.security),
      file: fileName(listed.id, files),
      family,
      tag,
      samples: samplesOf(listed, { family: family.file, namespace }, document, lang, settings),
    };
    tag.operations.push(operation);
    operations.set(listed.id, operation);
  }
  // In the order in which the document declares the tags, as far as it does.
  const order = [...known.keys()];
  const rank = ({ name }: Tag) => (order.includes(name) ? order.indexOf(name) : order.length);
  for (const { tags } of families) tags.sort((one, other) => rank(one) - rank(other));
  const { contact, license, termsOfService } = info;
  const schemes = Object.entries(document.components?.['securitySchemes'] ?? {});
  return {
    lang,
    title: info.title,
    version: info.version,
    summary: info.summary ?? '',
    description: info.description ?? '',
    contact: contact && contactOf(contact),
    license:
      license && link(license.url, [license.name, license.identifier].filter(Boolean).join(', ')),
    terms: termsOfService === undefined ? undefined : link(termsOfService),
    externalDocs: docsLink(document.externalDocs),
    servers: (document.servers ?? []).map(readServer),
    security: (document.security ?? []).map((way) => Object.keys(way)),
    schemes: schemes.map(([name, given]) => {
      const scheme = dereference<SchemeObject>(document, given as SchemeObject);
      const { type, in: place, bearerFormat, openIdConnectUrl, description = '', flows } = scheme;
      const kind = [type, scheme.scheme, place, scheme.name, bearerFormat, openIdConnectUrl];
      return {
        name,
        kind: kind.filter((part) => part !== undefined),
        description: `${description}\n\n${flowsText(flows)}`.trim(),
      };
    }),
    families: families.filter(({ tags }) => tags.length > 0),
    operations,
    webhooks: readSent('/webhooks'),
  };
}

function contactOf({ name, email, url }: NonNullable<WholeDocument['info']['contact']>): Link {
  const names = [name, email].filter(Boolean).join(', ');
  return link(url ?? (email && `mailto:${email}`), names || undefined);
}

/** The flows of OAuth 2 in Markdown: the addresses of each, and its scopes. */
function flowsText(flows: SchemeObject['flows'] = {}): string {
  return Object.entries(flows)
    .filter(([name]) => !name.startsWith('x-'))
    .flatMap(([name, { scopes = {}, ...addresses }]) => [
      `- ${[name, ...Object.values(addresses).map(String)].map(code).join(' · ')}`,
      ...Object.entries(scopes).map(([scope, text]) => `  - ${code(scope)} · ${text}`),
    ])
    .join('\n');
}
