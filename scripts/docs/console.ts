import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { OpenApiDocument } from '../lib/openapi/document.js';
import { appTemplate, browserScript, finishAppPage } from './app-page.js';
import { connectSources, consoleDocument } from './console/document.js';
import { consoleLabelPatches, headingPatches, headingStylePatches } from './console/patches.js';
import type { Language } from './languages.js';
import { escapeHtml } from './page.js';
import { patch } from './patch.js';

/** What a console is built from. */
export interface ConsoleOptions {
  lang: Language;
  /** Languages that the docs are built in. */
  langs: readonly Language[];
  /** The description in the language. */
  document: OpenApiDocument;
  /** Path of the page. */
  file: string;
}

const require = createRequire(import.meta.url);
const part = (name: string) => readFileSync(require.resolve(`swagger-ui-dist/${name}`), 'utf8');

/** Words of the console's own part of the page. */
const consoleWords = {
  en: {
    title: 'Console',
    fields: {
      server: 'Server',
      examples: 'Example',
      mediaType: 'Media type',
      body: 'Request body',
    },
    lead: 'Sends real requests from this page. The server on your own machine is chosen first: <code>npm start</code> starts the sandbox there, and <code>npm run mock</code> a mock.',
    steps: [
      'Choose <b>Authorize</b> and enter a token. The sandbox and the mock take any text, for example <code>anything</code>.',
      'Open an operation. Its fields hold the examples of the description, which both know.',
      'Choose <b>Execute</b>. The answer and the same request as curl stand below it.',
    ],
    real: 'To reach the real service, choose its server in the list and enter a real token: requests then change real data. Whether the service allows calls from a browser (CORS) is not documented; if it does not, use the curl line. Tokens stay in the memory of this page: they are neither stored nor put into its address, and are gone when you leave.',
  },
  'zh-CN': {
    title: '调试控制台',
    fields: { server: '服务地址', examples: '示例', mediaType: '媒体类型', body: '请求体' },
    lead: '在本页面直接发送请求。默认选择本机的服务地址：<code>npm start</code>在该地址启动沙箱，<code>npm run mock</code>则启动模拟服务。',
    steps: [
      '单击<b>认证</b>，输入Token。沙箱和模拟服务接受任意文本，例如<code>anything</code>。',
      '展开一个接口。各字段已填入描述文件中的示例值，沙箱和模拟服务可以识别这些值。',
      '单击<b>发送请求</b>。响应以及对应的curl命令显示在按钮下方。',
    ],
    real: '如需访问真实服务，请在服务地址列表中选择官方终端节点，并输入真实的Token；此时请求会修改真实数据。服务是否允许浏览器跨域调用（CORS），官方文档未说明；如不允许，请改用curl命令。Token只保存在本页面的内存中，不会写入浏览器存储或页面地址，离开页面后即被清除（Token本身在有效期内仍然有效）。',
  },
} as const satisfies Record<Language, unknown>;

/** HTML above the console: what it is for and how it is used. */
function consoleText(lang: Language): string {
  const { title, lead, steps, real } = consoleWords[lang];
  return `<div class="docs-text">
<h1>${title}</h1>
<p>${lead}</p>
<ol>${steps.map((step) => `<li>${step}</li>`).join('')}</ol>
<p>${real}</p>
</div>`;
}

/** The tags as the console names them in addresses, with the names that readers know. */
function tagNames({ tags = [] }: OpenApiDocument): Record<string, string> {
  return Object.fromEntries(
    tags.map((tag) => [encodeURIComponent(tag.name), tag['x-displayName'] ?? tag.name]),
  );
}

/**
 * Builds the page from which a reader sends requests: Swagger UI with the description, in one file.
 *
 * @throws UserError if this version of Swagger UI cannot be patched
 */
export async function buildConsole({ lang, langs, document, file }: ConsoleOptions): Promise<void> {
  const { title, fields } = consoleWords[lang];
  const patches = [...headingPatches, ...consoleLabelPatches(lang)];
  const bundle = patch(part('swagger-ui-bundle.js'), patches, 'Swagger UI');
  const style = part('swagger-ui.css').replace(/\/\*# sourceMappingURL=.*?\*\//g, '');
  const companion = browserScript(new URL('console/companion.ts', import.meta.url), {
    description: consoleDocument(document),
    tagNames: tagNames(document),
    fieldNames: fields,
  });
  const script = `${bundle.replace(/\/\/# sourceMappingURL=.*$/m, '')}\n${companion}`;
  const values: Record<string, string> = {
    '{{title}}': escapeHtml(`${title} – ${document.info.title}`),
    '{{{redocHead}}}': '',
    '{{{redocHTML}}}': `<script>\n${script}</script>`,
  };
  const template = await readFile(appTemplate, 'utf8');
  const page = finishAppPage(
    template.replaceAll(/\{\{\{?\w+\}?\}\}/g, (name) => values[name] ?? name),
    {
      lang,
      langs,
      path: 'console.html',
      text: `<div id="main" tabindex="-1">\n${consoleText(lang)}\n<div id="console"></div>\n</div>`,
      style: [
        patch(style, headingStylePatches, 'the style of Swagger UI'),
        readFileSync(new URL('console/style.css', import.meta.url), 'utf8'),
      ].join('\n'),
      scripts: 1,
      connect: connectSources(document),
    },
  );
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, page);
}
