import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../scripts/lib/temporary-folder.js';
import { projectRoot } from '../../scripts/lib/process.js';
import { argumentsOf, letIn } from './dockerfile.js';
import { npmInstall, run } from './run.js';

/** Files of a working copy that nobody else may see. */
const secrets = ['.env', '.npmrc', 'credentials', 'dist/left-over.js', 'src/.env', 'notes.md'];

/** Other versions of what the package depends on, which its programs meet. */
const others = ['undici6@npm:undici@6.29.1', 'undici7@npm:undici@7.30.2'];

/** The docs, which a fresh clone does not have: no part of the package may come from them. */
const docs = join(projectRoot, 'generated/docs');

/**
 * Packs a fresh copy of the project by the commands of the Dockerfile, so that `dist/` is made on the
 * way and nobody is disturbed who uses that of the project. The copy has what the build of the image is
 * given, and what must be left out.
 *
 * @returns path of the tarball, in a folder that ends with the process
 */
export async function packPackage(): Promise<string> {
  const folder = makeTemporaryFolder(join(tmpdir(), 'tarball-'));
  const copy = join(folder, 'project');
  for (const name of [...letIn, 'test/package']) {
    await cp(join(projectRoot, name), join(copy, name), {
      recursive: true,
      filter: (path) => path !== docs,
    });
  }
  await mkdir(join(copy, 'dist'));
  for (const name of secrets) await writeFile(join(copy, name), '# SECRET=of-the-test\n');
  const [install, pack = ''] = argumentsOf('RUN');
  // What `npm ci` installs is there already.
  if (install !== 'npm ci') throw new Error(`The Dockerfile installs by ${install}.`);
  await symlink(join(projectRoot, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const [program = '', ...args] = pack.split(' ');
  await run(copy, program, ...args.map((one) => (one === '/' ? folder : one)));
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`${pack} has left no tarball.`);
  return join(folder, tarball);
}

/**
 * Installs a packed package into an empty project.
 *
 * @returns path of the `node_modules` of that project, in a folder that ends with the process
 */
export async function installPackage(tarball: string): Promise<string> {
  const consumer = makeTemporaryFolder(join(tmpdir(), 'installed-'));
  await writeFile(join(consumer, 'package.json'), '{ "private": true }');
  await npmInstall(consumer, tarball, ...others);
  return join(consumer, 'node_modules');
}
