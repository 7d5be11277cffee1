import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { folderOf, type Language } from '../../scripts/docs/languages.js';
import {
  inGroups,
  SearchEngine,
  snippet,
  type SearchData,
} from '../../scripts/docs/search/engine.js';
import { readSynonyms } from '../../scripts/docs/search/index-file.js';
import { serveFolder } from '../../scripts/lib/loopback.js';
import { describeWith } from '../lib/describe-with.js';
import { chromium } from '../lib/programs.js';
import { seriousFindings } from './axe.js';
import { openBrowser, watchedPage, type Trace } from './browser.js';
import { copyOfDocs, textAt } from './built.js';

function dataIn(lang: Language): SearchData {
  const script = textAt(`${folderOf(lang)}search-index.js`);
  return JSON.parse(script.slice(script.indexOf('{'), script.lastIndexOf('}') + 1)) as SearchData;
}

/** The addresses in the order in which the dialog shows them. */
function shown(engine: SearchEngine, query: string): string[] {
  return inGroups(engine.find(query)).flatMap(([, group]) =>
    group.map(({ entry }) => entry.address),
  );
}

const review = 'operations/createAopWorkflowVersionApprovel.html';
const code = (number: string) => `guides/errors.html#code-${number}`;

/** What readers look for, with the page that they want. */
const inBoth: [query: string, page: string | RegExp][] = [
  ['APIGW.0308', code('0308')],
  ['openapi', 'overview.html#downloads'],
  ['apigw 0301', code('0301')],
  ['rollback', 'guides/release.html#roll-back'],
  ['roll back', 'guides/release.html#roll-back'],
  ['migrate', /guides\/transfer\.html$|operations\/(im|ex)portAopworkflow\.html$/],
  ['aprove', review],
  ['unpass', `${review}#body.result`],
  ['createAopWorkflowVersionApproval', review],
  ['审批', review],
  ['20040605', code('secmaster.20040605')],
  ['SecMaster.20040611', code('secmaster.20040611')],
  [
    'current_approval_version_id',
    'operations/listWorkflows.html#200.data.current_approval_version_id',
  ],
  ['versions/{version_id}', /^operations\/\w+AopWorkflowVersion\.html$/],
  ['限流', code('0308')],
  ['429', 'guides/errors.html#status'],
  ['rate limit', /errors\.html#code-0308|limits\.html#requests/],
  ['403', 'guides/errors.html#status'],
  ['504', 'guides/errors.html#status'],
  ['version approval', review],
  ['approve a workflow version', review],
  ['aopworkflowinstance show', 'operations/showAopWorkflowInstance.html'],
  ['POST import', 'operations/importAopworkflow.html'],
  ['workflows/validation', 'operations/validateAopWorkflowVersion.html'],
  ['approve_role', 'operations/listWorkflows.html#200.data.approve_role'],
  ['HEMOSTASIS', 'operations/listWorkflows.html#query.aop_type'],
  ['D25', 'guides/decisions.html#d25'],
  ['工作空间', /families\/workspaces|operations\/\w+Workspace/],
  ['迁移', 'guides/transfer.html'],
  ['X-Auth-Token', 'guides/sign-in.html#token'],
  // Questions that no source answers are answered so, where they are looked for.
  ['npm install', 'guides/get-started.html#install'],
  ['CORS', 'guides/sign-in.html#browser'],
];

const alertIds = 'operations/createAlert.html#body.data_object';
// The guide for analysts says how to close one, the operation does it.
const closing = /operations\/change(Alert|Incident)\.html$|alert-to-response\.html#close$/;
const indicatorVerdict = 'operations/createIndicator.html#body.data_object.verdict';
const connections = /operations\/\w+Connections?\.html$/;

/** What people of a security operations centre look for, whatever the language of the page. */
const ofAnalystsInBoth: [query: string, page: string | RegExp][] = [
  ['IOC', 'families/indicators.html'],
  ['CVE', 'families/vulnerabilities.html'],
  ['告警', 'families/alerts.html'],
  ['威胁情报', 'families/indicators.html'],
  ['误报', `${alertIds}.verification_state`],
  ['CreateAlert', 'operations/createAlert.html'],
  ['handle_status', `${alertIds}.handle_status`],
  ['close_reason', `${alertIds}.close_reason`],
  ['False detection', `${alertIds}.close_reason`],
  ['False_Positive', `${alertIds}.verification_state`],
  ['ttd', 'operations/listAlerts.html#200.data.data_object.ttd'],
  ['SecMaster.20041805', code('secmaster.20041805')],
  ['SecMaster.20040220', code('secmaster.20040220')],
  ['listPlaybookAuditLogs', 'operations/listPlaybookAuditLogs.html'],
  ['soc/alerts/search', 'operations/listAlerts.html'],
  ['batch-order', 'operations/createBatchOrderAlerts.html'],
  ['dataobject_list', 'operations/batchCreateDatapanelObjects.html#body.data_object_list'],
];

const ofAnalystsInEnglish: [query: string, page: string | RegExp][] = [
  ['add comment', 'operations/createNote.html'],
  ['custom field', 'operations/listDataclassFields.html'],
  ['mark as resolved', closing],
  ['block an ip', indicatorVerdict],
  ['whitelist', indicatorVerdict],
  ['export indicators', 'operations/exportIndicators.html'],
  ['bulk import', /operations\/import\w+\.html$/],
  ['assign alert', 'operations/changeAlert.html'],
  ['who approved', /guides\/(reviews\.html#decide|release\.html#review)$/],
  ['link alert to incident', /operations\/(batchC|c)reateDataobjectRelations?\.html$/],
  ['unlink', 'operations/deleteDataobjectRelation.html'],
  ['complete task', 'operations/updateTask.html'],
  ['my tasks', 'operations/listTasks.html'],
  ['plugins', 'families/components.html'],
  ['asset credentials', connections],
  ['list my workspaces', 'operations/listWorkspaces.html'],
  ['failed runs', 'guides/failed-runs.html'],
  ['alert', 'families/alerts.html'],
  ['close an alert', closing],
  ['bulk close alerts', 'operations/changeAlerts.html'],
  ['convert alert to incident', 'operations/createBatchOrderAlerts.html'],
  ['escalate alert', 'operations/createBatchOrderAlerts.html'],
  ['false positive', `${alertIds}.verification_state`],
  ['alret', /families\/alerts|operations\/\w+Alerts?\.html$/],
  ['incidnet', /families\/incidents|operations\/\w+Incidents?\.html$/],
  ['vulnerabilty', /families\/vuln|operations\/\w+Vulnerabilit(y|ies)\.html$/],
  ['playbok version', /operations\/\w+PlaybookVersion\.html$/],
  ['search incidents', 'operations/listIncidents.html'],
  ['batch delete incidents', 'operations/deleteIncidents.html'],
  ['import alerts', 'operations/importAlerts.html'],
  ['alert template', 'operations/downloadAlertTemplate.html'],
  ['indicator', 'families/indicators.html'],
  ['threat intelligence', 'families/indicators.html'],
  ['create indicator', 'operations/createIndicator.html'],
  ['associate data objects', 'operations/createDataobjectRelation.html'],
  ['vulnerability', 'families/vulnerabilities.html'],
  ['playbook approve', 'operations/createPlaybookApprove.html'],
  ['clone playbook version', 'operations/copyPlaybookVersion.html'],
  ['playbook audit log', 'operations/listPlaybookAuditLogs.html'],
  ['node waits for a person', 'guides/release.html#waiting-node'],
  ['playbook statistics', 'operations/showPlaybookStatistics.html'],
  ['retry playbook run', 'operations/changePlaybookInstance.html'],
  ['terminate playbook instance', 'operations/changePlaybookInstance.html'],
  ['asset connection', connections],
  ['operation connection', connections],
  ['attachment upload', 'operations/uploadAttachment.html'],
  ['evidence file', 'operations/uploadAttachment.html'],
  ['download attachment', 'operations/downloadAttachment.html'],
  ['comment', 'families/notes.html'],
  ['pending task', 'operations/listTasks.html'],
  ['approve task', 'operations/updateTask.html'],
  ['data class', 'families/dataclasses.html'],
  ['data class fields', 'operations/listDataclassFields.html'],
  ['workspace view', /operations\/(list|show)Workspaces?\.html$/],
];

const ofAnalystsInChinese: [query: string, page: string | RegExp][] = [
  ['添加评论', 'operations/createNote.html'],
  ['自定义字段', 'operations/listDataclassFields.html'],
  ['封禁IP', indicatorVerdict],
  ['白名单', indicatorVerdict],
  ['导出指标', 'operations/exportIndicators.html'],
  ['指派告警', 'operations/changeAlert.html'],
  ['谁审批的', /operations\/create(AopWorkflowVersionApprovel|PlaybookApprove)\.html$/],
  ['取消关联', 'operations/deleteDataobjectRelation.html'],
  ['完成任务', 'operations/updateTask.html'],
  ['我的待办', 'operations/listTasks.html'],
  ['资产凭证', connections],
  ['备注', 'families/notes.html'],
  ['流程失败', 'guides/failed-runs.html'],
  ['关闭告警', closing],
  ['批量关闭告警', 'operations/changeAlerts.html'],
  ['处置告警', /operations\/changeAlerts?\.html$/],
  ['告警转事件', 'operations/createBatchOrderAlerts.html'],
  ['转事件', 'operations/createBatchOrderAlerts.html'],
  ['告警误报', `${alertIds}.verification_state`],
  ['严重等级', `${alertIds}.severity`],
  ['导入告警', 'operations/importAlerts.html'],
  ['告警模板', 'operations/downloadAlertTemplate.html'],
  ['查询事件', 'operations/listIncidents.html'],
  ['关闭事件', closing],
  ['关联告警和事件', 'operations/createDataobjectRelation.html'],
  ['威胁指标', 'families/indicators.html'],
  ['黑名单', 'operations/createIndicator.html#body.data_object.verdict'],
  ['漏洞', 'families/vulnerabilities.html'],
  ['导出漏洞', 'operations/exportVulnerabilities.html'],
  ['剧本审批', 'operations/createPlaybookApprove.html'],
  ['克隆剧本版本', 'operations/copyPlaybookVersion.html'],
  ['激活剧本版本', 'operations/updatePlaybookVersion.html'],
  ['审计日志', 'operations/listPlaybookAuditLogs.html'],
  ['剧本监控', 'operations/showPlaybookMonitors.html'],
  ['终止剧本实例', 'operations/changePlaybookInstance.html'],
  ['插件连接', connections],
  ['资产连接', connections],
  ['上传附件', 'operations/uploadAttachment.html'],
  ['评论', 'families/notes.html'],
  ['待办任务', 'operations/listTasks.html'],
  ['数据类字段', 'operations/listDataclassFields.html'],
];

const inEnglish: [query: string, page: string | RegExp][] = [
  ['login failed', /errors\.html#(status|code-0301)$/],
  ['unauthorized', /errors\.html#(status|code-0301)$/],
  ['token expired', 'guides/sign-in.html#token'],
  ['aksk', 'guides/sign-in.html#access-key'],
  ['pagination', 'guides/search.html#pages'],
  ['next page', 'guides/search.html#pages'],
  ['order by', /#body\.(data_object_filters_form\.)?sort_by$/],
  ['timezone', 'guides/search.html#times'],
  ['idempotent', 'guides/errors.html#repeat'],
  ['base url', 'guides/sign-in.html#regions'],
  ['contract test', 'guides/contract-tests.html'],
  ['how do I approve a version', review],
  ['how to get a token', 'guides/sign-in.html#token'],
  ['reject a version', review],
  ['run a workflow', 'operations/createWorkflowInstance.html'],
  ['stop a running instance', 'operations/updateWorkflowInstance.html'],
  ['retry instance', 'operations/updateWorkflowInstance.html'],
  ['delete workspace', 'operations/deleteWorkspace.html'],
  ['workfow versions list', 'operations/listAopWorkflowVersions.html'],
  ['export workflows', 'operations/exportAopworkflow.html'],
  ['worklfow instances', /AopWorkflowInstance\.html$|workflow-instance-management/],
  ['permision', 'guides/sign-in.html#permissions'],
  ['signature', 'guides/sign-in.html#signature'],
  ['AK/SK', 'guides/sign-in.html#access-key'],
  ['getting started', 'guides/get-started.html'],
  ['sandbox', 'guides/sandbox.html'],
  ['quotas', 'guides/limits.html'],
  ['where is my project id', 'guides/sign-in.html#project'],
  ['what does error 20040605 mean', code('secmaster.20040605')],
  ['activate version', /operations\/update(AopWorkflow|Playbook)Version\.html$/],
  ['how to install the package', 'guides/get-started.html#install'],
  ['read the review comment', 'guides/release.html#review-comment'],
  ['permission to approve', 'guides/release.html#review-permission'],
  ['does disabling a workflow stop running instances', 'guides/life-cycle.html#running'],
  ['can I call it from a browser', 'guides/sign-in.html#browser'],
  ['download yaml', 'overview.html#downloads'],
  ['swagger file', 'overview.html#downloads'],
];

const inChinese: [query: string, page: string | RegExp][] = [
  ['登录失败', /errors\.html#(status|code-0301)$/],
  ['令牌过期', 'guides/sign-in.html#token'],
  ['分页', 'guides/search.html#pages'],
  ['排序', /#body\.(data_object_filters_form\.)?sort_by$/],
  ['时区', 'guides/search.html#times'],
  ['幂等', 'guides/errors.html#repeat'],
  ['接口地址', 'guides/sign-in.html#regions'],
  ['契约测试', 'guides/contract-tests.html'],
  ['如何审核流程版本', review],
  ['版本审批', review],
  ['运行流程', 'operations/createWorkflowInstance.html'],
  ['终止实例', 'operations/updateWorkflowInstance.html'],
  ['导出', /operations\/export\w+\.html$/],
  ['流程版本列表', 'operations/listAopWorkflowVersions.html'],
  ['程版', /AopWorkflowVersion|workflow-version-management/],
  ['回滚', 'guides/release.html#roll-back'],
  ['权限', 'guides/sign-in.html#permissions'],
  ['项目ID', 'guides/sign-in.html#project'],
  ['签名', 'guides/sign-in.html#signature'],
  ['沙箱', 'guides/sandbox.html'],
  ['激活版本', 'operations/updateAopWorkflowVersion.html'],
  ['安装客户端', 'guides/get-started.html#install'],
  ['查看审核意见', 'guides/release.html#review-comment'],
  ['审核权限', 'guides/release.html#review-permission'],
  ['禁用流程会终止实例吗', 'guides/life-cycle.html#running'],
  ['浏览器跨域', 'guides/sign-in.html#browser'],
  ['下载 OpenAPI', 'overview.html#downloads'],
];

describe.each([
  ['en', [...inBoth, ...ofAnalystsInBoth, ...inEnglish, ...ofAnalystsInEnglish]],
  ['zh-CN', [...inBoth, ...ofAnalystsInBoth, ...inChinese, ...ofAnalystsInChinese]],
] as const)('The search index (%s)', (lang, wanted) => {
  let engine: SearchEngine;
  beforeAll(() => {
    engine = new SearchEngine(dataIn(lang));
  });
  const miss = (on: SearchEngine, queries = wanted) =>
    queries
      .map(([query, page]) => ({ query, page, first: shown(on, query).slice(0, 2) }))
      .filter(
        ({ page, first }) =>
          !first.some((one) => (page instanceof RegExp ? page.test(one) : page === one)),
      );

  test('shows the wanted page first or second', () => {
    expect(miss(engine)).toEqual([]);
  });

  test('misses pages when names, synonyms or the entries of errors are taken out of it', () => {
    const { entries, synonyms } = dataIn(lang);
    const expectMissed = (data: SearchData, ...queries: string[]) => {
      const those = wanted.filter(([query]) => queries.includes(query));
      const missed = miss(new SearchEngine(data), those).map(({ query }) => query);
      expect(missed).toEqual(those.map(([query]) => query));
      expect(those).toHaveLength(queries.length);
    };
    const nameless = entries.map(({ names: _, ...entry }) => entry);
    expectMissed({ entries: nameless, synonyms }, 'unpass');
    expectMissed({ entries, synonyms: [] }, 'migrate', '限流', '误报', 'CVE');
    const others = entries.filter(({ kind }) => kind !== 'error');
    expectMissed({ entries: others, synonyms }, 'APIGW.0308', '20040605');
  });

  test('leads to places that exist', () => {
    // Many entries lead to one page.
    const pages = new Map<string, string>();
    const missing = dataIn(lang).entries.filter(({ address }) => {
      const [path = '', anchor] = address.split('#', 2);
      const html = pages.get(path) ?? textAt(`${folderOf(lang)}${path}`);
      pages.set(path, html);
      return html === '' || (anchor !== undefined && !html.includes(` id="${anchor}"`));
    });
    expect(missing.map(({ address }) => address)).toEqual([]);
  });

  test('leaves out the sentences that all operations share', () => {
    const found = engine.find(lang === 'en' ? 'permission' : '权限');
    const operations = found.filter(({ entry }) => entry.kind === 'operation');
    expect(operations.length).toBeLessThan(8);
  });
});

describe('The search', () => {
  const one = (text: string, title = 'Title') =>
    new SearchEngine({
      entries: [{ kind: 'guide', title, address: 'a.html', text }],
      synonyms: [],
    });

  test.each([
    ['approving', 'It was approved.'],
    ['aproved', 'It was approved.'],
    ['wrokflow', 'a workflow'],
    ['alret', 'an alert'],
    ['告警发票', '告警转事件'],
    ['VersionId', 'version_id'],
    ['核流', '审核流程版本'],
    ['API概述', 'API概述'],
    ['审', '流程审'],
  ])('finds %s in "%s"', (query, text) => {
    expect(one(text).find(query)).toHaveLength(1);
  });

  test.each(['', '  ', '???', '<b>', 'zzzzzz', '发票'])('finds nothing for "%s"', (query) => {
    expect(one('It was approved.').find(query)).toEqual([]);
  });

  test('shows the place in a long text, with blanks, and marks what was found', () => {
    const text = `${'word '.repeat(80)}the list is empty ${'more '.repeat(80)}`;
    const [found] = one(text).find('empty');
    const parts = snippet(text, found!.terms);
    expect(parts.filter(({ marked }) => marked)).toEqual([{ text: 'empty', marked: true }]);
    expect(parts.map((part) => part.text).join('')).toMatch(
      /^… word .*the list is empty more .* …$/,
    );
  });

  test('takes its synonyms from a list of lists, and refuses anything else by name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'synonyms-'));
    try {
      expect(readSynonyms(folder)).toEqual([]);
      writeFileSync(join(folder, 'synonyms.yaml'), '- [throttle, 429]\n');
      expect(readSynonyms(folder)).toEqual([['throttle', '429']]);
      writeFileSync(join(folder, 'synonyms.yaml'), 'approve: review\n');
      expect(() => readSynonyms(folder)).toThrow(/synonyms\.yaml: expected a list of lists/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describeWith(chromium, 'The dialog of the search, without a network', () => {
  let browser: Browser;
  let folder: string;
  let page: Page;
  let trace: Trace;
  const addressOf = (name: string) => `${pathToFileURL(folder).href}/${name}`;
  const input = () => page.locator('#search input');
  const search = async (query: string) => {
    await input().fill(query);
    await page.locator('#search [role=option], #search .none:not([hidden])').first().waitFor();
  };

  beforeAll(async () => {
    [browser, folder] = await Promise.all([openBrowser(), copyOfDocs()]);
    ({ page, trace } = await watchedPage(browser));
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test('opens by a key, is used by keys alone, and gives the focus back', async () => {
    await page.goto(addressOf('operations/listWorkflows.html'));
    await page.locator('.theme').focus();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.role)).toBe('combobox');
    await search('unpass');
    const chosen = () => input().getAttribute('aria-activedescendant');
    const first = await chosen();
    await page.keyboard.press('ArrowDown');
    expect(await chosen()).not.toBe(first);
    await page.keyboard.press('ArrowUp');
    expect(await chosen()).toBe(first);
    await page.keyboard.press('Escape');
    expect(await page.locator('#search').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('theme');
    await page.keyboard.press('Control+k');
    await input().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(addressOf(`${review}#body.result`));
    expect(trace.requests.filter((one) => !one.startsWith(addressOf('')))).toEqual([]);
    expect(trace.complaints).toEqual([]);
  });

  test.each([
    ['index.html', 'light', 1280],
    ['zh-CN/operations/listWorkflows.html', 'dark', 390],
  ] as const)(
    'can be read by everybody: %s, %s, %i pixels wide',
    async (name, colorScheme, width) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await page.goto(addressOf(name));
      await page.locator('[data-search]').last().click();
      await search('审批');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const box = await page.locator('#search').boundingBox();
      expect(box!.x).toBeGreaterThanOrEqual(0);
      expect(box!.x + box!.width).toBeLessThanOrEqual(width);
      expect(await page.locator('#search mark').count()).toBeGreaterThan(0);
      expect(await seriousFindings(page, '#search')).toEqual([]);
      await search('zzzzzz');
      expect(await page.locator('#search .none').innerText()).toContain('operationId');
      expect(await seriousFindings(page, '#search')).toEqual([]);
    },
  );

  test('is served over HTTP as well, loads the index only when asked, and works on every page', async () => {
    const server = await serveFolder(folder, 0);
    try {
      const visit = await watchedPage(browser);
      for (const name of [
        'guides/errors.html',
        'zh-CN/reference.html',
        'families/workflows.html',
      ]) {
        visit.trace.requests.length = 0;
        await visit.page.goto(server.url + name);
        expect(visit.trace.requests.join()).not.toContain('search-index');
        await visit.page.locator('[data-search]').first().click();
        await visit.page.locator('#search input').fill('20040605');
        await visit.page.locator('#search [role=option]').first().click();
        await visit.page.waitForURL(/errors\.html#code-secmaster\.20040605$/);
        expect(visit.trace.complaints).toEqual([]);
      }
      await visit.page.close();
    } finally {
      await server.stop();
    }
  });

  test('says so when the index cannot be read', async () => {
    const file = join(folder, 'search-index.js');
    writeFileSync(file, 'window.docsSearchIndex = { entries: [{ title: 1 }] };');
    await page.goto(addressOf('index.html'));
    await page.locator('[data-search]').first().click();
    await page.locator('#search .failed').waitFor();
    writeFileSync(file, textAt('search-index.js'));
    await search('rollback');
    expect(await page.locator('#search .failed').isVisible()).toBe(false);
  });

  test('shows markup in a description as text', async () => {
    const hostile =
      '<img src=x onerror="window.ran = 1">rollback</script><script>window.ran = 1</script>';
    const entry = {
      kind: 'field',
      title: hostile,
      text: hostile,
      names: [hostile],
      address: 'a.html',
    };
    const data = JSON.stringify({ entries: [entry], synonyms: [] });
    writeFileSync(join(folder, 'search-index.js'), `window.docsSearchIndex = ${data};`);
    await page.goto(addressOf('index.html'));
    await page.locator('[data-search]').first().click();
    await search('rollback');
    expect(await page.locator('#search [role=option]').innerText()).toContain('<img src=x');
    expect(await page.locator('#search img, #search script').count()).toBe(0);
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  });

  test('leaves a link to the overview where no script runs', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(addressOf('guides/errors.html'));
    expect(await plain.locator('[data-search]').isVisible()).toBe(false);
    await plain.locator('.top a[href="../overview.html"]').click();
    await plain.waitForURL(addressOf('overview.html'));
    await context.close();
  });
});
