import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Path of Chromium: that of the environment variable CHROMIUM, or else Debian's; undefined if there is
 * none.
 */
export function chromiumPath(): string | undefined {
  const { CHROMIUM } = process.env;
  const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];
  return (CHROMIUM === undefined ? usual : [CHROMIUM]).find((place) => existsSync(place));
}

/** Whether curl is on the PATH. */
export function hasCurl(): boolean {
  return spawnSync('curl', ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** A line for each program without which tests are skipped: what is missing, and how to get it. */
export function skippedForWantOf(programs: { chromium: boolean; curl: boolean }): string[] {
  return [
    ...(programs.chromium
      ? []
      : [
          'The tests in a browser were skipped, since there is no Chromium: apt-get install chromium, or set CHROMIUM to the path of one.',
        ]),
    ...(programs.curl
      ? []
      : [
          'The tests of lines for a shell were skipped, since curl is not on the PATH: apt-get install curl.',
        ]),
  ];
}
