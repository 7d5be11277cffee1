import { copyFile, mkdtemp, realpath, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/lib/process.js';
import { builtPackage } from './shared/shared.js';

/**
 * Makes a temporary folder in which code imports the package and its dependencies by their names, as
 * in the folder of the project.
 */
export async function makeConsumerFolder(): Promise<string> {
  await builtPackage();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'consumer-')));
  await copyFile(join(projectRoot, 'package.json'), join(folder, 'package.json'));
  for (const name of ['dist', 'generated', 'node_modules']) {
    await symlink(join(projectRoot, name), join(folder, name), 'junction');
  }
  return folder;
}
