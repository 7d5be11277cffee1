import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { UserError } from '../lib/cli.js';
import { isTolerated, type Companions } from '../lib/companions.js';
import type { OpenApiDocument } from '../lib/openapi/document.js';
import { readText } from '../lib/openapi/source.js';
import { waitForAll } from '../lib/steps.js';
import { assetFiles } from './assets.js';
import { brokenLinks } from './check-links.js';
import { neighboursOf, readFlows, type Flow } from './flows.js';
import { readDecisions } from './guides/decision-log.js';
import { guideMarkdown, type Guide } from './guides/guide.js';
import { anchorsOf, checkTranslations, readAllGuides, readCures } from './guides/guides.js';
import { drawLifeCycle, stepsOf, withSteps } from './guides/life-cycle.js';
import { readObjectMap, type ObjectMap } from './guides/object-map.js';
import { readLifeCycle, type LifeCycle } from './guides/life-cycle-source.js';
import { fillMarkers } from './guides/markers.js';
import { descriptionFile, folderOf, languages, type Language } from './languages.js';
import { markdownFiles, type ListedFile } from './markdown.js';
import { readSite, type Site } from './model/site.js';
import type { Docs, OperationSteps } from './pages/context.js';
import { guidePage, plainLanding } from './pages/guides.js';
import { listPages, plainPage } from './pages/lists.js';
import { operationPage } from './pages/operation.js';
import { guidePath, operationPath, skillGuide } from './paths.js';
import { writeSingleFile } from './redoc.js';
import { searchEntries } from './search/entries.js';
import { indexFile, indexPath, readSynonyms } from './search/index-file.js';
import { checkSamples } from './samples/check.js';
import { readSampleSettings } from './samples/settings.js';
import { loadHighlight } from './text/highlight.js';
import type { Highlight } from './text/markdown-html.js';
import { linkNames, resolveLink } from './text/links.js';
import { wordsOf } from './words.js';

export { writeSandboxScript } from './assets.js';

/** What the docs are built from. */
export interface DocsSources {
  /** What the docs are made from beside the description. */
  companions: Companions;
  /** The bundled description with all that it says; its translations lie beside it. */
  bundled: string;
  /** Folder of the descriptions as others get them, to download. */
  published: string;
}

/** A bundled description in every language, with what the docs say of it. */
type DescribedSites = ReadonlyMap<Language, { document: OpenApiDocument; site: Site }>;

/** What the guides of all languages are made from. */
interface Material {
  companions: Companions;
  langs: readonly Language[];
  lifeCycles: ReadonlyMap<string, LifeCycle>;
  objects: ObjectMap | undefined;
  flows: readonly Flow[];
  highlight: Highlight;
}

/** The guides of one language, with what all its pages are made from. */
interface GuideFiles {
  docs: Docs;
  /** The landing page, the guides and the index of the search, by their paths. */
  pages: Map<string, string>;
  /** Markdown of each guide, by its name. */
  texts: Map<string, string>;
}

/** Writes files into a folder, by their paths in it. */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  for (const directory of new Set([...files.keys()].map((path) => dirname(join(folder, path))))) {
    await mkdir(directory, { recursive: true });
  }
  await waitForAll([...files].map(([path, text]) => writeFile(join(folder, path), text)));
}

/** @param bundled - the description in its own language */
function readDescriptions(bundled: string): [Language, OpenApiDocument][] {
  return languages
    .map((lang) => [lang, join(dirname(bundled), descriptionFile(lang))] as const)
    .filter(([, file]) => existsSync(file))
    .map(([lang, file]) => [lang, JSON.parse(readText(file)) as OpenApiDocument]);
}

/**
 * Reads a bundled description in every language.
 *
 * @param settingsFile - what the samples are written with
 */
export function readSites(bundled: string, settingsFile: string | undefined): DescribedSites {
  const settings = readSampleSettings(settingsFile);
  return new Map(
    readDescriptions(bundled).map(([lang, document]) => {
      return [lang, { document, site: readSite(document, lang, settings) }];
    }),
  );
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
  signal?: AbortSignal,
): Promise<void> {
  const sites = [...readSites(bundled, settingsFile).values()].map(({ site }) => site);
  await checkSamples(sites, generated, signal);
}

/**
 * Writes the guides of every language, with the landing page.
 *
 * @throws UserError that names what is wrong with a guide, a picture or a translation
 */
export async function writeGuides(
  described: DescribedSites,
  companions: Companions,
): Promise<GuideFiles[]> {
  const langs = [...described.keys()];
  const { guides: root } = companions;
  const guides = root === undefined ? new Map<Language, Guide[]>() : readAllGuides(root, langs);
  const material: Material = {
    companions,
    langs,
    lifeCycles: readLifeCycles(companions, described.get('en')!.document, guides),
    objects: root === undefined ? undefined : readObjectMap(root),
    flows: readFlows(companions.workflows),
    highlight: await loadHighlight(),
  };
  // Guides first, since they are what people write; then their translations, so that a text which is
  // broken besides is named as that.
  const parts: GuideFiles[] = [];
  for (const [lang, { site }] of described) {
    parts.push(await guideFiles(site, guides.get(lang) ?? [], material));
  }
  if (root !== undefined) checkTranslations(root, langs.slice(1), guides.get('en') ?? []);
  return parts;
}

/**
 * Makes the documentation of a bundled description, but for its edition by Redoc: pages in each language
 * that the description is translated into, that need no network and work from any place.
 *
 * @returns the files by their paths in the folder of the docs
 * @throws UserError that names what cannot be made
 */
export async function docsFiles({
  companions,
  bundled,
  published,
}: DocsSources): Promise<Map<string, string | Uint8Array>> {
  const described = readSites(bundled, companions.samples);
  const flows = readFlows(companions.workflows);
  const descriptions = [...[...described.keys()].map(descriptionFile), 'openapi.yaml'].filter(
    (name) => existsSync(join(published, name)),
  );
  const listed: ListedFile[] = [
    ...descriptions.map((name) => ({ path: name, title: name })),
    ...flows.map(({ path, summary }) => ({ path, title: path, summary })),
  ];
  const files = new Map<string, string | Uint8Array>(flows.map(({ path, text }) => [path, text]));
  for (const name of descriptions) files.set(name, await readFile(join(published, name)));
  for (const { docs, pages, texts } of await writeGuides(described, companions)) {
    const written = [
      ...pages,
      ...listPages(docs),
      ['plain.html', plainPage(docs)] as const,
      ...[...docs.site.operations.values()].map(
        (one) => [operationPath(one), operationPage(docs, one)] as const,
      ),
      ...markdownFiles(docs, texts, listed),
    ];
    for (const [path, text] of written) files.set(folderOf(docs.site.lang) + path, text);
  }
  return new Map([...files, ...(await assetFiles())]);
}

/**
 * Builds the documentation of a bundled description into a folder.
 *
 * @param print - hears of links that lead nowhere, which are findings of the severity "warn"
 * @throws UserError that names what cannot be built
 */
export async function buildDocs({
  folder,
  print,
  signal,
  ...sources
}: DocsSources & {
  folder: string;
  print: (line: string) => void;
  signal?: AbortSignal;
}): Promise<void> {
  const descriptions = readDescriptions(sources.bundled);
  await waitForAll([
    docsFiles(sources).then((files) => writeFiles(folder, files)),
    ...descriptions.map(([lang, document]) =>
      writeSingleFile(lang, document, join(folder, folderOf(lang)), signal),
    ),
  ]);
  const broken = brokenLinks(folder);
  if (broken.length === 0) return;
  if (!isTolerated(sources.companions, 'warn')) {
    throw new UserError(`links of the docs lead nowhere:\n${broken.join('\n')}`);
  }
  print(`${broken.length} of the links in the docs lead nowhere, such as ${broken[0]}`);
}

/** The life cycles that the guides show, by the names of their files. */
function readLifeCycles(
  { lifeCycles: files }: Companions,
  document: OpenApiDocument,
  guides: ReadonlyMap<Language, Guide[]>,
): Map<string, LifeCycle> {
  const markers = [...guides.values()].flat().flatMap((guide) => guide.markers);
  return new Map(
    files
      .map((file) => [parse(file).name, file] as const)
      .filter(([name]) => markers.some(([kind, shown]) => kind !== 'guides' && shown === name))
      .map(([name, file]) => [name, readLifeCycle(file, document)]),
  );
}

/** The landing page and the guides of one language. */
async function guideFiles(
  site: Site,
  guides: readonly Guide[],
  material: Material,
): Promise<GuideFiles> {
  const { companions, langs, highlight, lifeCycles, objects } = material;
  const { lang } = site;
  // The links to decisions lead into a guide.
  const decisions =
    companions.guides === undefined ? [] : readDecisions(companions.decisions, lang);
  const docs: Docs = {
    site,
    otherLangs: langs.filter((other) => other !== lang),
    targets: { operations: site.operations, anchors: anchorsOf(guides, decisions) },
    highlight,
    guides: guides.filter(({ name }) => name !== 'index'),
    cures: readCures(guides, wordsOf[lang].cure),
    decisions: new Map(decisions.map(({ number, title }) => [number, title])),
    steps: await readSteps(site, guides, material),
    // Only what plays the description has its control described.
    hasSandbox: companions.control !== undefined,
  };
  const context = { lifeCycles, objects, guides, decisions };
  const entries = searchEntries(site, guides, decisions);
  const pages = new Map([
    [indexPath, indexFile({ entries, synonyms: readSynonyms(companions.guides) })],
  ]);
  const texts = new Map<string, string>();
  if (guides.length === 0) pages.set('index.html', plainLanding(docs));
  for (const guide of guides) {
    const { name, frontMatter } = guide;
    const page = await fillMarkers(guide, 'html', context);
    pages.set(guidePath(name), guidePage(docs, guide, page.text, page.figures));
    if (name === 'index') continue;
    const { text } = await fillMarkers(guide, 'md', context);
    const source = { path: guidePath(name, 'md'), lang, form: 'md' as const, guide };
    // A skill may be copied out of the docs, so it names operations without a link.
    const named = name === skillGuide ? text : linkNames(text, docs.targets);
    const markdown = guideMarkdown(named, (link) => resolveLink(link, source, docs.targets));
    texts.set(name, frontMatter + markdown);
  }
  return { docs, pages, texts };
}

/** Where the operations stand in the life cycles, and in the flows. */
async function readSteps(
  { lang, operations }: Site,
  guides: readonly Guide[],
  { lifeCycles, flows }: Material,
): Promise<Map<string, OperationSteps>> {
  const shown = await Promise.all(
    [...lifeCycles].map(async ([name, cycle]) => {
      const guide = guides.find(({ markers }) =>
        markers.some(([kind, argument]) => kind === 'life-cycle' && argument === name),
      );
      const drawing = await drawLifeCycle(cycle, lang, 'narrow');
      return { cycle, drawing, name, guide: guide?.name, title: cycle.title[lang] };
    }),
  );
  const known = (ids: readonly string[]) => ids.flatMap((id) => operations.get(id) ?? []);
  const familyOf = (id: string) => operations.get(id)?.family;
  const isStep = (id: string) => operations.get(id)?.method !== 'GET';
  return new Map(
    [...operations.keys()].map((id) => {
      const { previous, next } = neighboursOf(id, flows, familyOf, isStep);
      const cycles = shown.flatMap(({ cycle, drawing, ...place }) => {
        const steps = stepsOf(cycle, lang, id);
        if (steps.length === 0) return [];
        const numbers = steps.map(({ number }) => number);
        const lines = steps.map(({ text }) => text);
        return { ...place, picture: withSteps(drawing, numbers), lines };
      });
      return [id, { cycles, previous: known(previous), next: known(next) }];
    }),
  );
}
