import { invalidParameters, serviceRefusal } from '../../core/refusal.js';
import { nearest } from '../../../nearest.js';

/** A type of data object. */
export interface DataClass {
  readonly id: string;
  /** Its business code, which answers name it by. */
  readonly name: string;
  readonly nameZh: string;
  /** The word for its objects in a path, which is also the collection that holds them. */
  readonly plural: string;
  /** What its objects can hold beside what every data object does. */
  readonly fields: readonly Field[];
}

/** A member of a data object, as a data class describes it. */
interface Field {
  readonly key: string;
  readonly nameZh: string;
  readonly type: string;
  readonly required: boolean;
}

const field = (key: string, nameZh: string, type = 'String', required = false): Field => ({
  ...{ key, nameZh, type, required },
});

/** What every data object holds. */
const ofEach = [
  field('id', '唯一标识'),
  field('create_time', '创建时间', 'Timestamp'),
  field('update_time', '更新时间', 'Timestamp'),
];

/** What alerts and incidents hold. */
const ofCases = [
  field('title', '标题', 'String', true),
  field('description', '描述'),
  field('severity', '严重性', 'Enum', true),
  field('handle_status', '处理状态', 'Enum'),
  field('verification_state', '验证状态', 'Enum'),
  field('ipdrr_phase', '阶段', 'Enum'),
  field('owner', '责任人'),
  field('labels', '标签'),
];

/** The data classes of the sandbox: the first has the id of the description's examples. */
export const dataClasses: readonly DataClass[] = [
  {
    ...{ id: 'e410ae50-43fa-343e-807a-a2a9edb8018e', name: 'Alert', nameZh: '告警' },
    plural: 'alerts',
    fields: [...ofEach, ...ofCases, field('alert_type', '告警类型', 'Object')],
  },
  {
    ...{ id: 'b5c1f1b0-6f0e-3c52-9d4b-0c3e7a7d2f11', name: 'Incident', nameZh: '事件' },
    plural: 'incidents',
    fields: [...ofEach, ...ofCases, field('incident_type', '事件类型', 'Object')],
  },
  {
    ...{ id: 'c7d2a2c1-7a1f-3d63-8e5c-1d4f8b8e3a22', name: 'Indicator', nameZh: '情报' },
    plural: 'indicators',
    fields: [
      ...ofEach,
      field('name', '名称', 'String', true),
      field('value', '值', 'String', true),
      field('verdict', '威胁度', 'Enum'),
      field('status', '状态', 'Enum'),
      field('confidence', '置信度', 'Integer'),
      field('indicator_type', '情报类型', 'Object'),
    ],
  },
  {
    ...{ id: 'd8e3b3d2-8b2a-3e74-9f6d-2e5a9c9f4b33', name: 'Vulnerability', nameZh: '漏洞' },
    plural: 'vulnerabilities',
    fields: [
      ...ofEach,
      field('vul_name', '漏洞名称', 'String', true),
      field('first_observed_time', '首次发现时间', 'Timestamp'),
      field('vulnerability_type', '漏洞类型', 'Object'),
      field('resource', '资产', 'Object'),
    ],
  },
  {
    ...{ id: 'f9f4c4e3-9c3b-3f85-8a7e-3f6bada05c44', name: 'CommonContext', nameZh: '通用' },
    plural: 'commoncontexts',
    fields: ofEach,
  },
  {
    ...{ id: 'a1b5d5f4-ad4c-3a96-9b8f-4a7cbeb16d55', name: 'Resource', nameZh: '资产' },
    plural: 'resources',
    fields: [...ofEach, field('name', '名称', 'String', true), field('type', '类型')],
  },
  {
    ...{ id: 'b2c6e6a5-be5d-3ba7-8c9a-5b8dcfc27e66', name: 'Policy', nameZh: '策略' },
    // The vendor's own paths of policies have this spelling.
    plural: 'policys',
    fields: [...ofEach, field('block_target', '阻断对象')],
  },
  {
    ...{ id: 'c3d7f7b6-cf6e-3cb8-9dab-6c9ed0d38f77', name: 'Department', nameZh: '部门' },
    plural: 'departments',
    fields: [...ofEach, field('name', '名称', 'String', true), field('parent_id', '上级部门')],
  },
];

/** The data class of an id; one without a name if the sandbox does not know it. */
export function dataClassOf(id: string): Pick<DataClass, 'id' | 'name' | 'nameZh'> {
  return dataClasses.find((one) => one.id === id) ?? { id, name: '', nameZh: '' };
}

const plurals = dataClasses.map(({ plural }) => plural);

/**
 * The data class that a request is about.
 *
 * @param by - what the request names it by
 * @throws Refusal if there is none; nobody knows how the service puts it
 */
export function knownDataClass(by: 'id' | 'plural', value: string | undefined): DataClass {
  const found = dataClasses.find((one) => one[by] === value);
  if (found !== undefined) return found;
  const named =
    by === 'id'
      ? `the ID "${value}"`
      : `the plural "${value}"; the nearest is "${nearest(value ?? '', plurals)}"`;
  throw serviceRefusal(
    invalidParameters,
    `Invalid parameters: there is no data class with ${named}.`,
    { decisions: ['C08'] },
  );
}
