import * as generated from '../../../../generated/dataobjects/sandbox.js';
import type { DataobjectSearch } from '../../../../generated/dataobjects/types.js';
import { pick, success, type BatchResult } from '../../core/answers.js';
import { familyOf, type Call, type Seeding } from '../../core/family.js';
import { invalid } from '../../core/refusal.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { dataClasses, knownDataClass, type DataClass } from '../dataclasses/data-classes.js';
import { objectFile, removeObjects, trigger, withData } from './own-paths.js';
import {
  changeObject,
  createObject,
  findObject,
  relatedIds,
  relateObjects,
  searchObjects,
  separateObjects,
} from './store.js';

const envelope = { ...success, success: true };

/** What the bodies of these operations may have. */
interface Body extends Json {
  readonly data_object_list?: readonly Json[];
  readonly data_object?: Json;
  readonly data_object_filters_form?: DataobjectSearch;
  readonly action?: string;
  readonly title?: readonly string[];
  readonly ids?: readonly string[];
  readonly dataobject_ids?: readonly string[];
  readonly related_dataobject_ids?: readonly string[];
}

const bodyOf = ({ body }: Call): Body => (body ?? {}) as Body;

/** The data objects of every class, as the sandbox has them. */
export const dataobjects = familyOf(generated, {
  handlers: {
    batchCreateDatapanelObjects(call) {
      const { data_object_list: list = [], format_version = 1 } = bodyOf(call);
      const dataClass = inDataPlane(call);
      return list.map((given) => ({ id: created(call, dataClass, given, { format_version }).id }));
    },

    listDatapanelObjects: (call) => page(call, inDataPlane(call)),

    showDatapanelObject: (call) =>
      withObject(findObject(call, inDataPlane(call), call.path['dataobject_id'])),

    createDataobject(call) {
      const body = bodyOf(call);
      const outer = pick(body, ['id', 'format_version', 'type']);
      const { id } = created(call, named(call), body.data_object ?? {}, outer);
      return { ...envelope, data: { id } };
    },

    deleteDataobjects: (call) => removeObjects(call, named(call)),

    exportDataobjects(call) {
      const dataClass = named(call);
      const { data_object_filters_form: search, action, title } = bodyOf(call);
      const all = { limit: Infinity, ...search };
      const { records } =
        action === 'exportTemplate' ? { records: [] } : searchObjects(call, dataClass, all);
      const objects = records.map(({ data }) =>
        Object.fromEntries(
          Object.entries(data['data_object'] as Json).filter(
            ([name]) => title?.includes(name) ?? true,
          ),
        ),
      );
      return objectFile.write(objects);
    },

    importDataobjects(call) {
      const dataClass = named(call);
      const ids = objectFile.read(call).map(
        // Imported again, an object is another one.
        ({ id: _, ...given }) => created(call, dataClass, given).id,
      );
      return withData({ ids });
    },

    listDataobjects: (call) => page(call, named(call)),

    showDataobject: (call) =>
      withObject(findObject(call, named(call), call.path['data_object_id'])),

    updateDataobject(call) {
      const dataClass = named(call);
      const record = findObject(call, dataClass, call.path['data_object_id']);
      const { data_object = {} } = bodyOf(call);
      const changed = changeObject(call, dataClass, record, data_object);
      requireFit(call, dataClass, changed);
      trigger(call, dataClass, 'update', changed);
      return withObject(changed);
    },

    batchCreateDataobjectRelations(call) {
      const [one, other] = bothClasses(call);
      const { dataobject_ids: ids = [], related_dataobject_ids: related = [] } = bodyOf(call);
      const known = ids.filter((id) => hasObject(call, one, id));
      const partners = related.filter((id) => hasObject(call, other, id));
      for (const id of known) relateObjects(call, one, id, other, partners);
      return relationAnswer({
        success_ids: partners.length > 0 ? known : [],
        error_ids: [...ids, ...related].filter((id) => ![...known, ...partners].includes(id)),
      });
    },

    createDataobjectRelation(call) {
      const { record, one, other, ids } = relation(call);
      return relationAnswer(relateObjects(call, one, record.id, other, ids));
    },

    deleteDataobjectRelation(call) {
      const { record, one, other, ids } = relation(call);
      return relationAnswer(separateObjects(call, one, record.id, other, ids));
    },

    listDataobjectRelations(call) {
      const { record, other } = relation(call);
      return page(call, other, relatedIds(record, other));
    },
  },
  // Every class is shown alike; a family of one class may say more of its objects.
  shown: Object.fromEntries(
    dataClasses.map(({ plural }) => [
      plural,
      { operation: 'showDataobject', body: (data) => ({ code: '', message: '', data }) },
    ]),
  ),
  seeds: { examples: exampleObject, soc: exampleObject },
});

/** The department of the description's examples. */
function exampleObject(place: Seeding): void {
  createObject(place, knownDataClass('plural', 'departments'), {
    ...{ id: 'c17d411f-a0c0-4645-a90e-7f133aaee10c', name: 'demo_name', parent_id: '0' },
    ...{ create_by: 'demo_user', order_weight: 0 },
  });
}

/** Adds a data object, which may trigger playbooks. */
function created(call: Call, dataClass: DataClass, given: Json, outer?: Json): WorldRecord {
  const record = createObject(call, dataClass, given, outer);
  requireFit(call, dataClass, record);
  trigger(call, dataClass, 'create', record);
  return record;
}

/** Refuses an object that the paths of its class could not show, such as an alert of no time. */
function requireFit({ faultOfRecord }: Call, { plural }: DataClass, record: WorldRecord): void {
  const fault = faultOfRecord(plural, record);
  if (fault !== undefined) throw invalid(`it would be one of ${plural} that ${fault}`);
}

function inDataPlane({ path }: Call): DataClass {
  return knownDataClass('id', path['dataclass']);
}

function named({ path }: Call): DataClass {
  return knownDataClass('plural', path['dataclass_name']);
}

function bothClasses({ path }: Call): [DataClass, DataClass] {
  const { dataclass_type, related_dataclass_type } = path;
  return [
    knownDataClass('plural', dataclass_type),
    knownDataClass('plural', related_dataclass_type),
  ];
}

/** What a request about the relations of one data object names. */
function relation(call: Call) {
  const [one, other] = bothClasses(call);
  const record = findObject(call, one, call.path['data_object_id']);
  const { ids = [] } = bodyOf(call);
  return { record, one, other, ids };
}

function hasObject({ workspace }: Call, { plural }: DataClass, id: string): boolean {
  return workspace.table(plural).get(id) !== undefined;
}

function page(call: Call, dataClass: DataClass, among?: readonly string[]): Json {
  const search = (call.body ?? {}) as DataobjectSearch;
  const { records, total } = searchObjects(call, dataClass, search, among);
  return { ...envelope, total, data: records.map(shown) };
}

/** A data object as these paths show it: they know no `type`, which those of alerts and incidents have. */
function shown({ data }: WorldRecord): Json {
  const { type: _, ...described } = data;
  return described;
}

const withObject = (record: WorldRecord): Json => ({ ...envelope, data: shown(record) });

function relationAnswer(data: BatchResult): Json {
  return { ...envelope, request_id: '', data };
}
