import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumPath } from '../../scripts/lib/test-programs.js';
import { patience } from '../lib/patience.js';

/**
 * Path of Chromium: the one of the environment variable CHROMIUM, or else Debian's; undefined if there
 * is none, so that the tests in it are skipped.
 *
 * @throws Error in CI, where a skipped test would hide that nothing was tested
 */
export function findChromium(): string | undefined {
  const found = chromiumPath();
  if (found === undefined && process.env['CI'] !== undefined) {
    throw new Error('There is no Chromium: install the package "chromium" or set CHROMIUM.');
  }
  return found;
}

/** Starts a headless Chromium that can reach no host at all but this machine. */
export function launchOffline(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    timeout: patience,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}

/** What a page did besides showing itself. */
export interface Trace {
  /** Addresses that it asked for, its own included, data: and blob: left out. */
  readonly requests: string[];
  /** Errors and warnings of its console, and errors that nothing caught. */
  readonly complaints: string[];
}

/** Opens an empty page and records what it does from now on. */
export async function watchedPage(browser: Browser): Promise<{ page: Page; trace: Trace }> {
  const page = await browser.newPage();
  page.setDefaultTimeout(patience);
  const trace: Trace = { requests: [], complaints: [] };
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url())) trace.requests.push(request.url());
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) trace.complaints.push(message.text());
  });
  page.on('pageerror', (error) => trace.complaints.push(error.message));
  return { page, trace };
}
