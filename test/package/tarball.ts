import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../scripts/lib/temporary-folder.js';
import { projectRoot } from '../../scripts/lib/process.js';
import { npmInstall, run } from './run.js';

/** What the package is made from. */
const ingredients = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'generated',
  'package.json',
  'scripts',
  'spec',
  'src',
  'test/package',
  'tsconfig.json',
];

/** Files of a working copy that nobody else may see. */
const secrets = ['.env', '.npmrc', 'credentials', 'dist/left-over.js', 'src/.env', 'notes.md'];

/** Other versions of what the package depends on, which its programs meet. */
const others = ['undici6@npm:undici@6.29.1', 'undici7@npm:undici@7.30.2'];

/**
 * Packs a fresh copy of the project, so that `dist/` is made on the way and nobody is disturbed who
 * uses that of the project, and installs it into an empty project.
 *
 * @returns path of the `node_modules` of that project, in a folder that ends with the process
 */
export async function packAndInstall(): Promise<string> {
  const folder = makeTemporaryFolder(join(tmpdir(), 'tarball-'));
  const copy = join(folder, 'project');
  for (const name of ingredients) {
    await cp(join(projectRoot, name), join(copy, name), { recursive: true });
  }
  await symlink(join(projectRoot, 'node_modules'), join(copy, 'node_modules'), 'junction');
  await mkdir(join(copy, 'dist'));
  for (const name of secrets) await writeFile(join(copy, name), '# SECRET=of-the-test\n');
  await run(copy, 'npm', 'pack', '--pack-destination', folder);
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack has left no tarball.');
  const consumer = join(folder, 'consumer');
  await mkdir(consumer);
  await writeFile(join(consumer, 'package.json'), '{ "private": true }');
  await npmInstall(consumer, join(folder, tarball), ...others);
  return join(consumer, 'node_modules');
}
