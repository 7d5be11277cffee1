import { expect, test } from '@jest/globals';
import { startServer } from '../../../scripts/contract/mutation/sandbox.js';
import {
  asking,
  hookOf,
  jsonOf,
  namesOf,
  runOver,
  textOf,
  withJson,
  withText,
  type Answer,
  type Json,
  type Request,
} from './drifted.js';
import {
  askingFor,
  findsNothingWrongWith,
  ofAlerts,
  ofPlaybooks,
  ofSpaces,
  ofWorkflows,
  taking,
  type Choice,
} from './free-choices.js';
import { findingsOf } from './run-on.js';

/** A sandbox that refuses more bodies, for what words alone say of them. */
const refusing = (isWrong: (body: Json, request: Request) => boolean): Answer =>
  asking((request) => {
    let isRefused = false;
    try {
      isRefused = isWrong(jsonOf(request), request);
    } catch {
      // What has another form the sandbox refuses itself.
    }
    return isRefused ? withText(request, '{"no such member":1}') : request;
  });

/** A sandbox that activates no version, and deactivates none, in the request that submits it. */
const submittingAlone = (): Answer =>
  asking((request) =>
    /^(?=.*"enabled").*"APPROVING"/s.test(textOf(request))
      ? withText(request, '{"status":"no such status"}')
      : request,
  );

/** Whether a search names a field that there is not, reaches too far, or has a condition that is none. */
function isOddSearch({ sort_by: by, limit = 10, offset = 0, condition = {} }: Json): boolean {
  const { conditions = [], logics = [] } = condition;
  const names = conditions.map(({ name }: Json) => name);
  const isTime = by === undefined || by === 'create_time' || by === 'update_time';
  return (
    !isTime ||
    limit + offset >= 10_000 ||
    conditions.some(({ data = [] }: Json) => data.length !== 3) ||
    logics.some((word: string, index: number) => index % 2 === 0 && !names.includes(word))
  );
}

/** Whether a time is in a body that no calendar has. */
const hasOddTime = (body: Json): boolean =>
  [body.from_date ?? '', body.to_date ?? ''].some(
    (time: string) => time !== '' && Number.isNaN(Date.parse(time.slice(0, 19))),
  );

/** A sandbox in which no two records have one name, and that refuses some names. */
function namingOnce(isRefused = (_name: string) => false): Answer {
  const owners = new Map<string, string>();
  let count = 0;
  return refusing(({ name: plain, template_name: name = plain }, { method, target }) => {
    if (name === undefined) return false;
    const owner = method === 'POST' ? `created ${(count += 1)}` : target;
    const isTaken = (owners.get(name) ?? owner) !== owner;
    if (isTaken || isRefused(name)) return true;
    owners.set(name, owner);
    return false;
  });
}

/** A sandbox that says by 415 that it takes no other media type. */
function namingMediaTypes(): Answer {
  const server = startServer();
  return async (request) => {
    const right = await server.answer(request);
    const isJson = String(request.headers['content-type']).includes('json');
    return request.method !== 'POST' || isJson ? right : { ...right, status: 415 };
  };
}

/** A sandbox that refuses what has no media type, as the vendor's pages let it. */
function wantingTypes(): Answer {
  const server = startServer();
  const body = Buffer.from('{"code":"SecMaster.20030001","message":"Content-Type is mandatory."}');
  const headers = { 'content-type': 'application/json' };
  return (request) =>
    request.headers['content-type'] === undefined
      ? Promise.resolve({ status: 400, headers, body })
      : server.answer(request);
}

/** A sandbox that gives no version of a playbook a second rule. */
function refusingTheSecondRule(): Answer {
  const server = startServer();
  return async (request) => {
    const [version] = /^.*\/versions\/[^/]+(?=\/rules$)/.exec(request.target) ?? [];
    if (request.method !== 'POST' || version === undefined) return server.answer(request);
    const empty = withText(request, '');
    const shown = await server.answer({ ...empty, method: 'GET', target: version });
    return server.answer(/"rule_id":"[^"]/.test(textOf(shown)) ? empty : request);
  };
}

/** The plug-in and its version in the examples, and what a server may call them. */
const plugIn: ReadonlyMap<string, string> = new Map([
  ['ad93ecc6-1723-4c2c-9976-9eb0182c2d18', 'our-plug-in'],
  ['33fd1b37-1f39-4230-86c6-2d119e9f4fac', 'our-version'],
]);

/** A sandbox whose plug-in, and the version of it, have other ids than in the examples. */
function withOtherPlugIn(): Answer {
  const swapped = (text: string, toOwn: boolean): string =>
    [...plugIn].reduce(
      (all, [example, own]) =>
        toOwn ? all.replaceAll(example, own) : all.replaceAll(own, example),
      text,
    );
  const server = startServer();
  return async (request) => {
    const body = textOf(request);
    const isUnknown =
      [...plugIn.keys()].some((one) => `${request.target} ${body}`.includes(one)) ||
      /"component_version_id":"(?!our-version")/.test(body);
    const target = isUnknown ? '/none' : swapped(request.target, false);
    const right = await server.answer({ ...withText(request, swapped(body, false)), target });
    return withText(right, swapped(textOf(right), true));
  };
}

/** Whether an alert is beyond some of the limits that the descriptions of its members tell. */
function isBeyondLimits({ count = 1, confidence = 1, version = '', ...alert }: Json): boolean {
  const { process: [{ process_pid: pid = 1 } = {}] = [] } = alert;
  return count > 999 || confidence > 100 || version.length > 64 || pid > 65_535;
}

findsNothingWrongWith([
  {
    does: 'takes so many versions of a workflow and no more',
    operations: ['createAopWorkflowVersion'],
    group: 'boundary',
    kept: ofWorkflows,
    answer: () => taking(3, /\/workflows\/[^/]+\/versions$/),
  },
  {
    does: 'gives no version a second rule',
    operations: ['createPlaybookRule'],
    group: 'optional',
    kept: ofPlaybooks,
    answer: refusingTheSecondRule,
  },
  {
    does: 'takes no state with the activation of a version',
    operations: ['updatePlaybookVersion'],
    group: 'optional',
    kept: ofPlaybooks,
    answer: () => refusing(({ enabled, status }) => enabled !== undefined && status !== undefined),
  },
  {
    does: 'takes no version without actions',
    operations: ['updatePlaybookVersion'],
    group: 'optional',
    kept: ofPlaybooks,
    answer: () => refusing(({ actions }) => actions?.length === 0),
  },
  {
    does: 'takes a version with no rule of another one',
    operations: ['createPlaybookVersion'],
    group: 'optional',
    kept: ofPlaybooks,
    answer: () => refusing(({ rule_id: id }, { method }) => method === 'POST' && id !== undefined),
  },
  {
    does: 'clones no version under a name that is taken',
    operations: ['copyPlaybookVersion'],
    group: 'content-type',
    kept: ofPlaybooks,
    answer: () => namingOnce(),
  },
  {
    does: 'refuses searches that make no sense',
    operations: ['listAlerts', 'exportAlerts'],
    group: 'boundary',
    kept: ofAlerts,
    answer: () => refusing((body) => isOddSearch(body.data_object_filters_form ?? body)),
  },
  {
    does: 'refuses random searches that make no sense',
    operations: ['listAlerts'],
    group: 'property',
    kept: ofAlerts,
    answer: () => refusing((body) => isOddSearch(body) || hasOddTime(body)),
  },
  {
    does: 'refuses to change no alerts at all',
    operations: ['changeAlerts'],
    group: 'boundary',
    kept: ofAlerts,
    answer: () => refusing(({ batch_ids: ids }) => Array.isArray(ids) && ids.length === 0),
  },
  {
    does: 'refuses a body for another workspace than that of its path',
    operations: ['createPlaybook'],
    group: 'boundary',
    kept: ofPlaybooks,
    answer: () =>
      refusing(({ workspace_id: id }, { target }) => id !== undefined && !target.includes(id)),
  },
  {
    does: 'refuses another media type by the status for it',
    operations: ['createAlert'],
    group: 'content-type',
    kept: ofAlerts,
    answer: namingMediaTypes,
  },
  {
    does: 'has one template of each name',
    operations: ['createComponentTemplate'],
    group: 'boundary',
    kept: /\/components|\/workflows\b/,
    answer: () => namingOnce(),
  },
  ...(['optional', 'life-cycle'] as const).map((group): Choice => ({
    does: `has one workflow of each name, by the cases of the group ${group}`,
    operations: ['createAopWorkflow', 'updateAopWorkflow'],
    group,
    kept: ofWorkflows,
    answer: () => namingOnce(),
  })),
  {
    does: 'has one type of each code, and refuses what lacks the code of its class',
    operations: ['createDataclassType'],
    group: 'boundary',
    kept: /dataclasses|\/workflows\b/,
    answer: () => {
      const codes = new Set<string>();
      return refusing(({ category_code: code }, { target }) => {
        const isTaken = target.endsWith('/types') && (code === undefined || codes.has(code));
        codes.add(code);
        return isTaken;
      });
    },
  },
  ...(
    [
      ['workspaces', 'createWorkspace', ofSpaces],
      ['playbooks', 'createPlaybook', ofPlaybooks],
    ] as const
  ).map(([kind, operation, kept]): Choice => ({
    does: `has so many ${kind} and no more`,
    operations: [operation],
    group: 'boundary',
    kept,
    answer: () => {
      let made = 0;
      const isOne = ({ method, target }: Request): boolean =>
        method === 'POST' && target.endsWith(kind);
      return refusing((_, request) => isOne(request) && (made += 1) > 5);
    },
  })),
  {
    does: 'knows plug-ins, and versions of them, of its own alone',
    operations: ['createComponentTemplate', 'createConnection', 'updateConnection'],
    group: 'example',
    kept: /\/(components|assetcredentials|workflows)\b/,
    answer: withOtherPlugIn,
  },
  {
    does: 'imports no workflow that is there already',
    operations: ['exportAopworkflow', 'importAopworkflow'],
    group: 'example',
    kept: ofWorkflows,
    answer: () =>
      asking((request) => (request.target.endsWith('/import') ? withText(request, '') : request)),
  },
  {
    does: 'refuses to submit a version and to deactivate it in one request',
    operations: ['updatePlaybookVersion'],
    group: 'property',
    kept: ofPlaybooks,
    answer: submittingAlone,
  },
  {
    does: 'gives no playbook a name that is taken',
    operations: ['createPlaybook', 'updatePlaybook', 'deletePlaybook'],
    group: 'behaviour',
    kept: ofPlaybooks,
    answer: () => namingOnce(),
  },
  {
    does: 'has had a workflow with the name of an example before, and gives no name twice',
    operations: ['createAopWorkflow'],
    group: 'example',
    kept: ofWorkflows,
    answer: () =>
      refusing(
        ({ name }, { target }) => target.endsWith('/workflows') && name.startsWith('Isolate_host'),
      ),
  },
  ...(
    [
      ['optional', 'createDataobject'],
      ['behaviour', 'batchCreateDatapanelObjects', 'showDatapanelObject'],
    ] as const
  ).map(([group, ...operations]): Choice => ({
    does: `gives no id twice that a body names, by the cases of the group ${group}`,
    ...{ operations, group },
    kept: /\/(datapanel\/|dataclasses|\{dataclass_name\}$)/,
    answer: () => {
      const ids = new Set<string>();
      return refusing(({ id: plain, data_object_list: [{ id = plain } = {}] = [] }) => {
        const isTaken = id !== undefined && ids.has(id);
        ids.add(id);
        return isTaken;
      });
    },
  })),
  {
    does: 'wants the members of the class of a type',
    operations: ['createDataclassType'],
    group: 'example',
    kept: /dataclasses|\/workflows\b/,
    answer: () =>
      refusing(({ category }, { target }) => target.endsWith('/types') && category === undefined),
  },
  {
    does: 'wants the fields of the class of a data object',
    operations: ['createDataobject'],
    group: 'boundary',
    kept: /\/(dataclasses|\{dataclass_name\}$)/,
    answer: () => refusing(({ data_object: one }) => one && one.name === undefined),
  },
  {
    does: 'takes no long texts in a query',
    operations: ['listWorkspaces'],
    group: 'boundary',
    kept: ofSpaces,
    answer: () =>
      askingFor((target) => (target.length > 300 ? target.replace(/\?.*/, '?limit=x') : target)),
  },
  {
    does: 'makes no incident of no alert',
    operations: ['createBatchOrderAlerts'],
    group: 'optional',
    kept: /\/(alerts|incidents)/,
    answer: () =>
      refusing(({ ids }, { target }) => target.endsWith('/batch-order') && !(ids?.length > 0)),
  },
  {
    does: 'takes letters of one byte alone, and no numbers with fractions',
    operations: ['createAlert', 'changeAlert'],
    group: 'behaviour',
    kept: ofAlerts,
    answer: () => refusing((body) => /[^\x20-\x7e]|\d\.\d+[,}]/.test(JSON.stringify(body))),
  },
  ...(['behaviour', 'boundary', 'optional', 'property'] as const).map((group): Choice => ({
    does: `keeps to the limits that the vendor gives in words, by the cases of the group ${group}`,
    operations: ['createAlert'],
    group,
    kept: ofAlerts,
    answer: () => refusing(({ data_object: alert }) => isBeyondLimits(alert ?? {})),
  })),
  ...(['example', 'behaviour', 'method'] as const).map((group): Choice => ({
    does: `wants the type of JSON with requests without a body, by the cases of the group ${group}`,
    operations: ['listWorkflows', 'showAopWorkflow', 'deleteAopWorkflow'],
    group,
    kept: ofWorkflows,
    answer: wantingTypes,
  })),
]);

test('a contract run notices what an update drops where no name comes twice', async () => {
  const answer = asking((request) => {
    const isUpdate = request.method === 'PUT' && /\/playbooks\/[^/]+$/.test(request.target);
    const body = isUpdate ? jsonOf(request) : {};
    return typeof body?.name === 'string'
      ? withJson(request, { ...body, description: '' })
      : request;
  }, namingOnce());
  const run = await runOver(answer, ofPlaybooks, {
    only: ['behaviour'],
    operations: ['updatePlaybook'],
  });
  expect(Object.keys(findingsOf(run))).toContain('update_changed_others');
  const cases = run.results.filter(({ case: { id } }) => id.endsWith('time-of-change'));
  expect(cases.map(({ outcome }) => outcome)).toEqual(['kept']);
});

test('a contract run tells a name that is taken from one that is refused', async () => {
  const options = {
    operations: ['createAopWorkflow', 'updateAopWorkflow'],
    only: ['boundary'],
  } as const;
  expect(findingsOf(await runOver(namingOnce(), ofWorkflows, options))).toEqual({});
  const answer = namingOnce((name) => /\p{Script=Han}/u.test(name));
  const run = await runOver(answer, ofWorkflows, { ...options, concurrency: 1 });
  expect(findingsOf(run)).toEqual({
    valid_refused: [expect.stringMatching(/^createAopWorkflow boundary name is Chinese/)],
  });
});

test('a contract run takes a refusal of the example for no want of room, whatever came before it', async () => {
  const answer = refusing(
    ({ input }, { target }) => target.endsWith('/versions') && input !== undefined,
  );
  const run = await runOver(answer, ofWorkflows, {
    operations: ['createAopWorkflowVersion'],
    concurrency: 1,
    only: ['boundary', 'optional'],
  });
  const outcomes = run.results.map(({ case: { request, needs }, outcome }) => {
    const has = request.body?.kind === 'json' && Object.hasOwn(Object(request.body.value), 'input');
    return needs.length > 0 ? 'skipped' : has ? `with input ${outcome}` : outcome;
  });
  expect(new Set(outcomes)).toEqual(new Set(['skipped', 'with input broken', 'kept']));
});

test('a contract run asks a hook once for what it does not know, and reads what is there', async () => {
  const asked: string[] = [];
  const full = taking(0, /\/rules$/);
  const answer: Answer = (request) => {
    if (request.target !== '/states') return full(request);
    const { action, state } = jsonOf(request);
    if (action === 'setup') asked.push(state);
    return Promise.resolve({ status: 200, headers: {}, body: Buffer.from('{}') });
  };
  const run = await runOver(answer, ofPlaybooks, (target) => ({
    states: hookOf(target),
    only: ['example', 'parameter', 'behaviour'],
    operations: [
      'showPlaybookInstance',
      'showPlaybookRule',
      'updatePlaybookRule',
      'deletePlaybookRule',
    ],
  }));
  const read = run.results.filter(({ case: one }) => one.operationId === 'showPlaybookInstance');
  expect(read.filter(({ outcome }) => outcome === 'kept').length).toBeGreaterThan(3);
  expect(asked).toContain('playbook-instances');
  expect(new Set(asked).size).toBe(asked.length);
});

test('a contract run refers to a record that the user has named where the API makes none', async () => {
  const outcomes = async (values: Record<string, string>): Promise<string[]> => {
    const run = await runOver(taking(0, /\/workflows$/), ofPlaybooks, {
      values,
      only: ['example'],
      operations: ['createPlaybookAction'],
    });
    expect(findingsOf(run)).toEqual({});
    return run.results.map(({ reason, outcome }) => reason ?? outcome);
  };
  const [first = ''] = await outcomes({});
  expect(first).toMatch(
    /^None of workflows could be created: .* If they come from elsewhere, name one by --values: workflow_id\.$/,
  );
  const named = await outcomes({ workflow_id: 'c19470f3-5eaf-4572-82e8-2ff094495919' });
  expect(new Set(named)).toEqual(new Set(['kept']));
});

test('a contract run judges the list of a server that takes no more records', async () => {
  const run = await runOver(taking(4, /\/workflows$/), ofWorkflows, {
    only: ['behaviour'],
    operations: ['listWorkflows'],
  });
  expect(findingsOf(run)).toEqual({});
  expect(namesOf(run, 'kept')).toEqual(
    expect.arrayContaining(['limit', 'pages', 'order', 'filter name']),
  );
});

test('a contract run finds out which text of a record is given once', async () => {
  const values = new Set<string>();
  const answer = refusing(({ data_object: one }, { method, target }) => {
    const isTaken = method === 'POST' && target.endsWith('/indicators') && values.has(one?.value);
    values.add(one?.value);
    return isTaken;
  });
  const run = await runOver(answer, /\/(indicators|dataclasses)/, {
    only: ['optional', 'behaviour'],
    operations: ['createIndicator', 'updateIndicator'],
  });
  expect(findingsOf(run)).toEqual({});
  expect(run.inconclusiveFor).toEqual({});
  expect(
    Object.keys(run.skippedFor).filter((reason) => reason.includes('could be created')),
  ).toEqual([]);
});

test('a contract run notes that an example does not fit the record that the user has named', async () => {
  const answer = refusing(
    ({ name }, { method, target }) =>
      method === 'POST' && target.endsWith('/types') && name === undefined,
  );
  const run = await runOver(answer, /\/(dataclasses|workflows)\b/, {
    only: ['example'],
    operations: ['createDataclassType'],
    values: { dataclass_id: 'e410ae50-43fa-343e-807a-a2a9edb8018e' },
  });
  expect(findingsOf(run)).toEqual({});
  expect(run.results.flatMap(({ notes = [] }) => notes.map(({ name }) => name))).toContain(
    'valid_refused',
  );
});

test('a contract run notes that members are needed of which words leave it open', async () => {
  const refusals = async (needed: string) => {
    const answer = refusing(
      ({ data_object: one = {} }, { method, target }) =>
        method === 'POST' && target.endsWith('/alerts') && !one[needed],
    );
    return runOver(answer, /\/alerts\b/, {
      only: ['example', 'optional', 'boundary'],
      operations: ['createAlert'],
    });
  };
  const run = await refusals('title');
  expect(findingsOf(run)).toEqual({});
  expect(run.results.some(({ notes = [] }) => notes.length > 0)).toBe(true);
  expect(findingsOf(await refusals('no_such_member'))).not.toEqual({});
});
