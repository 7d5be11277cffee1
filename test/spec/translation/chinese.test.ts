import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { textsOf } from '../../lib/texts.js';
import { chinese, english, placeOf } from './description.js';

const texts = textsOf(chinese);
const originals = textsOf(english);
const han = '\\u4e00-\\u9fff';

/** The guides by their names, without their blocks of code. */
const folder = new URL('../../../spec/guides/zh-CN/', import.meta.url);
const guides = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8').replace(/```[^]*?```/g, '')]),
);

/** A text without code, addresses and the marks of Markdown. */
function prose(text: string): string {
  return text
    .replace(/`[^`]*`/g, '`')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/\*\*|^#+ |^- |^\d+\. /gm, '');
}

/** The places of texts, each with its text. */
function listed(found: readonly (readonly [pointer: string, text: string])[]): string[] {
  return found.map(([pointer, text]) => `${placeOf(pointer)}: ${text}`);
}

/** The places at which something is found, with what was found. */
function finds(
  pattern: RegExp,
  of: (text: string) => string = prose,
  among: ReadonlyMap<string, string> = texts,
): string[] {
  return listed(
    [...among].flatMap(([pointer, text]) =>
      (of(text).match(pattern) ?? []).map((match) => [pointer, match] as const),
    ),
  );
}

/**
 * The vendor's terms, from its pages in Chinese, and the words that could creep in for them. The
 * English is that of our texts.
 */
const terms: { english: RegExp; chinese: RegExp; not: RegExp }[] = [
  { english: /\bworkflows?\b/i, chinese: /流程/, not: /工作流|流水线|作业流/ },
  { english: /\bworkflow versions?\b/i, chinese: /流程(版本|的版本)|版本/, not: /修订|版次/ },
  { english: /\bworkflow instances?\b/i, chinese: /流程实例|指令/, not: /工作流实例|实体实例/ },
  { english: /\breview(er|ed|s)?\b/i, chinese: /审核/, not: /审批|评审|审阅|(?<!双人)复核/ },
  { english: /\breject(ed|s|ion)\b/i, chinese: /驳回|拒绝|rejected/, not: /回绝|退回|打回/ },
  { english: /\bsubmit(ted|s)?\b/i, chinese: /提交/, not: /递交|呈交/ },
  { english: /\bactivate[ds]?\b/i, chinese: /激活/, not: /启动版本|生效版本/ },
  { english: /\bdeactivate\b/i, chinese: /取消激活/, not: /去激活|反激活|失活|停用/ },
  { english: /\benabled?\b/i, chinese: /启用/, not: /使能|开启/ },
  { english: /\bdisabled?\b/i, chinese: /禁用|未启用/, not: /停用|关闭流程/ },
  { english: /\bdiagram\b/i, chinese: /流程拓扑图|^校验流程版本$/, not: /图表|流程图|示意图/ },
  { english: /\bnodes?\b/i, chinese: /节点/, not: /结点/ },
  { english: /\bplug-in\b/i, chinese: /插件/, not: /外挂|扩展件/ },
  { english: /\bplaybooks?\b/i, chinese: /剧本/, not: /预案|手册/ },
  { english: /\bdata class\b/i, chinese: /数据类/, not: /数据类别|数据类型/ },
  { english: /\bdata object\b/i, chinese: /数据对象/, not: /数据实体/ },
  { english: /\balert\b/i, chinese: /告警/, not: /警报|警告/ },
  { english: /\bincident\b/i, chinese: /事件/, not: /事故|突发/ },
  { english: /\bproject ID\b/i, chinese: /项目ID/, not: /工程ID|项目编号/ },
  { english: /\bworkspace\b/i, chinese: /工作空间/, not: /工作区|工作台/ },
  { english: /\baccount\b/i, chinese: /账号/, not: /帐号|帐户|账户/ },
  { english: /\bmandatory\b/i, chinese: /必选/, not: /必填|必需/ },
  { english: /\bconsole\b/i, chinese: /控制台/, not: /管理端/ },
  { english: /\bregions?\b/i, chinese: /区域/, not: /地域|地区/ },
  { english: /\bretry|retried|retries\b/i, chinese: /重试|重新运行/, not: /再试/ },
  { english: /\berror code\b/i, chinese: /错误码/, not: /错误代码|出错码/ },
  { english: /\bsort order\b/i, chinese: /排序顺序/, not: /排列顺序|排序方向/ },
  { english: /\brequest ID\b/i, chinese: /请求ID/, not: /请求编号/ },
  { english: /\bdefense line\b/i, chinese: /防线/, not: /防御线/ },
  { english: /\basset connections?\b/i, chinese: /连接/, not: /资产连接/ },
  { english: /\boperators?\b/i, chinese: /操作符/, not: /运算符/ },
  { english: /\bnot documented\b/i, chinese: /说明|未给出|未公布/, not: /未公开/ },
  { english: /\boverdue\b/i, chinese: /到期/, not: /[超逾]期/ },
  {
    english: /\b(why is|reasons are) not documented/i,
    chinese: /原因官方未说明/,
    not: /不返回原因/,
  },
  { english: /\buser who created\b/i, chinese: /创建者|创建.+用户/, not: /创建人(?!员)/ },
  { english: /\buser who changed it last\b/i, chinese: /修改者/, not: /修改人(?!员)|更新[人者]/ },
  { english: /^Life cycle: changes nothing/m, chinese: /不改变任何内容/, not: /不产生任何变更/ },
  { english: /\bthe vendor gives \d+ to \d/i, chinese: /\d～\d/, not: /\d[~到至]\d/ },
];

describe('the vendor’s terms', () => {
  test.each(terms)('$english is $chinese', ({ english: word, chinese: term, not }) => {
    const concerned = [...texts].filter(([pointer]) =>
      word.test(prose(originals.get(pointer) ?? '')),
    );
    expect(concerned.length).toBeGreaterThan(0);
    expect(listed(concerned.filter(([, text]) => !term.test(text)))).toEqual([]);
    expect(finds(not, prose, new Map(concerned))).toEqual([]);
    expect(finds(not, prose, guides)).toEqual([]);
  });
});

/** Words that stay as they are: abbreviations, proper names, and names of the API in running text. */
const latin = new Set(
  [
    'AK API BPMN Base64 Cron IAM ID IP JSON RFC SDK SK UTC V1 XML',
    'MB SecMaster Terraform Provider Token multipart',
    'Action Kafka Compass DELETE Explorer HSS HTML HTTP IANA OBS POST UUID null',
    // The description speaks of these words themselves.
    'Approvel Res labels prevention',
    // A command and a value of an example.
    'npm run mock Test_aop Aop workflow description Test',
  ].flatMap((line) => line.split(' ')),
);

test('no text is left in English', () => {
  const isEnglish = ([pointer, text]: [string, string]) =>
    !new RegExp(`[${han}]`).test(text) || originals.get(pointer) === text;
  expect(listed([...texts].filter(isEnglish))).toEqual([]);
});

test('a word in Latin letters is Chinese, code in backticks, or a name that is listed as latin', () => {
  const words = [...texts].flatMap(([pointer, text]) =>
    (prose(text).match(/[A-Za-z]\w*/g) ?? []).map((word) => [pointer, word] as const),
  );
  expect(listed(words.filter(([, word]) => !latin.has(word)))).toEqual([]);
});

describe('the style of the vendor’s pages', () => {
  test('no blank beside Chinese, whether Latin, digits, code or Chinese follow', () => {
    const wide = `[${han}，。；：、！？（）“”]`;
    expect(finds(new RegExp(`.?${wide} +.|. +${wide}`, 'g'))).toEqual([]);
  });

  test('full-width punctuation beside Chinese and code', () => {
    expect(finds(new RegExp(`[${han}\`）][,.;:?!(]|[,;:?!(][${han}]`, 'g'))).toEqual([]);
    expect(finds(/["']|\.\.\./g)).toEqual([]);
  });

  test('simplified characters, and no form of address', () => {
    expect(finds(/[們個這實過號網頁檔請對應該無為與於從後開關]/g)).toEqual([]);
    expect(finds(/您|你|我们/g)).toEqual([]);
  });

  test('a paragraph is one line: a browser shows a line break as a blank', () => {
    const broken = /[^\n]\n(?![\n]|- |\d+\. |#|$)/g;
    expect(finds(broken, (text) => text)).toEqual([]);
  });

  test('sentences end in 。 and summaries in nothing, as in English', () => {
    const ends = (text: string) => /[.。]$/.test(text.trimEnd().split('\n').at(-1) ?? '');
    expect(
      listed(
        [...texts].filter(([pointer, text]) => ends(text) !== ends(originals.get(pointer) ?? '')),
      ),
    ).toEqual([]);
  });

  test('bold text begins and ends with a letter or digit: beside Chinese, Markdown sees no other', () => {
    const bold = (text = '') =>
      [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, inner]) => inner ?? '');
    const isWrong = ([pointer, text]: [string, string]) =>
      bold(text).some((inner) => !/^[\p{L}\p{N}]+(.*[\p{L}\p{N}])?$/u.test(inner)) ||
      bold(text).length !== bold(originals.get(pointer)).length;
    expect(listed([...texts].filter(isWrong))).toEqual([]);
  });
});
