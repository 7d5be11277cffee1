import type { Language } from './languages.js';
import type { LimitKeyword } from './schema-fields.js';

/** The words between the texts of a description: headings and labels. */
export interface DocsWords {
  contents: string;
  overview: string;
  servers: string;
  authentication: string;
  authenticationNote: string;
  parameters: Record<'path' | 'query' | 'header' | 'cookie', string>;
  requestBody: string;
  commonResponses: string;
  errors: string;
  status: string;
  headers: string;
  mediaType: string;
  schema: string;
  schemas: string;
  member: string;
  type: string;
  required: string;
  isRequired: string;
  optional: string;
  description: string;
  deprecated: string;
  readOnly: string;
  writeOnly: string;
  closed: string;
  open: string;
  forms: Record<'oneOf' | 'anyOf', string>;
  limits: Record<LimitKeyword, string>;
  example: string;
  requestExamples: string;
  responseExamples: string;
  codeSamples: string;
  safeToRepeat: string;
  yes: string;
  no: string;
  sources: string;
  undated: string;
  links: string;
  inReference: string;
  inPlain: string;
  guides: string;
  descriptionFiles: string;
  version: string;
  license: string;
  contact: string;
  variables: string;
  and: string;
  or: string;
  separator: string;
  betweenSentences: string;
  /** After "required": what may be sent in its place. */
  instead: (others: string) => string;
  see: (link: string) => string;
  /** What the common media types of a request are. */
  contentTypes: Record<'json' | 'form', string>;
  inBrackets: (text: string) => string;
  colon: string;
  comma: string;
}

/** The words of each language; the Chinese ones are those of the vendor's API pages. */
export const docsWords: Record<Language, DocsWords> = {
  en: {
    contents: 'Contents',
    overview: 'Overview',
    servers: 'Servers',
    authentication: 'Authentication',
    authenticationNote: 'Every request carries one of these:',
    parameters: {
      path: 'Path parameters',
      query: 'Query parameters',
      header: 'Request headers',
      cookie: 'Cookie parameters',
    },
    requestBody: 'Request body',
    commonResponses: 'Common responses',
    errors: 'Errors',
    status: 'Status code',
    headers: 'Response headers',
    mediaType: 'Media type',
    schema: 'Schema',
    schemas: 'Schemas',
    member: 'Name',
    type: 'Type',
    required: 'required',
    isRequired: 'Required',
    optional: 'optional',
    description: 'Description',
    deprecated: 'deprecated',
    readOnly: 'read only',
    writeOnly: 'write only',
    closed: 'No other members are allowed.',
    open: 'Any other members are allowed.',
    forms: { oneOf: 'Exactly one of these forms', anyOf: 'At least one of these forms' },
    limits: {
      format: 'Format',
      enum: 'Values',
      const: 'Only value',
      default: 'Default',
      minimum: 'Minimum',
      exclusiveMinimum: 'Greater than',
      maximum: 'Maximum',
      exclusiveMaximum: 'Less than',
      multipleOf: 'Multiple of',
      minLength: 'Minimum length',
      maxLength: 'Maximum length',
      pattern: 'Pattern',
      minItems: 'Minimum number of items',
      maxItems: 'Maximum number of items',
      uniqueItems: 'Items are unique',
      minProperties: 'Minimum number of members',
      maxProperties: 'Maximum number of members',
    },
    example: 'Example',
    requestExamples: 'Example requests',
    responseExamples: 'Example responses',
    codeSamples: 'Code samples',
    safeToRepeat: 'Safe to repeat',
    yes: 'yes',
    no: 'no',
    sources: 'Sources',
    undated: 'undated',
    links: 'See also',
    inReference: 'In the reference',
    inPlain: 'In the plain edition',
    guides: 'Guides',
    descriptionFiles: 'Description files',
    version: 'Version',
    license: 'License',
    contact: 'Contact',
    variables: 'Variables',
    and: ' and ',
    or: ' or ',
    separator: ', ',
    betweenSentences: ' ',
    instead: (others) => `, or ${others}`,
    see: (link) => `See ${link}.`,
    contentTypes: {
      json: 'the type of common API requests.',
      form: 'the type of a form with files; HTTP libraries set it, with its boundary.',
    },
    inBrackets: (text) => ` (${text})`,
    colon: ': ',
    comma: ', ',
  },
  'zh-CN': {
    contents: '目录',
    overview: '概述',
    servers: '服务地址',
    authentication: '认证鉴权',
    authenticationNote: '每个请求须携带以下任意一种认证信息：',
    parameters: {
      path: '路径参数',
      query: 'Query参数',
      header: '请求Header参数',
      cookie: 'Cookie参数',
    },
    requestBody: '请求Body参数',
    commonResponses: '公共响应',
    errors: '错误响应',
    status: '状态码',
    headers: '响应Header参数',
    mediaType: '媒体类型',
    schema: '数据结构',
    schemas: '数据结构',
    member: '参数',
    type: '参数类型',
    required: '必选',
    isRequired: '是否必选',
    optional: '可选',
    description: '描述',
    deprecated: '已废弃',
    readOnly: '只读',
    writeOnly: '只写',
    closed: '不允许携带其他字段。',
    open: '可携带任意其他字段。',
    forms: { oneOf: '必须且只能符合以下形式之一', anyOf: '至少符合以下形式之一' },
    limits: {
      format: '格式',
      enum: '取值范围',
      const: '固定取值',
      default: '默认值',
      minimum: '最小值',
      exclusiveMinimum: '大于',
      maximum: '最大值',
      exclusiveMaximum: '小于',
      multipleOf: '倍数',
      minLength: '最小长度',
      maxLength: '最大长度',
      pattern: '正则表达式',
      minItems: '最少元素个数',
      maxItems: '最多元素个数',
      uniqueItems: '元素不可重复',
      minProperties: '最少字段个数',
      maxProperties: '最多字段个数',
    },
    example: '示例',
    requestExamples: '请求示例',
    responseExamples: '响应示例',
    codeSamples: '代码示例',
    safeToRepeat: '可安全重复调用',
    yes: '是',
    no: '否',
    sources: '信息来源',
    undated: '日期不详',
    links: '相关链接',
    inReference: '在API参考中查看',
    inPlain: '在纯文本版中查看',
    guides: '指南',
    descriptionFiles: 'API描述文件',
    version: '版本',
    license: '许可证',
    contact: '联系方式',
    variables: '变量',
    and: '和',
    or: '，或',
    separator: '，',
    betweenSentences: '',
    instead: (others) => `（或使用${others}）`,
    see: (link) => `请参见${link}。`,
    contentTypes: {
      json: '普通API请求的类型。',
      form: '含文件的表单，该请求头及其boundary由HTTP库生成。',
    },
    inBrackets: (text) => `（${text}）`,
    colon: '：',
    comma: '、',
  },
};
