import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { projectRoot } from '../../scripts/lib/process.js';

/** The files that a source names in its imports, those of types included. */
function importsOf(file: string, text: string): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return [];
    const path = posix.join(posix.dirname(file), fileName);
    return [path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.tsx'), path].filter((one) =>
      existsSync(join(projectRoot, one)),
    );
  });
}

/** The circles among files, each from the first of its files that was met back to it. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' -> '));
    if (done.has(file)) return;
    done.add(file);
    for (const next of imports.get(file) ?? []) visit(next, [...way, file]);
  };
  for (const file of imports.keys()) visit(file, []);
  return circles;
}

test('a circle of imports is found', () => {
  const imports = new Map([
    ['a.ts', importsOf('scripts/a.ts', "import type { B } from './build.js';")],
    ['scripts/build.ts', ['a.ts']],
  ]);
  expect(circlesIn(imports)).toEqual(['a.ts -> scripts/build.ts -> a.ts']);
});

test('no files of the scripts and the client import each other in a circle', () => {
  const files = ['scripts', 'src'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(tsx?|js)$/.test(name))
      .map((name) => posix.join(folder, name)),
  );
  const imports = files.map((file) => {
    const text = readFileSync(join(projectRoot, file), 'utf8');
    return [file, importsOf(file, text)] as const;
  });
  expect(imports.length).toBeGreaterThan(300);
  expect(circlesIn(new Map(imports))).toEqual([]);
});
