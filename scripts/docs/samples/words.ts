import type { Language } from '../languages.js';

/** The comments of the samples. */
export interface SampleWords {
  anyToken: string;
  oneAddress: string;
  unsignedForm: string;
}

/** The comments of the samples in each language. */
export const sampleWords: Record<Language, SampleWords> = {
  en: {
    anyToken: 'the mock takes any token',
    oneAddress: 'The address is signed and sent in one and the same form.',
    unsignedForm: 'The body of a form is not signed.',
  },
  'zh-CN': {
    anyToken: '模拟服务接受任意Token',
    oneAddress: '签名和发送使用同一个规范化地址。',
    unsignedForm: '表单请求体不参与签名。',
  },
};
