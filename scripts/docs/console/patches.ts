import type { Language } from '../languages.js';
import type { Patch } from '../patch.js';

const why = 'no level of headings is skipped below the title of the page';

/** Moves headings one level up: Swagger UI counts on a title of its own, which the page hides. */
const raised = (before: string, level: number, to: number, times: number, after = ''): Patch => ({
  why,
  anchor: `${before}h${level}${after}`,
  replacement: `${before}h${to}${after}`,
  times,
});

const made = '.createElement("';

/** Changes to the code of Swagger UI 5.35 that give its headings levels without a gap. */
export const headingPatches: readonly Patch[] = [
  // The page has no heading above this one, as the others have their group.
  {
    why,
    anchor: `${made}h4",null,"Server variables"`,
    replacement: `${made}h2",null,"Server variables"`,
  },
  raised(made, 3, 2, 11, '"'),
  raised(made, 4, 3, 35, '"'),
  raised(made, 5, 4, 4, '"'),
  raised(made, 6, 4, 5, '"'),
];

/** The same for its style. */
export const headingStylePatches: readonly Patch[] = [
  raised(' ', 3, 2, 8),
  raised(' ', 4, 3, 39),
  raised(' ', 5, 4, 8),
];

/** English labels in the code of Swagger UI 5.35 with the code around them, and how often they stand there. */
const chinese: readonly (readonly [anchor: string, label: string, times?: number])[] = [
  ['},"Skip to operations")', '},"跳到接口列表")'],
  ['null,"Available authorizations")', 'null,"可用的认证方式")'],
  ['},"Authorize")', '},"认证")', 3],
  ['null,"Authorize")', 'null,"认证")'],
  ['null,"Authorized")', 'null,"已认证")', 5],
  ['},"Logout")', '},"退出认证")', 3],
  ['},"Close")', '},"关闭")', 3],
  ['null,"Name: ",', 'null,"名称：",'],
  ['null,"In: ",', 'null,"位置：",'],
  ['},"Value:")', '},"取值：")', 2],
  ['},"Execute")', '},"发送请求")'],
  ['onClick:this.onClick},"Clear")', 'onClick:this.onClick},"清除")'],
  ['},"Try it out ")', '},"调试")'],
  ['},"Reset")', '},"重置")'],
  ['},"Parameters")', '},"参数")'],
  ['null,"Parameters")', 'null,"参数")'],
  ['null,"No parameters")', 'null,"无参数")'],
  ['},"Request body")', '},"请求体")', 2],
  ['null,"Responses")', 'null,"响应")', 2],
  ['null,"Server response")', 'null,"服务器响应")'],
  ['null,"Response headers")', 'null,"响应头")'],
  ['null,"Response body")', 'null,"响应体")'],
  ['null,"Request duration")', 'null,"耗时")'],
  ['null,"Request URL")', 'null,"请求地址")'],
  ['},"Details")', '},"详情")'],
  ['},"Code")', '},"状态码")', 2],
  ['},"Description")', '},"描述")', 3],
  ['},"Name")', '},"参数")', 2],
  ['},"Media type")', '},"媒体类型")'],
  ['},"Examples")', '},"示例")'],
  ['},"Examples: ")', '},"示例：")'],
  ['},"Example Description")', '},"示例说明")'],
  ['null,"No links")', 'null,"无链接")'],
  ['},"Links")', '},"链接")'],
  ['},"Download file")', '},"下载文件")', 2],
  ['},"Download")', '},"下载")'],
  ['},"Computed URL:",', '},"实际地址：",'],
  ['null,"Server variables")', 'null,"服务地址变量")'],
  ['},"Servers")', '},"服务地址")', 2],
  ['null,"Curl")', 'null,"curl命令")'],
  ['},"Find more details")', '},"更多详情")'],
  ['},"Please correct the following validation errors and try again.",', '},"请先改正以下错误：",'],
  ['},u," - Website")', '},u,"：网站")'],
  ['},i," - Website")', '},i,"：网站")'],
  [
    '},"Unrecognized response type; displaying content as text.")',
    '},"未知的响应类型，按文本显示。")',
  ],
  ['onClick:o},"Cancel")', 'onClick:o},"取消")'],
  ['?"Edit Value":"Example Value")', '?"编辑":"示例")'],
  ['ie?"Schema":"Model")', 'ie?"结构":"结构")'],
  ['"Headers:")', '"响应头：")'],
  ['},"Type")', '},"参数类型")'],
  ['null," Undocumented ")', 'null,"文档未列出")'],
  ['"Controls ",', '"决定请求头",'],
  ['null,"Accept")," header.")', 'null,"Accept"),"的取值。")'],
  ['"Collapse all":"Expand all"', '"全部收起":"全部展开"'],
  ['},"One of")', '},"以下形式之一")'],
  ['},"Any of")', '},"以下形式至少一种")'],
  ['},"All of")', '},"以下全部")'],
  ['},"Items")', '},"元素")'],
  ['},"Additional properties")', '},"其他字段")'],
  ['},"forbidden")', '},"不允许")'],
  ['},"allowed")', '},"允许")'],
  ['},"deprecated")', '},"已废弃")'],
  ['},"read-only")', '},"只读")'],
  ['},"write-only")', '},"只写")'],
  ['"Example Value")', '"示例")'],
  ['}),"Send empty value")', '}),"发送空值")'],
  ['<i>Available values</i> : ', '<i>取值范围</i>：'],
  ['<i>Default value</i> : ', '<i>默认值</i>：'],
  ['<i>Example</i> : ', '<i>示例</i>：'],
  ['?"Cancel":"Edit")', '?"取消":"编辑")'],
  ['?"Collapse operation":"Expand operation"', '?"收起接口":"展开接口"', 2],
  ['="Copy path to clipboard"', '="复制路径"'],
  ['="Copy cURL command to clipboard"', '="复制curl命令"'],
  ['="Copy code to clipboard"', '="复制内容"'],
  ['"authorization button locked":"authorization button unlocked"', '"已认证":"未认证"'],
  ['ariaLabel:"Media Type"', 'ariaLabel:"媒体类型"'],
  ['ariaLabel:"Request content type"', 'ariaLabel:"请求的媒体类型"'],
  [
    '**Failed to fetch.**  \\n**Possible Reasons:** \\n  - CORS \\n  - Network Failure \\n  - URL scheme must be "http" or "https" for CORS request.',
    '**请求失败。**  \\n**可能的原因：** \\n  - 跨域限制（CORS） \\n  - 服务未启动，或者网络故障 \\n  - 请求地址不以http或https开头',
  ],
  ["`For '${i}'${", '`“${i}”${'],
  ['?` at path \'${o}\'`:""}: ${s}.`', '?`的${o}`:""}：${s}。`'],
  ['"Required field is not provided"', '"缺少必选参数"', 3],
  ['"No duplicates allowed."', '"元素不可重复"'],
  ['"Value must follow pattern "+', '"须符合正则表达式"+'],
  ['`Value must be no longer than ${o} character${1!==o?"s":""}`', '`长度不能超过${o}个字符`'],
  ['`Value must be at least ${o} character${1!==o?"s":""}`', '`长度不能少于${o}个字符`'],
  ['`Value must be less than or equal to ${o}`', '`不能大于${o}`'],
  ['`Value must be greater than or equal to ${o}`', '`不能小于${o}`'],
  ['"Value must be a boolean"', '"须为布尔值"'],
  ['"Value must be a number"', '"须为数字"'],
  ['"Value must be an integer"', '"须为整数"'],
  ['"Value must be a file"', '"须为文件"'],
];

/** Changes that give Swagger UI the labels of a language. */
export function consoleLabelPatches(lang: Language): Patch[] {
  if (lang === 'en') return [];
  return chinese.map(([anchor, replacement, times]) => ({
    why: `the label ${replacement} is translated`,
    anchor,
    replacement,
    times,
  }));
}
