import type { Handlers } from '../../core/family.js';
import { between, filterOf, readPage, timeOf } from '../../core/paging.js';
import type { Json } from '../../world/table.js';
import { changeMarks, pick, recordAt, success, timeToSecond } from '../../core/answers.js';
import { plugIns } from './plug-ins.js';

const collection = 'connections';

/** Names of members of `config` that hold secrets: better one too many. */
const secret = /pass|secret|token|key|credential/i;

/**
 * A `config` without its secrets, as the vendor prints it (L01). They are not kept at all: no operation
 * gives them back, and a sandbox signs in nowhere.
 */
function masked(config: unknown): string {
  try {
    const value: unknown = JSON.parse(String(config));
    if (typeof value === 'object' && value !== null) {
      const withoutSecrets = (name: string, member: unknown) =>
        secret.test(name) ? '******' : member;
      return JSON.stringify(value, withoutSecrets);
    }
  } catch {
    // A text that is no JSON may be a secret as a whole.
  }
  return '******';
}

/** What a body says of a connection, and what follows from it. */
function contentOf(body: unknown): Json {
  const content = pick(body, ['name', 'description', 'component_id', 'component_version_id']);
  const plugIn = plugIns.find(({ data }) => data.id === content['component_id']);
  return {
    ...content,
    component_name: plugIn?.data.name ?? '',
    config: masked((body as Json)['config']),
  };
}

/** Its refusal is the one that the Terraform provider knows. */
const findConnection = recordAt(
  collection,
  'asset_id',
  'SecMaster.20041002',
  'The asset connection does not exist.',
);

export const connectionHandlers: Handlers = {
  createConnection({ world, workspace, user, now, body, restsOn }) {
    // That it works at once is our reading: the sandbox reaches no other system.
    restsOn(['L01', 'L05', 'inferred']);
    const id = world.random.uuid();
    const time = timeToSecond(now);
    const data = {
      ...{ id, project_id: workspace.project, workspace_id: workspace.id },
      description: '',
      ...contentOf(body),
      ...{ type: 'datasource', status: 'SUCCESS', enabled: true, can_be_deleted: true },
      ...{ create_time: time, creator_id: user.id, creator_name: user.name },
      ...{ update_time: time, modifier_id: user.id, modifier_name: user.name },
    };
    world.add(workspace, collection, now, data);
    return shownConnection(data);
  },

  listConnections(call) {
    const { query } = call;
    const names = ['name', 'component_name', 'creator_name', 'modifier_name', 'description'];
    const { is_defense_type: ofDefense } = query;
    call.restsOn(['inferred']);
    const { records, total } = readPage(
      call,
      collection,
      filterOf(pick(query, names)),
      between(query['create_start_time'], query['create_end_time'], ({ data }) =>
        timeOf(data['create_time']),
      ),
      between(query['update_start_time'], query['update_end_time'], ({ data }) =>
        timeOf(data['update_time']),
      ),
      ({ data }) => ofDefense === undefined || ofDefense === (data['defense_type'] !== undefined),
    );
    // Under both names (L02).
    return { ...success, total, asset: records, assets: records };
  },

  showConnection: (call) => shownConnection(findConnection(call).data),

  updateConnection(call) {
    const { world, workspace, body } = call;
    const record = findConnection(call);
    // Nothing follows from a request without a body.
    if (body === undefined) return shownConnection(record.data);
    call.restsOn(['L01']);
    const data = { ...record.data, ...contentOf(body), ...changeMarks(call, timeToSecond) };
    world.put(workspace, collection, { ...record, data });
    return shownConnection(data);
  },

  deleteConnection(call) {
    call.world.remove(call.workspace, collection, findConnection(call).id);
    return success;
  },
};

/** The body of the success that shows a connection. */
export const shownConnection = (data: Json): Json => ({ ...success, asset: data });
