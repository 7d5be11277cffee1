import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OpenApiDocument } from '../lib/openapi/document.js';
import type { Companions } from '../lib/companions.js';
import { waitForAll } from '../lib/steps.js';
import { checkLinks } from './check-links.js';
import { buildConsole } from './console.js';
import { readDecisions } from './decision-log.js';
import { guideFiles, readAllGuides } from './guides.js';
import type { Guide } from './guide-text.js';
import { descriptionFile, folderOf, languages, type Language } from './languages.js';
import { guidePath } from './links.js';
import { markdownFiles, type ListedFile } from './markdown.js';
import { plainPage } from './plain.js';
import { withRequestHeaders, type SignInGuide } from './request-headers.js';
import { buildReference } from './reference.js';
import { checkSamples } from './samples/check.js';
import { readSampleSettings } from './samples/settings.js';
import { withSamples } from './samples/samples.js';
import { withDecisionLinks } from './texts.js';
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

async function readDescriptions(bundled: string): Promise<Map<Language, OpenApiDocument>> {
  const found = new Map<Language, OpenApiDocument>();
  for (const lang of languages) {
    const file = lang === 'en' ? bundled : join(dirname(bundled), descriptionFile(lang));
    if (!existsSync(file)) continue;
    found.set(lang, JSON.parse(await readFile(file, 'utf8')) as OpenApiDocument);
  }
  return found;
}

/** Writes files into a folder, by their paths in it. */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  await waitForAll(
    [...files].map(async ([path, text]) => {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }),
  );
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

/** The guide that the headers of requests lead to: the one with the name `sign-in`. */
function signInGuide(guides: readonly Guide[]): SignInGuide | undefined {
  const guide = guides.find(({ name }) => name === 'sign-in');
  return guide && { path: guidePath(guide.name), title: guide.title, sections: guide.sections };
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
    withSamples(description, lang, settings),
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
  const langs = [...descriptions.keys()];
  const settings = readSampleSettings(companions.samples);
  const files = await writeDownloads(options, langs);
  // The links to decisions lead into a guide.
  const log = companions.guides === undefined ? [] : readDecisions(companions.decisions, 'en');
  const numbers = new Set(log.map(({ number }) => number));
  const linked = new Map(
    [...descriptions].map(([lang, description]) => [lang, withDecisionLinks(description, numbers)]),
  );
  const guidesOf =
    companions.guides === undefined ? undefined : readAllGuides(companions.guides, langs);
  await waitForAll([
    guideFiles(descriptions, companions).then((guides) => writeFiles(folder, guides)),
    ...[...linked].map(async ([lang, description]) => {
      const guides = guidesOf?.get(lang) ?? [];
      const document = withRequestHeaders(withSamples(description, lang, settings), lang, {
        contentType: settings?.contentType,
        guide: signInGuide(guides),
      });
      const own = join(folder, folderOf(lang));
      const listed = guides
        .filter(({ name }) => name !== 'index')
        .map(({ name, title, lead }) => ({
          path: folderOf(lang) + guidePath(name, 'md'),
          title,
          summary: lead,
        }));
      // Before anything is begun that goes on: what these throw would leave it to itself.
      const texts = new Map([
        [`${folderOf(lang)}plain.html`, plainPage(document, lang, langs)],
        ...markdownFiles({ document, lang, langs, guides: listed, files }),
      ]);
      await waitForAll([
        buildReference({
          lang,
          document: document,
          descriptions: linked,
          file: join(own, 'reference.html'),
          signal,
        }),
        buildConsole({ lang, langs, document: description, file: join(own, 'console.html') }),
        writeFiles(folder, texts),
      ]);
    }),
  ]);
  checkLinks(folder);
}
