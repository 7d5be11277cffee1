import * as generated from '../../../../generated/dataclasses/sandbox.js';
import { changeMarks, success, timeToSecond } from '../../core/answers.js';
import { familyOf, type Call, type Seeding } from '../../core/family.js';
import { pageOf, type Page } from '../../core/paging.js';
import { memberAt } from '../../life-cycle/members.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { dataClasses, knownDataClass, type DataClass } from './data-classes.js';

/** When the classes came, which SecMaster brings along. */
const builtInSince = '2024-07-02T09:25:17Z+0800';

/** Who has made what SecMaster brings along: nobody. */
const byNobody = {
  creator_id: '',
  creator_name: '',
  modifier_id: '',
  modifier_name: '',
  create_time: builtInSince,
  update_time: builtInSince,
};

/** The data classes, as the sandbox has them: those of SecMaster, and types that requests add. */
export const dataclasses = familyOf(generated, {
  handlers: {
    listDataclass(call) {
      const { records, total } = fittingPage(
        call,
        dataClasses.map((one) => shownClass(call, one)),
      );
      return { dataclass_details: records, total };
    },

    showDataClassInfo: (call) => shownClass(call, knownDataClass('id', call.path['dataclass_id'])),

    listDataclassFields(call) {
      const dataClass = knownDataClass('id', call.path['dataclass_id']);
      const { records, total } = fittingPage(
        call,
        dataClass.fields.map((field) => shownField(dataClass, field)),
      );
      return { field_details: records, total };
    },

    createDataclassType(call) {
      const { world, workspace, user, now, body, path } = call;
      const dataClass = knownDataClass('id', path['dataclass_id']);
      const id = world.random.uuid();
      const { name, business_code, level: _, ...given } = body as Json;
      const data = {
        description: '',
        // A custom type has its name and code where the others have theirs.
        ...(name !== undefined && { sub_category: name }),
        ...(business_code !== undefined && { sub_category_code: business_code }),
        ...given,
        id,
        dataclass_id: dataClass.id,
        dataclass_business_code: dataClass.name,
        ...{ domain_id: '', region_id: '', layout_id: '', layout_name: '' },
        project_id: workspace.project,
        workspace_id: workspace.id,
        is_built_in: false,
        ...{ creator_id: user.id, creator_name: user.name, modifier_id: '', modifier_name: '' },
        create_time: timeToSecond(now),
      };
      return world.add(workspace, 'dataclass-types', now, data).data;
    },

    deleteDataclassType(call) {
      const { is_delete } = call.body as { is_delete: boolean };
      const types = namedTypes(call);
      const users = types.flatMap((type) => usersOf(call, type));
      if (is_delete) {
        for (const { id } of types) call.world.remove(call.workspace, 'dataclass-types', id);
      }
      return users.length === 0
        ? []
        : [{ type: 'DATAOBJECT', count: users.length, detail_url: '', data: users }];
    },

    enableDataclassType(call) {
      const { world, workspace, body } = call;
      for (const type of namedTypes(call)) {
        const data = {
          ...type.data,
          enabled: (body as Json)['enable'],
          ...changeMarks(call, timeToSecond),
        };
        world.put(workspace, 'dataclass-types', { ...type, changed: undefined, data });
      }
      return { ...success, data: '', success: true };
    },
  },
  shown: { 'dataclass-types': { operation: 'createDataclassType', body: (data) => data } },
  seeds: { examples: exampleType, soc: exampleType },
});

/** The type of alerts that the description has as its example. */
function exampleType({ world, workspace, users: [user], now }: Seeding): void {
  const id = '2312dad0-0fc0-314d-bf18-5a87e99c3b16';
  const data = {
    ...{ id, dataclass_id: dataClasses[0]?.id, dataclass_business_code: 'Alert' },
    ...{ category: 'TestAlertCategory', category_code: 'Test Alert Category Code' },
    ...{ sub_category: 'TestAlertSubType', sub_category_code: 'Test Alert Sub Type Code' },
    ...{ description: '', enabled: true, sla: 86_400_000, is_built_in: false },
    ...{ domain_id: '', region_id: '', layout_id: '', layout_name: '' },
    ...{ project_id: workspace.project, workspace_id: workspace.id },
    ...{ creator_id: user.id, creator_name: user.name, modifier_id: '', modifier_name: '' },
    create_time: '2025-12-19T17:31:27Z+0800',
  };
  world.add(workspace, 'dataclass-types', now, data);
}

/** Those types of the class whose ids a request has; it passes over others, of which no source speaks. */
function namedTypes({ workspace, path, body, restsOn }: Call): WorldRecord[] {
  const { id } = knownDataClass('id', path['dataclass_id']);
  const { ids } = body as { ids: readonly string[] };
  const table = workspace.table('dataclass-types');
  const types = [...new Set(ids)]
    .flatMap((one) => table.get(one) ?? [])
    .filter(({ data }) => data['dataclass_id'] === id);
  if (types.length < ids.length) restsOn(['inferred']);
  return types;
}

/** The data objects of a type, by the members that name it: an alert has them in `alert_type`. */
function usersOf({ workspace }: Call, { data }: WorldRecord): Json[] {
  const { name, plural } = knownDataClass('id', String(data['dataclass_id']));
  const member = `${name.toLowerCase()}_type`;
  const objects = workspace.tables.get(plural)?.all() ?? [];
  return objects
    .filter(
      (object) =>
        memberAt(object.data, `data_object.${member}.category`) === data['category'] &&
        memberAt(object.data, `data_object.${member}.${member}`) === data['sub_category'],
    )
    .map((object) => ({
      id: object.id,
      name: String(memberAt(object.data, 'data_object.title') ?? object.id),
    }));
}

function shownClass({ workspace }: Call, { id, name, nameZh }: DataClass): Json {
  const types = workspace.table('dataclass-types').all();
  return {
    id,
    ...byNobody,
    cloud_pack_version: '',
    ...{ region_id: '', domain_id: '', parent_id: '', description: '' },
    project_id: workspace.project,
    workspace_id: workspace.id,
    name: nameZh,
    business_code: name,
    is_built_in: true,
    type_num: types.filter(({ data }) => data['dataclass_id'] === id).length,
  };
}

function shownField({ id, nameZh }: DataClass, field: DataClass['fields'][number]): Json {
  const { key, type, required } = field;
  // What a person can say of an object; the rest the service keeps itself.
  const isOwn = !['id', 'create_time', 'update_time'].includes(key);
  return {
    id: `${id.slice(0, 24)}${hexOf(key)}`,
    business_id: id,
    business_type: 'dataclass',
    dataclass_name: nameZh,
    ...{ business_code: key, field_key: key, name: field.nameZh, field_type: type, required },
    ...{ description: '', default_value: '', extra_json: '{}', json_schema: '{}' },
    ...{ is_built_in: true, case_sensitive: false, searchable: true, visible: true, mapping: true },
    ...{ read_only: !isOwn, editable: isOwn, creatable: isOwn, maintainable: false },
    ...byNobody,
  };
}

/** Twelve hexadecimal digits that a key always gives, for an id. */
function hexOf(key: string): string {
  const sum = [...key].reduce(
    (value, letter) => (value * 31 + letter.charCodeAt(0)) % 2 ** 40,
    key.length,
  );
  return sum.toString(16).padStart(12, '0');
}

/** The part of a list that a request asks for: what fits its filters, from its offset on. */
function fittingPage(call: Call, all: readonly Json[]): Page {
  const { offset: _, limit: __, field_category: ___, ...filters } = call.query;
  const fits = (one: Json) => Object.entries(filters).every(([name, value]) => one[name] === value);
  return pageOf(call, all.filter(fits));
}
