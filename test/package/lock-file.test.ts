import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
    packages: Record<string, { version?: string; resolved?: string; integrity?: string }>;
  };

test('Every dependency is pinned to one version', () => {
  const { dependencies, devDependencies } = read('package.json');
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^(npm:[a-z@/-]+@)?\d+\.\d+\.\d+$/.test(version),
  );
  expect(loose).toEqual([]);
});

test('The lock file names no host and has a checksum for each package', () => {
  const packages = Object.entries(read('package-lock.json').packages).filter(
    ([path]) => path !== '',
  );
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(packages.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
});

test('The mock is the Prism whose behaviour the contract tests rely on', () => {
  const { packages } = read('package-lock.json');
  const version = (name: string) => packages[`node_modules/@stoplight/${name}`]?.version;
  expect(version('prism-cli')).toBe('5.14.2');
  expect(version('prism-http-server')).toBe('5.12.2');
  expect(version('prism-http')).toBe('5.12.0');
});
