import type { Language } from '../languages.js';
import type { Mend } from '../mend.js';

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
  ['},"Request body")', '},"请求消息体")', 2],
  ['null,"Responses")', 'null,"响应")', 2],
  ['null,"Server response")', 'null,"服务器响应")'],
  ['null,"Response headers")', 'null,"响应消息头")'],
  ['null,"Response body")', 'null,"响应消息体")'],
  ['null,"Request duration")', 'null,"耗时")'],
  ['null,"Request URL")', 'null,"请求地址")'],
  ['},"Details")', '},"详情")'],
  ['},"Code")', '},"状态码")', 2],
  ['},"Description")', '},"说明")', 3],
  ['},"Name")', '},"名称")', 2],
  ['},"Media type")', '},"媒体类型")'],
  ['},"Examples")', '},"示例")'],
  ['},"Examples: ")', '},"示例：")'],
  ['},"Example Description")', '},"示例说明")'],
  ['null,"No links")', 'null,"无链接")'],
  ['},"Links")', '},"链接")'],
  ['},"Download file")', '},"下载文件")', 2],
  ['},"Download")', '},"下载")'],
  ['},"Computed URL:",', '},"实际地址：",'],
  ['null,"Server variables")', 'null,"服务器变量")'],
  ['},"Servers")', '},"服务器")', 2],
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
];

/** Changes that give Swagger UI the labels of a language. */
export function consoleLabelMends(lang: Language): Mend[] {
  if (lang === 'en') return [];
  return chinese.map(([anchor, replacement, times]) => ({
    why: `the label ${replacement} is translated`,
    anchor,
    replacement,
    times,
  }));
}
