import { byLanguage } from '../bilingual.js';

/** The words with which a request is tried in the page of its operation, in each language. */
export const tryItWords = byLanguage({
  title: ['Try it', '在线调试'],
  open: ['Fill in a form and send the request', '填写表单并发送请求'],
  withoutScript: [
    'The form needs JavaScript, which is off in this browser. The same request as a command line:',
    '表单需要JavaScript，而当前浏览器未启用。可使用以下命令发送同样的请求：',
  ],
  target: ['Send to', '发送到'],
  sandbox: ['The sandbox in this page', '本页内的沙箱'],
  local: ['The local server', '本地服务'],
  service: ['An address that I type', '自行填写地址'],
  address: ['Address', '地址'],
  addressNote: [
    'The request goes to the service itself and may change what is there.',
    '请求将发送到真实服务，可能更改其中的数据。',
  ],
  addressFault: [
    'Type an address that begins with https://, or with http://127.0.0.1.',
    '请填写以https://或http://127.0.0.1开头的地址。',
  ],
  signIn: ['Sign-in', '认证'],
  none: ['None', '无'],
  token: ['Token', 'Token'],
  key: ['Access key (AK/SK)', '访问密钥（AK/SK）'],
  ak: ['Access key (AK)', '访问密钥ID（AK）'],
  sk: ['Secret key (SK)', '秘密访问密钥（SK）'],
  securityToken: ['Security token, of temporary keys only', 'SecurityToken（仅用于临时访问密钥）'],
  secrets: [
    'Secrets stay in the memory of this page and are gone when you leave it.',
    '凭证仅保存在本页内存中，离开页面即清除。',
  ],
  fill: ['Fill in those of the sandbox', '填入沙箱的凭证'],
  notSet: ['(not set)', '（不设置）'],
  items: ['One item a line.', '每行一个元素。'],
  chooseExample: ['Choose an example', '选择示例'],
  body: ['Body', '请求体'],
  noCheck: [
    'Without a sandbox, the body is not checked against its schema here.',
    '没有沙箱，此处不按Schema校验请求体。',
  ],
  bodyFits: ['The body fits its schema.', '请求体符合Schema。'],
  notJson: ['The body is not JSON: ', '请求体不是JSON：'],
  bodyFault: [
    (place: string, fault: string) =>
      place === '' ? `The body ${fault}.` : `The body does not fit its schema: ${place} ${fault}.`,
    (place: string, fault: string) => `请求体不符合Schema：${place}${fault}。`,
  ],
  faults: {
    required: [(value: string) => `lacks ${value}`, (value: string) => `缺少${value}`],
    additionalProperties: [
      (value: string) => `must not have ${value}`,
      (value: string) => `不允许有${value}`,
    ],
    type: [(value: string) => `must be of type ${value}`, (value: string) => `类型必须为${value}`],
    enum: [
      (value: string) => `must be one of ${value}`,
      (value: string) => `取值必须为${value}之一`,
    ],
    other: [
      (value: string, keyword: string) => `breaks ${keyword} ${value}`,
      (value: string, keyword: string) => `不满足${keyword} ${value}`,
    ],
  },
  missing: [
    (name: string) => `${name} must be filled in: it is part of the address.`,
    (name: string) => `${name}是地址的一部分，必须填写。`,
  ],
  request: ['The request', '请求'],
  send: ['Send', '发送'],
  sending: ['The request is on its way.', '正在发送请求。'],
  answer: ['Response', '响应'],
  stale: ['The form has changed since this response.', '此响应之后表单已更改。'],
  headers: ['Headers', '响应头'],
  emptyBody: ['The body is empty.', '响应体为空。'],
  bytes: [
    (count: number) => `The body is a file of ${count} bytes.`,
    (count: number) => `响应体为文件，共${count}字节。`,
  ],
  save: ['Save the file', '保存文件'],
  noAnswer: [
    'No response came. Either nothing answers at this address, or it does not let pages of other origins read its responses (CORS).',
    '未收到响应：该地址无应答，或不允许其他来源的网页读取其响应（CORS）。',
  ],
  meaning: ['What it means', '含义'],
  success: ['The request was carried out.', '请求已执行。'],
  refused: ['The request was refused.', '请求被拒绝。'],
  cause: ['The errors of this operation are listed below.', '该接口的错误见下文。'],
  basis: [
    (basis: string) => `No source settles this answer; it rests on ${basis}.`,
    (basis: string) => `各来源均未说明此响应，其依据为${basis}。`,
  ],
  reading: ['our reading', '本文档的推断'],
  nextStep: ['Next step:', '下一步：'],
  panel: ['What the sandbox holds', '沙箱中的数据'],
  panelNote: [
    'It is kept while this tab is open, from page to page.',
    '在本标签页打开期间保留，切换页面不丢失。',
  ],
  notKept: [
    'The browser keeps nothing for this page, so the state is lost with it.',
    '浏览器不为本页保存数据，离开页面后状态即丢失。',
  ],
  reset: ['Reset', '重置'],
  clock: ['Clock', '时钟'],
  forward: ['Advance by', '前进'],
  minute: ['a minute', '一分钟'],
  hour: ['an hour', '一小时'],
  day: ['a day', '一天'],
  finish: ['Finish the runs', '结束所有运行'],
  check: ['Sign-in is checked', '认证校验方式'],
  checks: {
    off: ['not at all', '不校验'],
    presence: ['for its presence', '仅校验是否存在'],
    strict: ['strictly', '严格校验'],
  },
  workflows: ['Workflows and their versions', '流程及其版本'],
  runs: ['Runs', '流程实例'],
  requests: ['Last requests', '最近的请求'],
  enabled: ['enabled', '已启用'],
  disabled: ['disabled', '未启用'],
  draft: ['draft', '草稿'],
  use: ['Use the ids', '使用其ID'],
  nothing: ['none', '无'],
  loadFault: ['The sandbox cannot be loaded.', '无法加载沙箱。'],
  masked: ['••••••••', '••••••••'],
});

/** The words of the form in a language. */
export type TryItWords = (typeof tryItWords)['en'];
