/** A kind of object that workflows run on. */
export interface DataClass {
  readonly id: string;
  readonly name: string;
  readonly nameZh: string;
}

/** The data classes of the sandbox: the first has the id of the description's examples. */
export const dataClasses: readonly DataClass[] = [
  { id: 'e410ae50-43fa-343e-807a-a2a9edb8018e', name: 'Alert', nameZh: '告警' },
  { id: 'b5c1f1b0-6f0e-3c52-9d4b-0c3e7a7d2f11', name: 'Incident', nameZh: '事件' },
  { id: 'c7d2a2c1-7a1f-3d63-8e5c-1d4f8b8e3a22', name: 'Indicator', nameZh: '情报' },
  { id: 'd8e3b3d2-8b2a-3e74-9f6d-2e5a9c9f4b33', name: 'Vulnerability', nameZh: '漏洞' },
  { id: 'f9f4c4e3-9c3b-3f85-8a7e-3f6bada05c44', name: 'CommonContext', nameZh: '通用' },
];

/** The data class of an id; one without a name if the sandbox does not know it. */
export function dataClassOf(id: string): DataClass {
  return dataClasses.find((one) => one.id === id) ?? { id, name: '', nameZh: '' };
}
