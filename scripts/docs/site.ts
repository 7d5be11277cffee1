import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../lib/description.js';
import type { OpenApiDocument } from '../lib/document.js';
import { translatedBundle, type Companions } from '../lib/companions.js';
import { waitForAll } from '../lib/wait-for-all.js';
import { checkLinks } from './check-links.js';
import { buildConsole } from './console.js';
import { withDecisionLinks } from './decision-links.js';
import { readDecisions } from './decision-log.js';
import { buildGuides, readAllGuides } from './guides.js';
import type { Guide } from './guide-text.js';
import { folderOf, languages, type Language } from './languages.js';
import { guidePath } from './links.js';
import { writeLlms, type ListedFile } from './llms.js';
import { writeMarkdown } from './markdown.js';
import { writeOverview } from './overview.js';
import { writePlain } from './plain.js';
import { withRequestHeaders, type SignInGuide } from './request-headers.js';
import { buildReference } from './reference.js';
import { checkSamples } from './samples/check.js';
import { readSampleSettings } from './samples/settings.js';
import { withSamples } from './samples/samples.js';
import { writeWorkflows } from './workflows.js';

/** What the docs are built from and where they go. */
export interface DocsOptions {
  /** What the docs are made from beside the description. */
  companions: Companions;
  /** The bundled description with all that it says; its translations lie beside it. */
  bundled: string;
  /** Folder of the descriptions as others get them, to download. */
  published: string;
  folder: string;
  signal?: AbortSignal | undefined;
}

/** Name of the description in a language, in the docs as in the output folder. */
function descriptionFile(lang: Language): string {
  return lang === 'en' ? 'openapi.json' : translatedBundle(lang);
}

async function readDescriptions(bundled: string): Promise<Map<Language, JsonObject>> {
  const found = new Map<Language, JsonObject>();
  for (const lang of languages) {
    const file = lang === 'en' ? bundled : join(dirname(bundled), descriptionFile(lang));
    if (!existsSync(file)) continue;
    found.set(lang, JSON.parse(await readFile(file, 'utf8')) as JsonObject);
  }
  return found;
}

/** Decisions that the guides show, by number. */
function shownDecisions({ guides, decisions }: Companions): Set<string> {
  const shown = guides === undefined ? [] : decisions.flatMap(readDecisions);
  return new Set(shown.map(({ number }) => number));
}

/** The descriptions and workflow documents, for programs. */
async function writeDownloads(
  { companions, published, folder }: DocsOptions,
  langs: readonly Language[],
): Promise<ListedFile[]> {
  await mkdir(folder, { recursive: true });
  const names = [...langs.map(descriptionFile), 'openapi.yaml'];
  const present = names.filter((name) => existsSync(join(published, name)));
  await waitForAll(present.map((name) => copyFile(join(published, name), join(folder, name))));
  return [
    ...present.map((name) => ({ path: name, title: name })),
    ...(await writeWorkflows(companions.workflows, folder)),
  ];
}

/** The guides of a language; none if the description has no guides. */
function readGuidesOf({ guides }: Companions, langs: readonly Language[], lang: Language): Guide[] {
  return guides === undefined ? [] : (readAllGuides(guides, langs).get(lang) ?? []);
}

/** The guide that the headers of requests lead to: the one with the name `sign-in`. */
function signInGuide(guides: readonly Guide[]): SignInGuide | undefined {
  const guide = guides.find(({ name }) => name === 'sign-in');
  return guide && { path: guidePath(guide.name), title: guide.title, sections: guide.sections };
}

/** The guides of a language, for `llms.txt`. */
function listedGuides(guides: readonly Guide[], lang: Language): ListedFile[] {
  return guides
    .filter(({ name }) => name !== 'index')
    .map(({ name, title, lead }) => ({
      path: folderOf(lang) + guidePath(name, 'md'),
      title,
      summary: lead,
    }));
}

/**
 * Compiles the code samples that the docs show, in each language, against the generated code in a
 * folder.
 *
 * @param settingsFile - what the samples are written with
 * @throws UserError that names each sample which does not type-check
 */
export async function checkDocsSamples(
  settingsFile: string,
  bundled: string,
  generated: string,
): Promise<void> {
  const settings = readSampleSettings(settingsFile);
  const descriptions = await readDescriptions(bundled);
  const documents = [...descriptions].map(([lang, description]) =>
    withSamples(description as unknown as OpenApiDocument, lang, settings),
  );
  await checkSamples(documents, generated);
}

/**
 * Builds the documentation of a bundled description: a folder of pages, in each language that the
 * description is translated into, that needs no network and works from any place.
 *
 * @throws UserError that names what cannot be built
 */
export async function buildDocs(options: DocsOptions): Promise<void> {
  const { companions, bundled, folder, signal } = options;
  const descriptions = await readDescriptions(bundled);
  const first = descriptions.get('en') as JsonObject;
  const langs = [...descriptions.keys()];
  const decisions = shownDecisions(companions);
  const settings = readSampleSettings(companions.samples);
  const files = await writeDownloads(options, langs);
  const chinese = descriptions.get('zh-CN');
  await waitForAll([
    buildGuides({
      description: first as unknown as OpenApiDocument,
      ...(chinese !== undefined && { descriptionZh: chinese as unknown as OpenApiDocument }),
      folder,
      sources: companions,
    }),
    ...[...descriptions].map(async ([lang, description]) => {
      const linked = withDecisionLinks(description, decisions);
      const guides = readGuidesOf(companions, langs, lang);
      const names = new Set(guides.map(({ name }) => name).filter((name) => name !== 'index'));
      const document = withRequestHeaders(
        withSamples(linked as unknown as OpenApiDocument, lang, settings),
        lang,
        { contentType: settings?.contentType, guide: signInGuide(guides) },
      );
      const other = langs.find((one) => one !== lang);
      const own = join(folder, folderOf(lang));
      const download = descriptionFile(lang);
      await waitForAll([
        buildReference({
          lang,
          document: document,
          first: withDecisionLinks(first, decisions),
          other: other === undefined ? undefined : descriptions.get(other),
          file: join(own, 'reference.html'),
          download,
          signal,
        }),
        buildConsole({
          lang,
          document: linked,
          file: join(own, 'console.html'),
          download,
          alternate: other !== undefined,
        }),
        writePlain(document, lang, folder, langs),
        writeMarkdown(document, lang, folder, langs, names),
        writeOverview(document, lang, folder, names).then((overview) =>
          writeLlms(document, lang, folder, {
            guides: [overview, ...listedGuides(guides, lang)],
            files,
            langs,
          }),
        ),
      ]);
    }),
  ]);
  checkLinks(folder);
}
