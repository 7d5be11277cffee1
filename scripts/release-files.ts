import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defineCommand, UserError } from './lib/cli.js';
import { npm, projectRoot } from './lib/process.js';
import { stopSignal } from './lib/stop-signal.js';

const command = {
  usage: 'npm run release-files --',
  summary:
    'Makes what a release consists of: the packed package, the list of its components (CycloneDX), and its notes from CHANGELOG.md.',
  options: { out: { value: 'DIR', default: 'release', help: 'folder for the files, made anew' } },
  failure: 'the files cannot be made',
} as const;

/** A component of a CycloneDX list, as far as it is read here. */
interface Component {
  readonly name: string;
  readonly version?: string;
}

/** A CycloneDX list of components. */
interface ComponentList {
  metadata: { component: { name: string } };
  components: Component[];
  dependencies?: { ref: string; dependsOn?: string[] }[];
}

/**
 * The components of the package: its dependencies, and what is compiled into its command.
 *
 * @param licences - text of the file that names what is compiled in, one `name version` a heading
 */
export function componentsOfPackage(
  all: ComponentList,
  dependencies: ComponentList,
  licences: string,
): ComponentList {
  const key = ({ name, version }: Component): string => `${name} ${version}`;
  const kept = new Set([
    ...dependencies.components.map(key),
    ...[...licences.matchAll(/^(?:@[\w.-]+\/)?[\w.-]+ \d+\.\d+\.\d+\S*$/gm)].map(([line]) => line),
  ]);
  const components = all.components.filter((component) => kept.has(key(component)));
  const missing = [...kept].filter(
    (one) => !components.some((component) => key(component) === one),
  );
  if (missing.length > 0) {
    throw new UserError(`npm does not list ${missing.join(', ')}, which the package holds.`);
  }
  const { dependencies: _, ...rest } = all;
  return { ...rest, components };
}

/**
 * The part of a changelog for a version; that of the next release, if the version has none yet.
 *
 * @throws UserError if there is neither
 */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const found =
    sections.find((section) => section.startsWith(`[${version}]`)) ??
    sections.find((section) => section.startsWith('[Unreleased]'));
  const notes = found?.slice(found.indexOf('\n')).trim();
  if (!notes) throw new UserError(`CHANGELOG.md says nothing of version ${version}.`);
  return `${notes}\n`;
}

async function listComponents(signal: AbortSignal, ...options: string[]): Promise<ComponentList> {
  const format = ['--sbom-format=cyclonedx', '--sbom-type=library'];
  return JSON.parse(await npm(signal, 'sbom', ...format, ...options)) as ComponentList;
}

defineCommand(import.meta.url, command, async (options) => {
  const signal = stopSignal();
  const out = resolve(options.out);
  const { name, version } = JSON.parse(
    await readFile(join(projectRoot, 'package.json'), 'utf8'),
  ) as { name: string; version: string };
  const notes = notesOf(await readFile(join(projectRoot, 'CHANGELOG.md'), 'utf8'), version);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await npm(signal, 'pack', '--pack-destination', out);
  const licences = await readFile(join(projectRoot, 'dist/scripts/contract.LICENSES.txt'), 'utf8');
  const list = componentsOfPackage(
    await listComponents(signal),
    await listComponents(signal, '--omit=dev'),
    licences,
  );
  list.metadata.component.name = name;
  await writeFile(join(out, 'sbom.cdx.json'), `${JSON.stringify(list, undefined, 2)}\n`);
  await writeFile(join(out, 'NOTES.md'), notes);
  for (const file of await readdir(out)) console.log(join(options.out, file));
});
