import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that tests run and that Node.js does not bring along. */
export interface Program {
  /** Where it is; undefined if it is missing. */
  readonly path: string | undefined;
  /** What is missing without it, and how to get it. */
  readonly missing: string;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of some programs that is in a folder of the PATH. */
function onPath(...names: string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const ending = process.platform === 'win32' ? '.exe' : '';
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name + ending)))
    .find(isExecutable);
}

/** What the command lines of the docs and of the contract report run. */
export const curl: Program = {
  path: onPath('curl'),
  missing: 'curl, which is not on the PATH (apt-get install curl)',
};

/** What the scripts of the guides read responses with. */
export const jq: Program = {
  path: onPath('jq'),
  missing: 'jq, which is not on the PATH (apt-get install jq)',
};

/** What compiles the code samples in Python. */
export const python: Program = {
  path: onPath('python3'),
  missing: 'Python 3, which is not on the PATH (apt-get install python3)',
};

/** What parses the code samples in Java, on machines that have it. */
export const java: Program = {
  path: onPath('javac') && onPath('java'),
  missing: 'a JDK, which is not on the PATH (apt-get install default-jdk-headless)',
};

/** What parses the code samples in Go, on machines that have it. */
export const gofmt: Program = {
  path: onPath('gofmt'),
  missing: 'Go, which is not on the PATH (apt-get install golang-go)',
};

const chosen = process.env['CHROMIUM'] || undefined;

/** The browser: that of the environment variable CHROMIUM, or else the one on the PATH. */
export const chromium: Program =
  chosen === undefined
    ? {
        path: onPath('chromium', 'chromium-browser'),
        missing:
          'Chromium, which is not on the PATH (apt-get install chromium, or set CHROMIUM to its path)',
      }
    : {
        path: isExecutable(chosen) ? chosen : undefined,
        missing: `Chromium, which is not at ${chosen} (set CHROMIUM to its path, or unset it and apt-get install chromium)`,
      };
