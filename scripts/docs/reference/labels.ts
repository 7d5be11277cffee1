import type { Patch } from '../patch.js';
import type { Language } from '../languages.js';

/**
 * Labels of the renderer by their key: what it asks its translations for. A key that is missing here
 * keeps the renderer's own English.
 */
export const labels: Record<Language, Readonly<Record<string, string>>> = {
  en: { 'search.navbar.label': 'Search ' },
  'zh-CN': {
    'actions.hide': '收起',
    'actions.more': '更多',
    'actions.show': '展开',
    additionalProperties: '其他字段',
    authorizationUrl: '授权地址',
    'badges.deprecated': '已废弃',
    'badges.webhook': 'Webhook',
    bearerFormat: 'Token格式',
    body: 'Body参数',
    'button.download.tooltipText': '下载API描述文件',
    'button.email.tooltipText': '发送邮件',
    'button.externalLink.tooltipText': '在新标签页中打开',
    callbacks: '回调',
    callbackRequest: '回调请求',
    callbackResponse: '回调响应',
    'codeSnippet.collapse.tooltipText': '全部收起',
    'codeSnippet.copy.buttonText': '复制',
    'codeSnippet.copy.toasterText': '已复制',
    'codeSnippet.copy.tooltipText': '复制到剪贴板',
    'codeSnippet.expand.tooltipText': '全部展开',
    contentType: '媒体类型',
    cookie: 'Cookie参数',
    default: '默认值',
    defaultValue: '默认值',
    discriminator: '区分字段',
    'discriminator.searchNoResults': '没有匹配项',
    'discriminator.searchPlaceholder': '搜索',
    enum: '取值范围',
    example: '示例',
    examples: '示例',
    flowType: '授权类型',
    header: 'Header参数',
    hideExample: '收起示例',
    'info.license': '许可证',
    'info.metadata.title': '元数据',
    'info.termsOfService': '服务条款',
    'info.title': '概述',
    'jsonViewer.showLess': '收起',
    'jsonViewer.showMore': '展开',
    key: '键',
    loading: '加载中…',
    'loaders.loading': '加载中…',
    moreDetails: '更多信息',
    noRequestData: '无请求数据',
    noRequestPayload: '无请求体',
    noResponseContent: '无响应体',
    noResponseExample: '无响应示例',
    'openapi.collapseAll': '全部收起',
    'openapi.deepLink.tooltip': '本节链接',
    'openapi.expandAll': '全部展开',
    'openapi.hidePattern': '收起正则表达式',
    'openapi.showPattern': '展开正则表达式',
    'page.actions.copyButtonText': '复制',
    'page.actions.copyDescription': '以Markdown格式复制本页内容',
    'page.actions.copyTitle': '复制为Markdown',
    'page.actions.moreActions': '更多操作',
    'page.apiNotFound.backButton': '返回首页',
    'page.apiNotFound.description': '没有这个地址的页面：',
    'page.apiNotFound.hint': '页面可能已被移动或删除。',
    'page.apiNotFound.title': '页面不存在',
    operations: '接口',
    parameterName: '参数名',
    path: '路径参数',
    patternProperties: '名称匹配正则表达式的字段',
    payload: 'Body参数',
    query: 'Query参数',
    recursive: '递归',
    request: '请求',
    requestSample: '请求示例',
    required: '必选',
    requiredScopes: '所需权限范围',
    response: '响应',
    responses: '响应',
    schemas: '数据结构',
    responseSample: '响应示例',
    'search.navbar.label': '搜索 ',
    'search.searchItem.deprecated': '已废弃',
    'search.searchItem.enum': '取值范围',
    'search.searchItem.example': '示例',
    security: '认证鉴权',
    'servers.title': '服务地址',
    showExample: '展开示例',
    'sidebar.actions.changeToSingleColumn': '切换为单栏',
    'sidebar.actions.changeToTwoColumns': '切换为双栏',
    'sidebar.actions.hide': '收起导航栏',
    'sidebar.actions.show': '展开导航栏',
    'sidebar.actions.singleColumn': '单栏',
    'sidebar.actions.twoColumns': '双栏',
    tokenUrl: 'Token地址',
    unsupportedLanguage: '不支持该语言。',
    value: '取值',
    variable: '个变量',
    variables: '个变量',
    viewSecurityDetails: '查看详情',
  },
};

/**
 * Where a search finds a field: patterns of the renderer's own words, which it also computes with, and
 * what the reader sees in their place.
 */
export const searchPlaces: Record<
  Language,
  readonly (readonly [pattern: string, words: string])[]
> = {
  en: [],
  'zh-CN': [
    ['^request (fields|body)$', '请求Body参数'],
    ['^request body description$', '请求体的描述'],
    ['^request examples$', '请求示例'],
    ['^path parameters$', '路径参数'],
    ['^query parameters$', 'Query参数'],
    ['^header parameters$', '请求Header参数'],
    ['^cookie parameters$', 'Cookie参数'],
    ['^response (\\S+) fields$', '响应$1的Body参数'],
    ['^response (\\S+) headers$', '响应$1的Header参数'],
    ['^response (\\S+) examples$', '响应$1的示例'],
    ['^response (\\S+) description$', '响应$1的描述'],
    ['^response (\\S+)$', '响应$1'],
    ['^schema fields$', '数据结构的字段'],
    ['^security', '认证鉴权'],
    ['^server variables', '服务地址变量'],
    ['^server', '服务地址'],
    ['^overview', '概述'],
    ['^metadata', '元数据'],
    ['^description$', '描述'],
  ],
};

/** Name of the button that changes the colours, which the renderer names after those in use. */
export const colourLabels: Record<Language, string> = {
  en: 'Switch color mode',
  'zh-CN': '切换深浅色',
};

/** Name of the sidebar, which the renderer leaves without one. */
export const sidebarLabels: Record<Language, string> = { en: 'Operations', 'zh-CN': '接口导航' };

/** English words that stand in the renderer's code itself, each with the code around it. */
const hardCoded: readonly (readonly [anchor: string, label: string, times?: number])[] = [
  ['placeholder:`Search docs...`', 'placeholder:`搜索文档…`'],
  ['children:`Searching...`', 'children:`正在搜索…`'],
  ['children:`No results`', 'children:`没有结果`'],
  ['children:`Search endpoints, schemas, and more...`', 'children:`搜索接口、参数和字段…`'],
  ['text:`to navigate`', 'text:`选择`'],
  ['text:`to select`', 'text:`打开`'],
  ['text:`to exit`', 'text:`退出`'],
  ['onClick:e,children:`Cancel`', 'onClick:e,children:`取消`'],
  ['"aria-label":`Copy`', '"aria-label":`复制`'],
  ['"aria-label":`Expand all`', '"aria-label":`全部展开`'],
  ['"aria-label":`Collapse all`', '"aria-label":`全部收起`'],
  ['"aria-label":`Response status`', '"aria-label":`响应状态码`'],
  ['"aria-label":`Open in new tab`', '"aria-label":`在新标签页中打开`'],
  ['label:`link to ${', 'label:`链接：${', 14],
  ['t??`link to ${e}`', 't??`链接：${e}`'],
  ['`Close navigation menu`:`Open navigation menu`', '`关闭导航菜单`:`打开导航菜单`'],
  ['"aria-label":e?`Collapse`:`Expand`', '"aria-label":e?`收起`:`展开`'],
  ['"aria-label":`Search trigger button`', '"aria-label":`搜索`'],
  ['tip:`Switch color mode`', 'tip:`切换深浅色`'],
  ['`Show sidebar`:`Hide sidebar`,icon', '`展开导航栏`:`收起导航栏`,icon'],
  ['children:`API docs by`', 'children:`文档工具`'],
  ['`Value:`:`Enum:`', '`取值：`:`取值范围：`'],
  ['`Value`:`Enum Value`', '`取值`:`取值范围`'],
  ['label:`Enum:`', 'label:`取值范围：`'],
  ['?`Items `:``}${t===1', '?`元素`:``}${t===1'],
  ['Kb(`characters`,', 'Kb(`个字符`,'],
  ['Kb(`items`,', 'Kb(`个元素`,'],
  ['`non-empty`:`>= ${t} ${e}`', '`非空`:`>= ${t} ${e}`'],
  ['`decimal places <= ${', '`小数位数 <= ${'],
  ['`multiple of ${e}`', '`${e}的倍数`'],
  ['t.push(`unique`)', 't.push(`元素不重复`)'],
  ['label:`Scheme type:`', 'label:`类型：`', 2],
  ['label:`Location:`', 'label:`位置：`'],
  ['children:` and `', 'children:`且`'],
  ['children:` or `', 'children:`或`'],
  ['i&&(0,V.jsx)(`span`,{children:`(`})', 'i&&(0,V.jsx)(`span`,{children:`（`})'],
  ['i&&(0,V.jsx)(`span`,{children:`)`})', 'i&&(0,V.jsx)(`span`,{children:`）`})'],
  ['ONE_OF:`One of:`,ANY_OF:`Any of:`', 'ONE_OF:`以下形式之一：`,ANY_OF:`以下形式至少一种：`'],
  ['=`One of:`,Gre=`Any of:`', '=`以下形式之一：`,Gre=`以下形式至少一种：`'],
  ['(`default`,`Default`),`:`]', '(`default`,`Default`),`：`]', 2],
  ['(`example`,`Example`),`:`]', '(`example`,`Example`),`：`]', 2],
  ['(`value`,`Value`),`:`]', '(`value`,`Value`),`：`]', 2],
  ['`parameter name`)}:`', '`parameter name`)}：`'],
  ['`Enum`),`: `', '`Enum`),`：`'],
  ['`Example`),`: `', '`Example`),`：`'],
  ['fF,{label:`and`})]},e.name', 'fF,{label:`且`})]},e.name'],
  ['children:`Something went wrong rendering the API documentation.`', 'children:`文档显示出错。`'],
  ['title:`Error details`', 'title:`错误详情`'],
  ['children:`Reload page`', 'children:`重新加载`'],
];

/** Changes to the renderer's code that give it the labels of a language. */
export function labelPatches(lang: Language): Patch[] {
  const lookup: Patch = {
    why: 'the labels are taken from the table of the language',
    anchor: 'translate:(e,t)=>(typeof t==`string`?t:t?.defaultValue)||e||``',
    replacement:
      'translate:(e,t)=>interfaceLabels[e]??((typeof t==`string`?t:t?.defaultValue)||e||``)',
  };
  const toggle: Patch = {
    why: 'the button of a nested part says what it does',
    anchor: '"aria-label":`collapse`,className:e',
    replacement: '"aria-label":e?`Collapse`:`Expand`,"aria-expanded":e,className:e',
  };
  const colours: Patch = {
    why: 'the button that changes the colours says what it does',
    anchor: '"aria-label":t,size:`small`',
    replacement: `"aria-label":\`${colourLabels[lang]}\`,size:\`small\``,
  };
  if (lang === 'en') return [lookup, toggle, colours];
  return [
    lookup,
    toggle,
    colours,
    ...hardCoded.map(([anchor, replacement, times]) => ({
      why: `the label ${replacement} is translated`,
      anchor,
      replacement,
      times,
    })),
  ];
}
