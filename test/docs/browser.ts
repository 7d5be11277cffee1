import { chromium as launcher, type Browser, type BrowserServer, type Page } from 'playwright-core';
import { patience } from '../lib/patience.js';
import { chromium } from '../lib/programs.js';
import { browserAddress } from '../lib/shared/shared.js';

/** What the browser does without. The list takes the place of Playwright's own, whose names it repeats. */
const unused = [
  // Each window would have renderers of its own for what drops down from its address bar, which nobody sees.
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
  // And each page would have a renderer in reserve.
  'SpareRendererForSitePerProcess',
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...['HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding'],
  ...['ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints'],
  ...['NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch', 'TcpPortRandomizationWin'],
];

/** How a headless Chromium starts that can reach no host at all but this machine. */
const offline = {
  executablePath: chromium.path,
  timeout: patience,
  args: [
    '--no-sandbox',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    `--disable-features=${unused.join()}`,
  ],
};

/** Starts such a browser for the caller alone. */
export const launchOffline = (): Promise<Browser> => launcher.launch(offline);

/** Starts such a browser for all test files, which `openBrowser` connects to. */
export const serveBrowser = (): Promise<BrowserServer> => launcher.launchServer(offline);

/** Connects to the browser that all test files share; closing it closes the pages of the caller. */
export async function openBrowser(): Promise<Browser> {
  return launcher.connect(await browserAddress(), { timeout: patience });
}

/** What a page did besides showing itself. */
export interface Trace {
  /** Addresses that it asked for, its own included; without data:, blob: and what its policy refused. */
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
  // What the policy of a page refuses is asked of nobody; the browser reports it as asked for first.
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'csp') return;
    const place = trace.requests.indexOf(request.url());
    if (place !== -1) trace.requests.splice(place, 1);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) trace.complaints.push(message.text());
  });
  page.on('pageerror', (error) => trace.complaints.push(error.message));
  return { page, trace };
}
