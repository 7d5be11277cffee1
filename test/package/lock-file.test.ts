import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
const readManifest = (folder: string) => read(`${folder}package.json`) as Manifest;
const readLock = (folder: string) =>
  (read(`${folder}package-lock.json`) as { packages: Record<string, LockedPackage> }).packages;

describe.each(['', 'test/bench/', 'test/generators/'])(
  'The lock file %spackage-lock.json',
  (folder) => {
    const installed = Object.entries(readLock(folder)).filter(([path]) => path !== '');

    test('locks one version of each package that package.json names', () => {
      const { dependencies, devDependencies } = readManifest(folder);
      const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
        ([, version]) => !/^(npm:[a-z@/-]+@)?\d+\.\d+\.\d+$/.test(version),
      );
      expect(loose).toEqual([]);
    });

    test('names no host and has a checksum for each package', () => {
      expect(installed.length).toBeGreaterThan(100);
      expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
      expect(installed.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
    });

    test('has no package that asks for another by a tag, which npm ci would compare with the registry', () => {
      const { overrides = {} } = readManifest(folder);
      const byTag = installed.flatMap(([path, { dependencies = {} }]) =>
        Object.entries(dependencies)
          .filter(([name, range]) => /^[a-z]+$/.test(range) && overrides[name] === undefined)
          .map(([name, range]) => `${path}: ${name}@${range}`),
      );
      expect(byTag).toEqual([]);
    });
  },
);

test('The mock is the Prism whose behaviour the contract tests rely on', () => {
  const packages = readLock('');
  const version = (name: string) => packages[`node_modules/@stoplight/${name}`]?.version;
  expect(version('prism-cli')).toBe('5.14.2');
  expect(version('prism-http-server')).toBe('5.12.2');
  expect(version('prism-http')).toBe('5.12.0');
});
