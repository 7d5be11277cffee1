import type { DataobjectSearch } from '../../../../generated/dataobjects/types.js';
import { pick, success, timeText, type BatchResult } from '../../core/answers.js';
import { faultOf, type Described } from '../../core/described.js';
import {
  familyOf,
  type Call,
  type GeneratedFamily,
  type Handler,
  type Handlers,
  type SandboxFamily,
  type Seeding,
} from '../../core/family.js';
import { exportFile } from '../../core/export-file.js';
import { silent } from '../../life-cycle/life-cycle.js';
import { memberAt, withMember } from '../../life-cycle/members.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { knownDataClass, type DataClass } from '../dataclasses/data-classes.js';
import { triggerPlaybooks, type ObjectChange } from '../playbooks/runs.js';
import { changeObject, createObject, deleteObjects, findObject, searchObjects } from './store.js';

/** A class of data objects that has paths of its own. */
export interface OwnPaths {
  readonly dataClass: DataClass;
  /** Members of a new object that are filled in. */
  readonly usual?: Json;
  /** Members beside those of the object itself. */
  readonly outer?: Json;
  /** The schema of a body that an imported object has to fit into. */
  readonly form: string;
  /** The body with an object, if it is more than a `data_object`. */
  readonly formed?: (object: Json) => Json;
  /** Whether its objects have a life cycle. */
  readonly lives?: true;
  /** What a list shows of an object. */
  readonly listed?: (record: WorldRecord) => Json;
  /** What surrounds a page of a list beside its total. */
  readonly page?: Json;
  /** The object of the description's examples. */
  readonly example: Json & { readonly id: string };
  /** Adds the objects of a believable centre. */
  readonly soc: (seeding: Seeding) => void;
}

/** A success with its result. */
export function withData(data: unknown): Json {
  return { ...success, data };
}

/** The class whose objects a path is about. */
export function classOf(plural: string): DataClass {
  return knownDataClass('plural', plural);
}

/** Starts the playbooks that wait for such a change; what they rest on is no part of the answer. */
export function trigger(
  call: Call,
  { id, name }: DataClass,
  change: ObjectChange['change'],
  { data }: WorldRecord,
): void {
  const object = data['data_object'] as Json;
  triggerPlaybooks(silent(call), { change, dataclass: { id, name }, object });
}

/** Takes the objects away that a request names. */
export function removeObjects(call: Call, dataClass: DataClass): BatchResult {
  const table = call.workspace.table(dataClass.plural);
  const ids = idsIn(call.body);
  const records = ids.flatMap((one) => table.get(one) ?? []);
  const result = deleteObjects(call, dataClass, ids);
  for (const record of records) trigger(call, dataClass, 'delete', record);
  return result;
}

/** Adds an object and lets its life begin. */
export function begin(call: Call, paths: OwnPaths, given: Json): WorldRecord {
  const { dataClass, usual, outer, lives } = paths;
  const record = createObject(call, dataClass, { ...usual, ...given }, outer);
  const { id, data, inner } = record;
  const begun = lives
    ? call.lifeCycle(dataClass.plural).begin(about(call, given), { ...data, id }, inner)
    : record;
  trigger(call, dataClass, 'create', begun);
  return begun;
}

/** A request as if it were about one object. */
function about(call: Call, given: Json): Call {
  return { ...call, body: { data_object: given } };
}

/** Changes an object, which takes it to another state if its members ask for that. */
function change(call: Call, { dataClass, lives }: OwnPaths, record: WorldRecord, given: Json) {
  const changed = changeObject(call, dataClass, record, given);
  trigger(call, dataClass, 'update', changed);
  if (!lives) return changed;
  const cycle = call.lifeCycle(dataClass.plural);
  const { status, states } = cycle.rules;
  // What came by the path of all data objects may have no state: then it is in the first one.
  const isIn = states.includes(String(memberAt(record.data, status)));
  const known = isIn ? record : { ...record, data: withMember(record.data, status, states[0]) };
  return cycle.take(about(call, given), known, { edits: changed.data });
}

/** What stands for a changed object where there is none: a record without an id, as the vendor prints it. */
function nothing({ workspace, now }: Call, { id, name }: DataClass, given: Json): Json {
  const time = timeText(now);
  return {
    ...{ id: '', create_time: time, update_time: time, version: 0, format_version: 0 },
    ...{ project_id: workspace.project, workspace_id: workspace.id },
    dataclass_ref: { id, name },
    data_object: given,
  };
}

const objectIn = (body: unknown) => ((body as Json)['data_object'] ?? {}) as Json;
const idsIn = (body: unknown) => ((body as Json)['batch_ids'] ?? []) as readonly string[];

/** Files of data objects. */
export const objectFile = exportFile({
  ...{ member: 'objects', format: 'secmaster-sandbox-data-objects' },
  placeholder: /^\(bytes of the \w+\)$/,
  decisions: ['E13'],
});

/** Values of a template whose members have values of their own. */
const samples: Json = { severity: 'Tips' };

/**
 * What the operations of a class with paths of its own do, by the method and what the path has behind the word
 * for the objects.
 */
function handlersOf(paths: OwnPaths): Handlers {
  const { dataClass, listed = ({ data }) => data, page } = paths;
  const { formed = (object: Json): Json => ({ data_object: object }) } = paths;
  const isOurs = (call: Call, ...decisions: string[]) => call.restsOn(['inferred', ...decisions]);
  /** The object that a path ends with. */
  const named = (call: Call) => findObject(call, dataClass, Object.values(call.path).at(-1));
  const remove: Handler = (call) => {
    isOurs(call);
    return withData(removeObjects(call, dataClass));
  };
  return {
    'POST ': (call) => withData(begin(call, paths, objectIn(call.body)).data),

    'GET /{id}': (call) => withData(named(call).data),

    'PUT /{id}': (call) => withData(change(call, paths, named(call), objectIn(call.body)).data),

    // Which of several the answer shows, and that the others do not suffer by one that is missing, no source says.
    'POST /batch-update'(call) {
      const { workspace, body } = call;
      const table = workspace.table(dataClass.plural);
      const [ids, given] = [idsIn(body), objectIn(body)];
      const changed = ids
        .flatMap((one) => table.get(one) ?? [])
        .map((record) => change(call, paths, record, given));
      isOurs(call);
      if (ids.length === 0) return withData(nothing(call, dataClass, given));
      return withData((changed[0] ?? findObject(call, dataClass, ids[0])).data);
    },

    'DELETE ': remove,

    'POST /batch-delete': remove,

    'POST /search'(call) {
      const { ids, dataclass_id, ...asked } = (call.body ?? {}) as DataobjectSearch & {
        ids?: string[];
        dataclass_id?: string;
      };
      const isOther = dataclass_id !== undefined && dataclass_id !== dataClass.id;
      const { records, total } = searchObjects(call, dataClass, asked, isOther ? [] : ids);
      return { ...success, ...page, total, data: records.map(listed) };
    },

    'POST /export'(call) {
      const { data_object_filters_form: asked = {}, title } = call.body as Json;
      const { records } = searchObjects(call, dataClass, { limit: 1000, ...(asked as Json) });
      const names = title as readonly string[] | undefined;
      isOurs(call, 'E13');
      return objectFile.write(
        records.map(({ data }) => {
          const object = data['data_object'] as Json;
          const { id: _, ...members } = object;
          return names === undefined ? members : pick(object, names);
        }),
      );
    },

    'GET /template/download'(call) {
      isOurs(call, 'E13');
      const shown = dataClass.fields.filter(({ required }) => required);
      return objectFile.write([
        Object.fromEntries(shown.map(({ key }) => [key, samples[key] ?? 'sample'])),
      ]);
    },

    'POST /import'(call) {
      isOurs(call, 'E13');
      const objects = objectFile.read(call);
      const validate = call.validators[paths.form];
      for (const one of objects) {
        if (validate?.(formed(one)) === false) throw objectFile.unreadable(faultOf(validate));
      }
      return withData({ ids: objects.map((one) => begin(call, paths, one).id) });
    },
  };
}

/**
 * The family of a class with paths of its own: a view of the store of data objects.
 *
 * @param generated - what the build has written of it
 * @param others - operations that do something else
 */
export function ownFamily(
  generated: GeneratedFamily,
  paths: OwnPaths,
  others: Handlers = {},
): SandboxFamily {
  const { dataClass, outer, soc } = paths;
  const { id, ...given } = paths.example;
  const handlers = handlersOf(paths);
  const places = (generated.described as Described).operations.map((operation) => {
    const place = operation.path.replace(/^.*\/soc\/\w+/, '').replace(/\{\w+\}/, '{id}');
    return [operation.id, `${operation.method} ${place}`] as const;
  });
  const [operation = ''] = places.find(([, place]) => place === 'GET /{id}') ?? [];
  const examples = (seeding: Seeding) =>
    void createObject(seeding, dataClass, given, { ...outer, id });
  return familyOf(generated, {
    handlers: {
      ...Object.fromEntries(places.map(([one, place]) => [one, handlers[place] as Handler])),
      ...others,
    },
    shown: { [dataClass.plural]: { operation, body: withData } },
    seeds: {
      examples,
      soc(seeding) {
        soc(seeding);
        examples(seeding);
      },
    },
  });
}
