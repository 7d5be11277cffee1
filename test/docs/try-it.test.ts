import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { docsFiles, writeFiles } from '../../scripts/docs/site.js';
import { findCompanions } from '../../scripts/lib/companions.js';
import { serveFolder } from '../../scripts/lib/loopback.js';
import { startSandbox } from '../../src/sandbox/index.js';
import { startLoopbackServer } from '../client/loopback-server.js';
import { atNight, testAtNight } from '../lib/at-night.js';
import { describeWith } from '../lib/describe-with.js';
import { chromium } from '../lib/programs.js';
import { seriousFindings } from './axe.js';
import { openBrowser, watchedPage, type Trace } from './browser.js';
import { docsFolder } from './built.js';

const review = 'createAopWorkflowVersionApprovel';

describeWith(chromium, 'The form on the page of an operation', () => {
  let browser: Browser;
  let page: Page;
  let trace: Trace;

  const addressOf = (operation: string, lang = '') =>
    `${pathToFileURL(docsFolder).href}/${lang}operations/${operation}.html#try-it-form`;
  const panel = () => page.locator('#try-panel');
  const answer = () => page.locator('#try-answer');
  const body = () => page.locator('#try-body');
  const choose = (title: string) => page.locator('#try-example').selectOption({ label: title });

  async function open(operation: string, lang = ''): Promise<void> {
    // An address that differs from the current one by its fragment alone loads nothing.
    await page.goto('about:blank');
    await page.goto(addressOf(operation, lang));
    await panel().locator('h3').waitFor();
  }

  /** Fills in the ids of a record that the panel shows. */
  const use = (name: string) =>
    panel()
      .getByRole('button', { name: `Use the ids: ${name}`, exact: true })
      .click();

  /** Starts a server, and has the form send to it. */
  async function sendTo(server: Server): Promise<void> {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    await page.locator('#try-target').selectOption('service');
    const { port } = server.address() as AddressInfo;
    await page.locator('#try-address').fill(`http://127.0.0.1:${port}`);
  }

  async function closed(server: Server): Promise<void> {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  /** Sends the form, and gives the status of the response. */
  async function send(): Promise<string> {
    await page.locator('.try-it button[type=submit]').click();
    await answer().locator('h3').waitFor();
    return answer().locator('.result .status').innerText();
  }

  beforeAll(async () => {
    browser = await openBrowser();
    ({ page, trace } = await watchedPage(browser));
  });
  afterAll(async () => {
    await browser?.close();
  });
  afterEach(async () => {
    // A tab for each test would cost more than most tests: the next one finds this as if it were new.
    await page.evaluate(() => [sessionStorage, localStorage].forEach((storage) => storage.clear()));
    for (const records of Object.values(trace) as string[][]) records.length = 0;
  });

  test('has the ids of the path filled in, and nothing else', async () => {
    await open('listWorkflows');
    const filled = await page
      .locator('.try-it :is(input, select, textarea)[data-in]')
      .evaluateAll((controls) =>
        controls.flatMap((control) => {
          const { value, dataset } = control as HTMLInputElement;
          return value === '' ? [] : [dataset['name']];
        }),
      );
    expect(filled).toEqual(['project_id', 'workspace_id']);
    expect(await page.locator('#try-request').innerText()).toMatch(/^GET \S+\/soc\/workflows$/m);
    expect(await send()).toBe('200');
    expect(await answer().locator('pre').first().innerText()).toContain('"name": "Test_aop"');
  });

  test('says in words what an answer rests on that no source settles', async () => {
    await open('listConnections', 'zh-CN/');
    expect(await send()).toBe('200');
    expect(await answer().innerText()).toContain('其依据为本文档的推断。');
  });

  test('sends what was chosen for parameters of each kind', async () => {
    await open('listWorkflows');
    await page.locator('[data-name=limit]').fill('3');
    await page.locator('[data-name=enabled]').selectOption('false');
    await page.locator('[data-name=order]').selectOption('ASC');
    expect(await page.locator('#try-request').innerText()).toMatch(
      /workflows\?enabled=false&limit=3&order=ASC/,
    );
    expect(await send()).toBe('200');
    expect(await answer().locator('pre').first().innerText()).not.toContain('Test_aop');
  });

  test('takes a workflow through its life from page to page, and shows its state', async () => {
    const own = () => panel().locator('li').filter({ hasText: 'Isolate_host' }).first();
    await open('createAopWorkflow');
    await choose('Only what is mandatory');
    expect(await send()).toBe('200');
    await open('createAopWorkflowVersion');
    await use('Isolate_host');
    await choose('First draft of a diagram with one node');
    await body().fill((await body().inputValue()).replace('Test_aop', 'Isolate_host'));
    expect(await send()).toBe('200');
    expect(await own().innerText()).toMatch(/draft pending_submit/);
    await open('updateAopWorkflowVersion');
    await use('Isolate_host draft');
    await choose('Submit the version for review');
    expect(await send()).toBe('200');
    expect(await own().innerText()).toMatch(/V1 pending_approval/);
    await open(review);
    await use('Isolate_host V1');
    await choose('Example of an approved review');
    expect(await send()).toBe('200');
    expect(await answer().innerText()).toMatch(/approv/i);
    await panel().getByRole('button', { name: 'a minute' }).click();
    expect(await own().innerText()).toMatch(/disabled[^]*V1 activated/);
    const version = await own().locator('.id').innerText();
    await open('updateAopWorkflow');
    await choose('Enable the workflow with its activated version');
    await use('Isolate_host V1');
    expect(JSON.parse(await body().inputValue())).toMatchObject({ version_id: version });
    expect(await send()).toBe('200');
    expect(await own().innerText()).not.toContain('disabled');
    await open('createWorkflowInstance');
    await use('Isolate_host');
    await choose('Run the workflow on an alert');
    const workflow = await page.locator('[data-name=workflow_id]').inputValue();
    expect(JSON.parse(await body().inputValue())).toMatchObject({ action_id: workflow });
    await choose('Run the workflow without a data object');
    expect(await send()).toBe('200');
    const runs = panel().locator('li').filter({ hasText: 'Isolate_host-' });
    expect(await runs.innerText()).toContain('RUNNING');
    await panel().getByRole('button', { name: 'Finish the runs' }).click();
    expect(await runs.innerText()).toContain('FINISHED');
    await panel().getByRole('button', { name: 'Reset' }).click();
    expect(await runs.count()).toBe(0);
    expect(await own().count()).toBe(0);
    expect(trace.requests.filter((address) => !address.startsWith('file:'))).toEqual([]);
    expect(trace.complaints).toEqual([]);
  });

  test('checks the body while it is typed, explains a refusal, and marks it once it is stale', async () => {
    await open('createAopWorkflow');
    const check = page.locator('#try-check');
    await body().fill('{"name":');
    await expect(check.innerText()).resolves.toMatch(/not JSON/);
    await body().fill('{"name": 5, "aop_type": "NORMAL"}');
    await page.waitForFunction(() => /lacks|must/.test(document.body.innerText));
    expect(await check.innerText()).toMatch(/does not fit its schema|The body lacks/);
    expect(await body().getAttribute('aria-invalid')).toBe('true');
    expect(await send()).toBe('400');
    const code = answer().locator('.codes a').first();
    expect(await code.getAttribute('href')).toMatch(/guides\/errors\.html#/);
    expect(await answer().innerText()).toContain('What to do');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Response');
    expect(await answer().locator('.stale').count()).toBe(0);
    await body().fill('{}');
    expect(await answer().locator('.stale').innerText()).toMatch(/changed/);
    await choose('Only what is mandatory');
    await page.waitForFunction(() => document.body.innerText.includes('The body fits'));
    expect(await send()).toBe('200');
    expect(await answer().locator('.stale').count()).toBe(0);
    await page.locator('[data-name=workspace_id]').fill('');
    await page.locator('.try-it button[type=submit]').click();
    expect(await page.locator('#try-fault').innerText()).toContain('workspace_id');
    expect(await answer().innerText()).toBe('');
  });

  describe('with a body', () => {
    const example = () => page.locator('#try-example').selectOption({ index: 1 });
    const shownRequest = () => page.locator('#try-request').innerText();
    const shownJson = async () =>
      JSON.parse(await answer().locator('pre').first().innerText()) as Record<string, any>;

    /** Types a body, and waits for what the form says of it. */
    async function check(text: string, expected: string): Promise<void> {
      await body().fill(text);
      await page.waitForFunction(
        (message) => document.querySelector('#try-check')?.textContent?.includes(message),
        expected,
      );
      const isFault = expected !== 'The body fits';
      expect(await body().getAttribute('aria-invalid')).toBe(String(isFault));
    }

    testAtNight('that is a list, checks its items and sends them', async () => {
      await open('copyPlaybookVersion');
      if ((await body().count()) > 0) await example();
      expect(await send()).toBe('200');
      const { data } = await shownJson();
      await open('createPlaybookAction');
      await page.locator('[data-name=version_id]').fill(data.id);
      await example();
      const list = await body().inputValue();
      const [item] = JSON.parse(list) as object[];
      await check(JSON.stringify(item), 'The body must be of type array');
      await check('[{}]', '0 lacks');
      expect(await send()).toBe('400');
      expect(await answer().innerText()).toContain('0 lacks');
      await check(list, 'The body fits');
      expect(await shownRequest()).toMatch(/^POST [^]*\n\[\n/);
      expect(await send()).toBe('200');
      expect((await shownJson())['data']).toMatchObject([item]);
      expect(trace.complaints).toEqual([]);
    });

    test.each([
      ['deleteAlert', 'showAlert', 'alert_id'],
      ...atNight(['deleteIncident', 'showIncident', 'incident_id'] as const),
    ])('of a DELETE, checks and sends it: %s', async (operation, show, name) => {
      await open(operation);
      await example();
      const text = await body().inputValue();
      await check('{"ids": []}', 'must not have ids');
      expect(await send()).toBe('400');
      await check(text, 'The body fits');
      expect(await shownRequest()).toMatch(/^DELETE [^]*Content-Type: application\/json/);
      expect(await send()).toBe('200');
      const [id] = (JSON.parse(text) as { batch_ids: string[] }).batch_ids;
      expect((await shownJson())['data'].success_ids).toEqual([id]);
      await open(show);
      await page.locator(`[data-name=${name}]`).fill(id!);
      expect(await send()).not.toBe('200');
      expect(trace.complaints).toEqual([]);
    });
  });

  test('sends a form with a file, and saves a file that comes back', async () => {
    await open('exportAopworkflow');
    await page.locator('#try-example').selectOption({ index: 1 });
    expect(await send()).toBe('200');
    const download = page.waitForEvent('download');
    await answer().getByRole('link').last().click();
    const file = join(await mkdtemp(join(tmpdir(), 'download-')), 'response.bin');
    await (await download).saveAs(file);
    await open('importAopworkflow');
    await page.locator('input[type=file]').setInputFiles(file);
    expect(await send()).toBe('200');
    expect(await page.locator('#try-request').innerText()).toMatch(
      /multipart\/form-data; boundary/,
    );
    await rm(dirname(file), { recursive: true });
  });

  describe('with secrets', () => {
    /** All that the page shows or keeps, but for what stands in the fields themselves. */
    const shown = () =>
      page.evaluate(() =>
        [
          document.documentElement.outerHTML,
          document.documentElement.textContent,
          location.href,
          document.cookie,
          JSON.stringify({ ...sessionStorage }),
          JSON.stringify({ ...localStorage }),
        ].join('\n'),
      );

    test('signs with an access key as the sandbox checks it strictly, and keeps the key to itself', async () => {
      await open('createAopWorkflow');
      await page.locator('#try-auth').selectOption('strict');
      await choose('Only what is mandatory');
      expect(await send()).toBe('401');
      await page.locator('#try-way').selectOption('key');
      await page.locator('#try-fill').click();
      const secret = await page.locator('#try-sk').inputValue();
      const access = await page.locator('#try-ak').inputValue();
      expect(await send()).toBe('200');
      expect(secret.length).toBeGreaterThan(10);
      expect(await shown()).not.toContain(secret);
      expect(await shown()).not.toContain(access);
      await page.locator('#try-sk').fill(`${secret}x`);
      expect(await send()).toBe('401');
      expect(await shown()).not.toContain(access);
      await page.goto(addressOf('listWorkflows'));
      await panel().locator('h3').waitFor();
      await page.goBack();
      expect(await page.locator('#try-sk').inputValue()).toBe('');
    });

    test('sends a token that nothing shows or keeps', async () => {
      await open('listWorkflows');
      await page.locator('#try-auth').selectOption('strict');
      await page.locator('#try-way').selectOption('token');
      const token = page.locator('#try-token');
      expect(await token.getAttribute('type')).toBe('password');
      await token.fill('a-token-of-nobody');
      expect(await send()).toBe('401');
      await page.locator('#try-fill').click();
      const secret = await token.inputValue();
      expect(await send()).toBe('200');
      expect(await page.locator('#try-request').innerText()).toMatch(/X-Auth-Token: •+/);
      expect(await shown()).not.toContain(secret);
    });
  });

  testAtNight('sends what it shows: address, headers and body', async () => {
    const server = await startLoopbackServer();
    const allowed = ['Origin', 'Methods', 'Headers'].map((name) => [
      `Access-Control-Allow-${name}`,
      '*',
    ]);
    server.answer = { headers: Object.fromEntries(allowed) as Record<string, string>, body: '{}' };
    try {
      await open('updateAopWorkflow');
      await page.locator('#try-target').selectOption('service');
      await page.locator('#try-address').fill(`${server.url}/below/`);
      await page.locator('[data-name=workflow_id]').fill('an id/with a slash');
      await body().fill('{"name": "审核"}');
      await page.locator('#try-way').selectOption('token');
      await page.locator('#try-token').fill('a-token-of-nobody');
      const shown = await page.locator('#try-request').innerText();
      expect(await send()).toBe('200');
      const [request] = server.seen.filter(({ method }) => method !== 'OPTIONS');
      const { method, target, headers } = request!;
      expect(target).toMatch(
        /^\/below\/v1\/[\w-]+\/workspaces\/[\w-]+\/soc\/workflows\/an%20id%2Fwith/,
      );
      expect(headers['x-auth-token']).toBe('a-token-of-nobody');
      expect(headers['content-type']).toBe('application/json;charset=UTF-8');
      expect(shown.split('\n')).toEqual([
        `${method} ${server.url}${target}`,
        `Content-Type: ${headers['content-type']}`,
        'X-Auth-Token: ••••••••',
        '',
        String(request!.body),
      ]);
      expect(String(request!.body)).toBe('{"name": "审核"}');
      for (const name of ['cookie', 'referer']) expect(headers).not.toHaveProperty(name);
    } finally {
      await server.close();
    }
  });

  test.each([
    ['[data-name=limit]', '1e', /limit.*number/],
    ['[data-name=workspace_id]', '..', /^The path must not have/],
    ['#try-token', '令牌令牌', /ISO-8859-1/],
  ])('says what of a request cannot be sent: %s is "%s"', async (control, typed, said) => {
    await open('listWorkflows');
    await page.locator('#try-way').selectOption('token');
    await page.locator(control).fill('');
    // What is no number cannot be filled in, but typed.
    await page.locator(control).pressSequentially(typed);
    await page.locator('.try-it button[type=submit]').click();
    await page.locator('#try-fault:not(:empty)').waitFor();
    expect(await page.locator('#try-fault').innerText()).toMatch(said);
    expect(await answer().innerText()).toBe('');
  });

  test('sends a request once, however often it is submitted meanwhile, and stops waiting when asked', async () => {
    const received: string[] = [];
    const server = createServer(({ method }) => received.push(method ?? ''));
    try {
      await open('createAopWorkflow');
      await sendTo(server);
      const submit = page.locator('.try-it button[type=submit]');
      await submit.dblclick();
      await page.getByRole('button', { name: 'Stop waiting' }).press('Enter');
      await page.waitForFunction(() => document.body.innerText.includes('may have been carried'));
      expect(received.length).toBeLessThan(2);
      expect(await submit.evaluate((button) => button === document.activeElement)).toBe(true);
    } finally {
      await closed(server);
    }
  });

  test('takes a code for what it means with the status that it came with', async () => {
    const server = createServer(({ method }, response) => {
      const lets = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
      response.writeHead(method === 'OPTIONS' ? 204 : 413, {
        ...lets,
        'content-type': 'application/json',
      });
      response.end(method === 'OPTIONS' ? undefined : '{"error_code":"APIG.0201"}');
    });
    try {
      await open('createAopWorkflow');
      await sendTo(server);
      expect(await send()).toBe('413');
      expect(await answer().innerText()).toContain('listed below');
      expect(await answer().innerText()).not.toContain('in time');
    } finally {
      await closed(server);
    }
  });

  test('shows and keeps each number as it was written', async () => {
    const server = createServer(({ method }, response) => {
      const lets = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
      response.writeHead(200, { ...lets, 'content-type': 'application/json' });
      response.end(method === 'OPTIONS' ? undefined : '{"total":12345678901234567890,"rate":1.0}');
    });
    try {
      await open('createWorkflowInstance');
      await body().fill('{ "action_id": "", "count": 12345678901234567890 }');
      await panel().getByRole('button', { name: 'Use the ids: ' }).first().click();
      expect(await body().inputValue()).toMatch(
        /"action_id": ".+",\n {2}"count": 12345678901234567890\n/,
      );
      await sendTo(server);
      expect(await send()).toBe('200');
      expect(await answer().innerText()).toContain('"total": 12345678901234567890,');
      expect(await answer().innerText()).toContain('"rate": 1.0\n');
    } finally {
      await closed(server);
    }
  });

  test('sends to the server beside the docs whatever its port, signed as that one checks it', async () => {
    const sandbox = await startSandbox({ port: 0, auth: 'strict' });
    const docs = await serveFolder(docsFolder, 0, { 'api-port': sandbox.port });
    try {
      await page.goto(`${docs.url}operations/listWorkflows.html#try-it-form`);
      await page.locator('#try-target').selectOption('local');
      expect(await page.locator('#try-token').isVisible()).toBe(true);
      await page.locator('#try-way').selectOption('key');
      await page.locator('#try-ak').fill('AKADMIN'.padEnd(20, '0'));
      await page.locator('#try-sk').fill('admin-secret-key'.padEnd(40, '0'));
      await page.locator('[data-name=name]').fill("it's (a) name");
      expect(await send()).toBe('200');
      const [entry] = sandbox.control.journal();
      expect(entry).toMatchObject({ operation: 'listWorkflows', user: 'admin' });
      await page.locator('#try-target').selectOption('service');
      await page.locator('#try-address').fill('http://192.0.2.1');
      await page.locator('.try-it button[type=submit]').click();
      expect(await page.locator('#try-fault').innerText()).toMatch(/https/);
      await page.locator('#try-address').fill(sandbox.url);
      expect(await send()).toBe('200');
      await sandbox.close();
      await page.locator('.try-it button[type=submit]').click();
      await page.waitForFunction(() => document.body.innerText.includes('No response came'));
    } finally {
      await Promise.all([sandbox.close(), docs.stop()]);
    }
  });

  test.each([
    ['createAopWorkflow', '', 'light', [390, 1024, 1440]],
    ['createAopWorkflow', 'zh-CN/', 'dark', [1440, 1024, 390]],
    ['importAopworkflow', 'zh-CN/', 'light', [390, 1440, 1024]],
  ] as const)(
    'can be used by everybody: %s%s in %s colours, after the window was resized: %j',
    async (id, lang, scheme, widths) => {
      await page.setViewportSize({ width: widths[0], height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await open(id, lang);
      await page.locator('#try-way').selectOption('key');
      await send();
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
      expect(await seriousFindings(page, '.try-it')).toEqual([]);
    },
  );

  test('gives the command line to a reader without JavaScript', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(addressOf('createAopWorkflow'));
    expect(await plain.locator('#try-it-form').isVisible()).toBe(false);
    const text = await plain.locator('.try-it').innerText();
    expect(text).toContain('needs JavaScript');
    expect(text).toContain('curl --fail-with-body');
    await context.close();
  });

  test('does without a sandbox for a description that has none, fills in nothing but ids that must be there, and says that no schema is checked', async () => {
    const other = await mkdtemp(join(tmpdir(), 'foreign-'));
    try {
      const text = { type: 'string' };
      const id = { example: 'an-id', 'x-resource-id': { collection: 'records' } };
      const schema = {
        type: 'object',
        required: ['friend', 'name'],
        properties: {
          friend: { ...text, ...id },
          name: { ...text, example: 'Rex' },
          enemy: { ...text, ...id },
        },
      };
      const description = {
        openapi: '3.1.0',
        info: { title: 'Pets', version: '1' },
        paths: {
          '/pets/{id}': {
            put: {
              operationId: 'savePet',
              parameters: [
                { name: 'id', in: 'path', required: true, ...id, schema: { type: 'string' } },
                { name: 'owner', in: 'query', required: true, ...id, schema: { type: 'string' } },
                { name: 'kind', in: 'query', required: true, example: 'cat', schema: text },
                { name: 'vet', in: 'query', ...id, schema: text },
              ],
              requestBody: { content: { 'application/json': { schema } } },
              responses: { 200: { description: 'The pet.' } },
            },
          },
        },
      };
      const bundled = join(other, 'openapi.json');
      await writeFile(bundled, JSON.stringify(description));
      const sources = { companions: findCompanions(bundled), bundled, published: other };
      await writeFiles(join(other, 'docs'), await docsFiles(sources));
      await page.goto(
        `${pathToFileURL(join(other, 'docs')).href}/operations/savePet.html#try-it-form`,
      );
      const targets = await page.locator('#try-target option').allInnerTexts();
      expect(targets).toEqual(['An address that I type']);
      const value = (name: string) => page.locator(`[data-name=${name}]`).inputValue();
      const filled = [await value('id'), await value('owner'), await value('kind')];
      expect([...filled, await value('vet')]).toEqual(['an-id', 'an-id', '', '']);
      expect(JSON.parse(await body().inputValue())).toEqual({ friend: 'an-id' });
      await body().fill('{}');
      await page.waitForFunction(() => document.body.innerText.includes('not checked'));
      expect(trace.complaints).toEqual([]);
    } finally {
      await rm(other, { recursive: true });
    }
  });
});
