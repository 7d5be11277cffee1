import { randomUUID } from 'node:crypto';
import { patience } from '../../lib/patience.js';

type Json = any;

/** What an operation was asked for, once its form is known to be valid. */
export interface Request {
  operationId: string;
  path: Record<string, string>;
  query: Record<string, Json>;
  body: Json;
  parts: Record<string, string>;
}

/** How an operation refuses: a status and the name of a documented example. */
export class Refused extends Error {
  readonly status: string;
  readonly example: string;

  constructor(status: string, example: string) {
    super(example);
    this.status = status;
    this.example = example;
  }
}

/** Each way in which the server can lie about what it holds. */
export const stateLies = [
  'limit ignored',
  'default limit changed',
  'offset off by one',
  'total of the page',
  'filter ignored',
  'order ignored',
  'update lost',
  'update resets others',
  'value cut on create',
  'member dropped on create',
  'member dropped on update',
  'created not listed',
  'deleted still listed',
  'deleted still readable',
  'deleted comes back',
  'one id for two',
  'refused update kept',
  'put counts',
  'two active versions',
  'active version deletable',
  'draft can be activated',
  'draft can be reviewed',
  'waiting version can be edited',
  'submit does nothing',
  'rejection activates',
  'deactivation does nothing',
  'enabling needs no active version',
  'foreign workspace',
  'retry of a running run',
  'stop does nothing',
  'run without record',
  'run of another workflow',
  'version of another workflow',
  'unknown id answered',
  'another record shown',
  'creation answered otherwise',
  'context of a run cut',
  'refused creation kept',
  'offset ignored',
  'last record not listed',
  'record listed twice',
  'total of all records',
  'list of ids ignored',
  'span of time ignored',
  'unknown playbook matched',
  'sort field ignored',
  'default sort field changed',
  'update answered as before',
  'update of all',
  'update of namesakes',
  'update changes the creator',
  'update time stands still',
  'update time goes back',
  'reading changes',
  'reading moves the time of change',
  'check of a diagram moves the time of change',
  'export renames',
  'import does nothing',
  'last record not exported',
  'time of creation moves',
  'deletion of another',
  'deletion of namesakes',
  'deleted can be deleted again',
  'deletion for another workspace',
  'list of another workspace',
  'edit lost on submission',
  'review changes the description',
  'submission not noted',
  'activation not noted',
  'deactivation not noted',
  'no number on submission',
  'rejected version cannot be edited',
  'disabling loses the new name',
  'new workflow has a version',
  'versions outlive their workflow',
  'retry not counted',
  'run ends in an unknown state',
  'run ends without a time',
  'member twice accepted',
  'review activates one of several',
  'one type kept as another',
  'refused update renames',
  'update touches a neighbour',
  'update touches the newest',
  'empty text ignored',
  'deletion of the workflow, too',
  'part of a name matched',
  'name matched in any case',
  'second filter ignored',
  'last page repeats',
  'record of another workspace listed',
  'listed record unknown',
  'list shows another state',
  'each page in another order',
  'filtered total of the page',
  'list hides an id',
  'run never ends',
  'rising pages overlap',
  'wildcards in a name',
  'start of a run moves',
  'deletion answered as created',
  'unknown member refused, but kept',
  'labels answered, not kept',
  'edit empties the input',
  'active among the others',
  'zone of a time ignored',
  'update time in another zone',
] as const;

/** One of them. */
export type StateLie = (typeof stateLies)[number];

const home = {
  project: '5f2a8c1e9b7d4e06a3c1f08d2b6e4a97',
  workspace: '0b9d6f7e-52a1-4c3b-8e0f-6a1d2c3b4e5f',
  dataClass: 'd41f2c3b-7a6e-4f5d-9c8b-1a2b3c4d5e6f',
};

/** The values by which the server is asked for what it knows. */
export const values = {
  project_id: home.project,
  workspace_id: home.workspace,
  dataclass_id: home.dataClass,
};

/**
 * How long a run takes, in milliseconds: a second, and longer where requests take longer, but less than a run
 * is waited for.
 */
const runTime = Math.min(4000, patience / 120);

const none = (): never => {
  throw new Refused('400', 'invalidParameters');
};

/** Keeps workflows, versions and runs in memory, as the facts say; written without the sandbox. */
export function honestState(lie?: StateLie) {
  const workflows = new Map<string, Json>();
  const versions = new Map<string, Json>();
  const runs = new Map<string, Json>();
  const graves = new Map<string, Json>();
  const asCreated = new Map<string, Json>();
  let numbered = 0;
  let lastId = { id: '', at: 0 };
  let turn = 0;
  let clock = Date.parse('2026-03-01T00:00:00.000Z');
  const time = (): string => `${new Date((clock += 7)).toISOString().slice(0, 23)}Z+0000`;
  const instant = (text: string): number =>
    Date.parse(
      lie === 'zone of a time ignored'
        ? text.slice(0, 24)
        : text.replace('Z+', '+').replace('Z-', '-'),
    );
  const newId = (): string => {
    const id = randomUUID();
    if (lie === 'one id for two' && Date.now() - lastId.at < 30) return lastId.id;
    lastId = { id, at: Date.now() };
    return id;
  };
  const foreign = ['record of another workspace listed', 'listed record unknown'];
  const envelope = { code: '00000000', message: '', success: true, request_id: '' };
  const ok = (data: Json): Json => ({ ...envelope, data: structuredClone(data) });

  function find(map: Map<string, Json>, id: string, example: string, workspace: string): Json {
    const found = map.get(id) ?? (lie === 'deleted still readable' ? graves.get(id) : undefined);
    if (found === undefined && lie === 'unknown id answered' && map.size > 0) {
      return [...map.values()][0].data;
    }
    if (found === undefined && lie === 'deleted can be deleted again' && graves.has(id)) {
      return graves.get(id).data;
    }
    const isAnywhere = [
      'foreign workspace',
      'deletion for another workspace',
      'record of another workspace listed',
    ].includes(lie ?? '');
    if (found === undefined || (found.home !== workspace && !isAnywhere)) {
      throw new Refused('400', example);
    }
    return found.data;
  }
  const firstOf = (map: Map<string, Json>): Json => [...map.values()][0].data;
  const workflowOf = (request: Request, id = request.path['workflow_id'] ?? ''): Json =>
    find(workflows, id, 'unknownWorkflow', request.path['workspace_id']!);
  const versionOf = (request: Request): Json =>
    find(
      versions,
      request.path['version_id'] ?? '',
      'unknownVersion',
      request.path['workspace_id']!,
    );
  const runOf = (request: Request): Json =>
    find(
      runs,
      request.path['instance_id'] ?? '',
      'invalidParameters',
      request.path['workspace_id']!,
    );

  function bury(map: Map<string, Json>, id: string): void {
    const found = map.get(id);
    if (lie === 'deletion of another') {
      const other = [...map.keys()].findLast((one) => one !== id);
      if (other !== undefined) map.delete(other);
    }
    if (found === undefined) return;
    const { name } = found.data;
    for (const [other, { data }] of lie === 'deletion of namesakes' ? map : [])
      if (data.name === name) map.delete(other);
    graves.set(id, found);
    if (lie !== 'deleted still listed') map.delete(id);
    else found.buried = true;
    if (lie === 'deleted comes back') setTimeout(() => map.set(id, found), 20);
  }

  const workspaces = new Map<string, Json>();
  function addWorkspace(id: string, body: Json): Json {
    const { tags: _, ...own } = body;
    const at = time();
    const empty = ['description', 'modifier_id', 'modifier_name', 'view_bind_id', 'view_bind_name'];
    const others = ['enterprise_project_id', 'enterprise_project_name', 'domain_id', 'domain_name'];
    const data = {
      id,
      ...Object.fromEntries([...empty, ...others].map((name) => [name, ''])),
      ...{ is_view: false, workspace_agency_list: [], project_id: home.project },
      ...{ create_time: at, update_time: at, creator_id: 'u-1', creator_name: 'tester' },
      ...own,
    };
    workspaces.set(id, data);
    return data;
  }
  addWorkspace(home.workspace, { name: 'home', region_id: 'r', project_name: 'r' });
  if (foreign.includes(lie ?? '')) {
    const request = { path: { workspace_id: 'another' } } as unknown as Request;
    const data = addWorkflow(request, { name: 'foreign', dataclass_id: home.dataClass });
    Object.assign(data, { engine_type: 'public_engine', aop_type: 'NORMAL' });
    if (lie === 'listed record unknown') data.workspace_id = home.workspace;
  }
  const workspaceOf = ({ workspace_id = '' }: Json): Json => {
    const found = workspaces.get(workspace_id);
    if (found === undefined) throw new Refused('400', 'unknownWorkspace');
    return found;
  };

  function matches(name: string, shown: Json, asked: Json): boolean {
    if (name === 'name' && lie === 'wildcards in a name' && asked.endsWith('%'))
      return shown.startsWith(asked.slice(0, -1));
    if (name === 'name' && lie === 'part of a name matched') return shown.includes(asked);
    if (name === 'name' && lie === 'name matched in any case')
      return shown.toLowerCase() === asked.toLowerCase();
    return shown === asked;
  }

  function page(
    map: Map<string, Json>,
    { query, path }: Request,
    fields: Record<string, (data: Json) => Json>,
    [by, direction]: [string, string],
  ): { total: number; items: Json[]; limit: number; offset: number } {
    let items = [...map.values()].filter(
      (one) =>
        one.home === path['workspace_id'] ||
        [...foreign, 'list of another workspace'].includes(lie ?? ''),
    );
    if (lie === 'created not listed') items = items.filter((one) => one.old);
    let list = items.map(({ data }) => data);
    for (const [name, read] of Object.entries(fields)) {
      const value = query[name];
      if (value === undefined || lie === 'filter ignored') continue;
      if (name === 'playbook_id' && lie === 'unknown playbook matched') continue;
      list = list.filter((data) => matches(name, read(data), value));
      if (lie === 'second filter ignored') break;
    }
    const usualKey = lie === 'default sort field changed' ? 'update_time' : 'create_time';
    const key = lie === 'sort field ignored' ? 'create_time' : (query[by] ?? usualKey);
    const of = (data: Json): string =>
      String(data[key] ?? data[key === 'create_time' ? 'start_time' : 'end_time'] ?? '');
    list = list.toSorted((one, other) => (of(one) < of(other) ? -1 : of(one) > of(other) ? 1 : 0));
    if ((query[direction] ?? 'DESC') === 'DESC' && lie !== 'order ignored') list.reverse();
    const usual = lie === 'default limit changed' ? 2 : 10;
    const asked: number = query['limit'] ?? usual;
    const isShuffled = lie === 'each page in another order';
    if (isShuffled) list.push(...list.splice(0, (turn += 3) % Math.max(1, list.length)));
    const limit = isShuffled ? Math.min(5, asked) : asked;
    const offset: number = query['offset'] ?? 0;
    const overlap = lie === 'rising pages overlap' && query[direction] === 'ASC' ? -1 : 0;
    const shift = offset > 0 ? (lie === 'offset off by one' ? 1 : overlap) : 0;
    const isBeyond = lie === 'last page repeats' && offset >= list.length;
    const start =
      lie === 'offset ignored' ? 0 : isBeyond ? Math.max(0, list.length - limit) : offset + shift;
    const items2 = lie === 'limit ignored' ? list.slice(start) : list.slice(start, start + limit);
    const isFiltered = Object.keys(fields).some((name) => query[name] !== undefined);
    const totals: Record<string, number> = {
      ...(isFiltered && { 'filtered total of the page': items2.length }),
      'total of the page': items2.length,
      'total of all records': items.length,
    };
    const total = totals[lie ?? ''] ?? list.length;
    const shownItems: Json[] = structuredClone(items2);
    if (lie === 'list hides an id') for (const one of shownItems) one.version_id = '';
    return { total, items: shownItems, limit, offset };
  }

  const settle = (run: Json): Json => {
    if (run.status === 'RUNNING' && Date.now() > run.due && lie !== 'run never ends') {
      run.status = lie === 'run ends in an unknown state' ? 'ENDED' : 'FINISHED';
      if (lie !== 'run ends without a time') run.end_time = time();
    }
    return run;
  };
  const shown = ({ due: _, ...run }: Json): Json => structuredClone(run);

  function addWorkflow(request: Request, body: Json): Json {
    const at = time();
    const id = newId();
    const data = {
      id,
      ...body,
      ...(lie === 'value cut on create' && { name: body.name.slice(0, 12) }),
      ...(lie === 'one type kept as another' && body.aop_type === 'EASE' && { aop_type: 'NORMAL' }),
      project_id: home.project,
      workspace_id: request.path['workspace_id'],
      owner_id: 'u-1',
      creator_id: 'u-1',
      creator_name: 'tester',
      create_time: at,
      update_time: at,
      modifier_id: '',
      modifier_name: '',
      edit_role: '',
      use_role: '',
      approve_role: '',
      enabled: false,
      version_id: lie === 'new workflow has a version' ? id : '',
      version: '',
      current_approval_version_id: '',
      current_rejected_version_id: '',
      dataclass_name: 'Alert',
    };
    if (lie === 'member dropped on create') delete data.description;
    if (lie === 'labels answered, not kept') delete data.labels;
    if (lie === 'deletion answered as created') asCreated.set(id, structuredClone(data));
    workflows.set(id, { home: request.path['workspace_id'], data });
    return data;
  }

  function addVersion(request: Request, workflow: Json, body: Json): Json {
    if (body.taskflow !== undefined) {
      try {
        JSON.parse(Buffer.from(body.taskflow, 'base64').toString());
        JSON.parse(body.taskconfig);
      } catch {
        none();
      }
    }
    const id = newId();
    const at = time();
    const data = {
      id,
      version_id: id,
      ...body,
      aopworkflow_id: lie === 'version of another workflow' ? firstOf(workflows).id : workflow.id,
      status: 'pending_submit',
      version: '',
      enabled: false,
      create_time: at,
      update_time: at,
      workspace_id: workflow.workspace_id,
      project_id: workflow.project_id,
      dataclass_id: workflow.dataclass_id,
      dataclass_name: workflow.dataclass_name,
    };
    versions.set(id, { home: request.path['workspace_id'], data });
    return data;
  }

  function activate(version: Json): void {
    const workflow = workflows.get(version.aopworkflow_id)?.data;
    for (const { data } of versions.values()) {
      if (data.aopworkflow_id !== version.aopworkflow_id || data.status !== 'activated') continue;
      if (lie === 'two active versions') continue;
      data.status = 'not_activated';
      data.enabled = false;
    }
    version.status = 'activated';
    version.enabled = true;
    if (lie === 'activation not noted') return;
    workflow.version_id = version.id;
    workflow.version = version.version;
  }

  function changed(data: Json, body: Json): void {
    for (const one of lie === 'update of namesakes' ? workflows.values() : [])
      if (one.data.name === data.name && one.data !== data) Object.assign(one.data, body);
    if (lie !== 'update lost') Object.assign(data, body);
    if (lie === 'member dropped on update' && body.description) delete data.description;
    if (lie === 'update resets others') data.description = '';
    if (lie === 'put counts') data.creator_name = `${data.creator_name ?? 'tester'}x`;
    if (lie === 'update of all') {
      for (const one of [...workflows.values(), ...versions.values()])
        if (body.description !== undefined) one.data.description = body.description;
    }
    if (lie === 'update changes the creator') data.creator_name = 'somebody else';
    if (lie === 'update time goes back') data.update_time = '2020-01-01T00:00:00.000Z+0000';
    else if (lie !== 'update time stands still') data.update_time = time();
    if (lie === 'update time in another zone')
      data.update_time = data.update_time.replace('+0000', '-0800');
    data.modifier_id = 'u-1';
    data.modifier_name = 'tester';
  }

  const handlers: Record<string, (request: Request) => Json> = {
    listWorkspaces({ query }) {
      const { offset, limit, is_view = false } = query;
      const names = [
        ...['name', 'description', 'region_id', 'enterprise_project_id'],
        ...['view_bind_id', 'view_bind_name'],
      ];
      const { ids, normal_project_id: project = home.project } = query;
      const { create_time_start: from, create_time_end: to } = query;
      const list = [...workspaces.values()].filter(
        (data) =>
          data.is_view === is_view &&
          (ids === undefined ||
            ids.split(',').includes(data.id) ||
            lie === 'list of ids ignored') &&
          data.project_id === project &&
          (from === undefined ||
            instant(data.create_time) >= instant(from) ||
            lie === 'span of time ignored') &&
          (to === undefined || instant(data.create_time) <= instant(to)) &&
          names.every((name) => query[name] === undefined || query[name] === data[name]),
      );
      return {
        count: list.length,
        workspaces: structuredClone(list.slice(offset, offset + limit)),
      };
    },
    createWorkspace({ body }) {
      if (body.view_bind_id !== undefined && !workspaces.has(body.view_bind_id)) none();
      return structuredClone(addWorkspace(newId(), body));
    },
    showWorkspace: ({ path }) => ({ workspace: structuredClone(workspaceOf(path)) }),
    updateWorkspace({ path, body }) {
      const data = workspaceOf(path);
      if (body.view_bind_id !== undefined && !workspaces.has(body.view_bind_id)) none();
      changed(data, body);
      return structuredClone(data);
    },
    deleteWorkspace({ path }) {
      const { id } = workspaceOf(path);
      if (id === home.workspace) none();
      workspaces.delete(id);
      return undefined;
    },
    listWorkflows(request) {
      const names = [
        'enabled',
        'name',
        'description',
        'dataclass_id',
        'dataclass_name',
        'aop_type',
      ];
      const fields = Object.fromEntries(names.map((name) => [name, (data: Json) => data[name]]));
      const { total, items, limit, offset } = page(workflows, request, fields, ['sortby', 'order']);
      return { ...envelope, total, limit, offset, size: items.length, page: 0, data: items };
    },
    createAopWorkflow(request) {
      if (request.body.dataclass_id !== home.dataClass) none();
      const data = addWorkflow(request, request.body);
      if (lie === 'labels answered, not kept') return ok({ ...data, labels: request.body.labels });
      return ok(lie === 'creation answered otherwise' ? { ...data, name: 'another' } : data);
    },
    showAopWorkflow(request) {
      const data = workflowOf(request);
      if (lie === 'reading changes') data.description = `${data.description ?? ''}+`;
      if (lie === 'reading moves the time of change') data.update_time = time();
      if (lie === 'time of creation moves') data.create_time = time();
      return ok(lie === 'another record shown' ? firstOf(workflows) : data);
    },
    updateAopWorkflow(request) {
      const data = workflowOf(request);
      const former = { ...data };
      const { version_id, ...body } = request.body;
      const wrong =
        (body.enabled === true && (data.version_id === '' || version_id !== data.version_id)) ||
        (version_id !== undefined && version_id !== data.version_id);
      if (wrong && lie === 'refused update renames') data.name = body.name ?? data.name;
      if (wrong && lie !== 'enabling needs no active version') none();
      const isOff = body.enabled === false && lie === 'disabling loses the new name';
      if (lie === 'empty text ignored' && body.description === '') delete body.description;
      changed(data, isOff ? { enabled: false } : body);
      const ids = [...workflows.keys()];
      const neighbour = workflows.get(ids[ids.indexOf(data.id) - 1] ?? '')?.data;
      const newest = [...workflows.values()].at(-1)?.data;
      if (lie === 'update touches the newest') newest.update_time = time();
      if (lie === 'update touches a neighbour' && neighbour) neighbour.update_time = time();
      const now = lie === 'update answered as before' ? former : data;
      return ok({ ...now, dataclass_name: '' });
    },
    deleteAopWorkflow(request) {
      const data = workflowOf(request);
      if (data.enabled) none();
      bury(workflows, data.id);
      for (const [id, one] of versions) {
        if (lie === 'versions outlive their workflow') continue;
        if (one.data.aopworkflow_id === data.id) bury(versions, id);
      }
      return ok(asCreated.get(data.id) ?? data);
    },
    exportAopworkflow(request) {
      const list = request.body.id.map((id: string) => {
        const { name, description, engine_type, aop_type, dataclass_id, labels } = workflowOf(
          request,
          id,
        );
        return { name, description, engine_type, aop_type, dataclass_id, labels };
      });
      if (lie === 'last record not exported') list.pop();
      if (lie === 'export renames')
        for (const id of request.body.id) workflowOf(request, id).name += ' (exported)';
      return JSON.stringify({ made: 'here', list });
    },
    importAopworkflow(request) {
      let file: Json;
      try {
        file = JSON.parse(request.parts['uploadFile'] ?? '');
      } catch {
        none();
      }
      if (file.made !== 'here') none();
      for (const one of lie === 'import does nothing' ? [] : file.list) addWorkflow(request, one);
      return envelope;
    },
    listAopWorkflowVersions(request) {
      const { id } = workflowOf(request);
      const list = [...versions.values()]
        .map(({ data }) => ({ ...data }))
        .filter((data) => data.aopworkflow_id === id)
        .filter(
          ({ status }) =>
            (request.query['status'] ?? status) === status ||
            lie === 'filter ignored' ||
            (lie === 'active among the others' && status === 'activated'),
        );
      if (lie === 'list shows another state')
        for (const one of list) if (one.status === 'rejected') one.status = 'pending_submit';
      const total = list.length;
      if (lie === 'last record not listed') list.pop();
      if (lie === 'record listed twice' && list.length > 1) list[1] = list[0];
      return { ...envelope, total, data: structuredClone(list) };
    },
    createAopWorkflowVersion: (request) =>
      ok(addVersion(request, workflowOf(request), request.body)),
    showAopWorkflowVersion: (request) => ok(versionOf(request)),
    updateAopWorkflowVersion(request) {
      const data = versionOf(request);
      const { status = 'pending_submit', ...body } = request.body;
      const isOpen = ['pending_submit', 'rejected'].includes(data.status);
      const workflow = workflows.get(data.aopworkflow_id)?.data;
      if (status === 'pending_submit' || status === 'pending_approval') {
        if (!isOpen && !(lie === 'waiting version can be edited' && status === 'pending_submit')) {
          if (lie === 'refused update kept')
            Object.assign(data, { description: 'kept all the same' });
          none();
        }
        if (data.status === 'rejected' && lie === 'rejected version cannot be edited') none();
        if (lie === 'edit empties the input') data.input = '';
        const isLost = status === 'pending_approval' && lie === 'edit lost on submission';
        changed(data, isLost ? {} : body);
        if (lie === 'submit does nothing' && status === 'pending_approval') return ok(data);
        if (workflow.current_rejected_version_id === data.id)
          workflow.current_rejected_version_id = '';
        if (isOpen) data.status = status;
        if (status === 'pending_approval') {
          const isNumbered = data.version !== '' || lie === 'no number on submission';
          numbered += Number(!isNumbered);
          data.version = isNumbered ? data.version : `V${numbered}`;
          if (lie !== 'submission not noted') workflow.current_approval_version_id = data.id;
        }
        return ok(data);
      }
      // An edit and a change of status are two calls.
      if (Object.keys(body).length > 0) none();
      if (status === 'activated') {
        const isFit =
          data.status === 'not_activated' ||
          (lie === 'draft can be activated' && data.status === 'pending_submit');
        if (!isFit) none();
        activate(data);
        return ok(data);
      }
      if (data.status !== 'activated') none();
      if (lie === 'deactivation does nothing') return ok(data);
      data.status = 'not_activated';
      data.enabled = false;
      if (lie === 'deactivation not noted') return ok(data);
      workflow.version_id = '';
      workflow.version = '';
      return ok(data);
    },
    deleteAopWorkflowVersion(request) {
      const data = versionOf(request);
      if (data.status === 'activated' && lie !== 'active version deletable') none();
      const workflow = workflows.get(data.aopworkflow_id)?.data;
      for (const name of ['current_approval_version_id', 'current_rejected_version_id']) {
        if (workflow?.[name] === data.id) workflow[name] = '';
      }
      bury(versions, data.id);
      if (lie === 'deletion of the workflow, too') workflows.delete(workflow.id);
      return ok(data);
    },
    createAopWorkflowVersionApprovel(request) {
      const data = versionOf(request);
      const isFit =
        data.status === 'pending_approval' ||
        (lie === 'draft can be reviewed' && data.status === 'pending_submit');
      if (!isFit) none();
      const workflow = workflows.get(data.aopworkflow_id)?.data;
      workflow.current_approval_version_id = '';
      if (lie === 'review changes the description') data.description = 'reviewed';
      const siblings = [...versions.values()].filter(
        (one) => one.data.aopworkflow_id === workflow.id,
      );
      if (request.body.result === 'UN_PASS' && lie !== 'rejection activates') {
        data.status = 'rejected';
        workflow.current_rejected_version_id = data.id;
      } else if (lie === 'review activates one of several' && siblings.length > 1) {
        data.status = 'activated';
      } else if (siblings.length === 1 || lie === 'rejection activates') activate(data);
      else data.status = 'not_activated';
      const { result, content } = request.body;
      return { code: '00000000', message: '', data: { result, content } };
    },
    validateAopWorkflowVersion(request) {
      const data = workflowOf(request, request.body.aopworkflow_id);
      if (lie === 'check of a diagram moves the time of change') data.update_time = time();
      return ok({ result: true, detail: '' });
    },
    createWorkflowInstance(request) {
      const workflow = workflowOf(request);
      const { action_id, playbook_context } = request.body;
      if (!workflow.enabled || (action_id ?? workflow.id) !== workflow.id) none();
      const dataclass = playbook_context?.data_object?.dataclass;
      if (dataclass?.id !== undefined && dataclass.id !== home.dataClass) none();
      const id = newId();
      const start = time();
      const { name, version, version_id } = workflow;
      const data = {
        ...{ id, name: `${name}-run`, status: 'RUNNING', trigger_type: 'MANUAL' },
        ...{ start_time: start, end_time: '', retry_count: 0, defense_id: '', dataobject_id: '' },
        workflow: {
          id: lie === 'run of another workflow' ? newId() : workflow.id,
          ...{ name, name_en: name, version, version_id },
        },
        dataclass: { id: home.dataClass, name: 'Alert', en_name: 'Alert' },
        playbook: { id: '', name: '', en_name: '' },
        due: Date.now() + runTime,
      };
      if (lie !== 'run without record') runs.set(id, { home: request.path['workspace_id'], data });
      const body = structuredClone(request.body);
      if (lie === 'context of a run cut') delete body.playbook_context?.data_object.content;
      return { ...body, action_instance_id: id };
    },
    listAopWorkflowInstance(request) {
      for (const { data } of runs.values()) settle(data);
      const { from_date: from, to_date: to } = request.query;
      const own = ['id', 'name', 'status', 'trigger_type', 'dataobject_id'];
      const fields = {
        ...Object.fromEntries(own.map((name) => [name, (data: Json) => data[name]])),
        workflow_id: (data: Json) => data.workflow.id,
        dataclass_id: (data: Json) => data.dataclass.id,
        playbook_id: (data: Json) => data.playbook.id,
        defence_id: (data: Json) => data.defense_id,
      };
      const start = ({ data: { start_time } }: Json): number => instant(start_time);
      const inRange = (one: Json): boolean =>
        (from === undefined || start(one) >= instant(from)) &&
        (to === undefined || start(one) <= instant(to));
      const some = new Map([...runs].filter(([, one]) => inRange(one)));
      const { total, items } = page(some, request, fields, ['sort_key', 'sort_dir']);
      return { count: total, instances: items.map(shown) };
    },
    showAopWorkflowInstance(request) {
      const run = shown(settle(runOf(request)));
      if (lie === 'start of a run moves') run.start_time = time();
      return request.query['show_topology'] ? { ...run, topology: { audit_logs: [] } } : run;
    },
    updateWorkflowInstance(request) {
      const run = settle(runOf(request));
      const { command_type } = request.body;
      if (command_type === 'ActionInstanceDebugCommand') none();
      if (command_type === 'ActionInstanceTerminateCommand') {
        if (!['RUNNING', 'RETRYING'].includes(run.status)) none();
        if (lie !== 'stop does nothing')
          Object.assign(run, { status: 'TERMINATED', end_time: time() });
        return envelope;
      }
      const isFit =
        ['FAILED', 'TERMINATED'].includes(run.status) ||
        (lie === 'retry of a running run' && run.status === 'RUNNING');
      if (!isFit) none();
      Object.assign(run, { status: 'RUNNING', end_time: '', due: Date.now() + runTime });
      if (lie !== 'retry not counted') run.retry_count += 1;
      return envelope;
    },
  };

  return {
    count: (): number => workflows.size + versions.size + workspaces.size - 1,
    /** Creates a workflow whatever the body is. */
    add(workspace: string, body: Json): void {
      addWorkflow({ path: { workspace_id: workspace } } as unknown as Request, body);
    },
    /** @throws Refused */
    answer(request: Request): Json {
      const { project_id, workspace_id } = request.path;
      const isDeletion = request.operationId.startsWith('deleteAop');
      const isHome =
        workspace_id === home.workspace ||
        (lie === 'deletion for another workspace' && isDeletion) ||
        (lie === 'list of another workspace' && request.operationId === 'listWorkflows') ||
        lie === 'foreign workspace' ||
        request.operationId.endsWith('Workspace') ||
        request.operationId === 'listWorkspaces';
      if (project_id !== home.project || !isHome) throw new Refused('403', 'unknownWorkspace');
      return handlers[request.operationId]!(request);
    },
  };
}
