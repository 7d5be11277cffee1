import { describe, expect, test } from '@jest/globals';
import { startServer, type StatefulServer } from '../../../scripts/contract/mutation/sandbox.js';
import { atNight } from '../../lib/at-night.js';
import {
  namesOf,
  runOver,
  textOf,
  withJson,
  withText,
  type Answer,
  type Request,
} from './drifted.js';

type Drift = (
  request: Request,
  server: StatefulServer,
) => Promise<Awaited<ReturnType<Answer>> | undefined> | undefined;

const bodyOf = ({ body }: { body: Uint8Array }) =>
  JSON.parse(textOf({ body }) || '{}') as Record<string, string[]>;

/** Of a request about the links of one object, its method. */
const linksOf = ({ method, target }: Request): string | undefined =>
  /\/soc\/\w+\/[\w-]{32,}\/\w+$/.test(target) ? method : undefined;

const isBatch = ({ target }: Request): boolean => target.endsWith('/batch-create');

/** Answers a request as if it had been done. */
async function forgotten(request: Request, server: StatefulServer) {
  const restore = server.snapshot();
  const answer = await server.answer(request);
  restore();
  return answer;
}

/** A request that is answered as it should be, and does something to the objects of its path or body besides. */
const besides =
  (wanted: string, change: (request: Request, ids: readonly string[]) => Request): Drift =>
  async (request, server) => {
    const right = await server.answer(request);
    if (linksOf(request) === wanted)
      await server.answer(change(request, bodyOf(request)['ids'] ?? []));
    return right;
  };

/** Cuts all that was ever linked. */
function cuttingAll(): Drift {
  const linked = new Set<string>();
  return (request, server) => {
    const { ids = [] } = linksOf(request) ? bodyOf(request) : {};
    if (linksOf(request) === 'POST') for (const id of ids) linked.add(id);
    const all = linksOf(request) === 'DELETE' ? withJson(request, { ids: [...linked] }) : request;
    return server.answer(all);
  };
}

const [link, cut, batch, list] = [
  'createDataobjectRelation',
  'deleteDataobjectRelation',
  'batchCreateDataobjectRelations',
  'listDataobjectRelations',
] as const;

/** The cases that fail on a sandbox which does something otherwise, and the messages of their findings and notes. */
async function runOnDrifted(operation: string, drift: Drift) {
  const server = startServer();
  const answer: Answer = async (request) =>
    (await drift(request, server)) ?? server.answer(request);
  const run = await runOver(answer, /\/soc\/\{dataclass_(name|type)\}/, {
    operations: [operation],
    only: ['behaviour'],
  });
  return {
    broken: namesOf(run, 'broken'),
    found: run.results.flatMap(({ findings }) => findings.map(({ message }) => message)),
    notes: run.results.flatMap(({ notes = [] }) => notes.map(({ message }) => message)),
    kept: namesOf(run, 'kept'),
  };
}

describe('A contract run on operations that link records', () => {
  test.each<[string, string, string, RegExp, Drift]>([
    [
      'links nothing',
      link,
      'links',
      /\(linked\) is not in the list of what/,
      (request, server) => (linksOf(request) === 'POST' ? forgotten(request, server) : undefined),
    ],
    [
      'changes what it links',
      link,
      'links',
      /After it, of .*, (data_object\.)?name is "other"/,
      besides('POST', ({ target, ...request }) =>
        withJson(
          { ...request, method: 'PUT', target: target.replace(/\/\w+$/, '') },
          { data_object: { name: 'other' } },
        ),
      ),
    ],
    [
      'lists what was never linked',
      link,
      'links',
      /is in the list of .*, though they were never linked/,
      ({ target, ...request }, server) =>
        target.endsWith('/search')
          ? server.answer({
              ...request,
              target: target.replace(/\/[\w-]{32,}\/\w+\/search$/, '/search'),
            })
          : undefined,
    ],
    ['cuts all links', cut, 'links', /\(whose link was not cut\) is not in the list/, cuttingAll()],
    [
      'deletes what it cuts off',
      cut,
      'links',
      /After it .* cannot be read\./,
      besides('DELETE', ({ target, ...request }, ids) =>
        withJson(
          { ...request, target: target.replace(/\/[\w-]{32,}\/\w+$/, '') },
          { batch_ids: ids },
        ),
      ),
    ],
    [
      'answers about the links of an object that is not there',
      list,
      'unknown id',
      /An id that nobody created was answered with 200/,
      async (request, server) => {
        const right = await server.answer(request);
        if (!textOf(right).includes('20030005')) return right;
        const target = request.target.replace(/\/[\w-]{32,}\/\w+\/search$/, '/search');
        return server.answer({ ...request, target });
      },
    ],
    [
      'refuses the change of an object that is not there by another code',
      'updateDataobject',
      'unknown id',
      /has the code "SecMaster.20030001"; expected "SecMaster.20030005"/,
      async (request, server) => {
        const right = await server.answer(request);
        return withText(right, textOf(right).replace('20030005', '20030001'));
      },
    ],
    ...atNight<[string, string, string, RegExp, Drift]>(
      [
        'cuts nothing',
        cut,
        'links',
        /is in the list of .*, though their link was cut/,
        (request, server) =>
          linksOf(request) === 'DELETE' ? forgotten(request, server) : undefined,
      ],
      [
        'links none of several',
        batch,
        'links',
        /\(linked\) is not in the list of what/,
        (request, server) => (isBatch(request) ? forgotten(request, server) : undefined),
      ],
    ),
  ])('notices a server that %s', async (_, operation, check, says, drift) => {
    const { broken, found } = await runOnDrifted(operation, drift);
    expect(broken).toEqual([check]);
    expect(found).toEqual([expect.stringMatching(says)]);
  });

  test('notes a server that links of several the first with the first alone', async () => {
    const { broken, notes } = await runOnDrifted(batch, async (request, server) => {
      if (!isBatch(request)) return undefined;
      const right = await forgotten(request, server);
      const { dataobject_ids: ids = [], related_dataobject_ids: others = [] } = bodyOf(request);
      for (const [index, id] of ids.entries()) {
        const pair = {
          dataobject_ids: [id],
          related_dataobject_ids: others.slice(index, index + 1),
        };
        await server.answer(withJson(request, pair));
      }
      return right;
    });
    expect(broken).toEqual([]);
    expect(notes).toContainEqual(
      expect.stringMatching(/\(at another place of the ids\) is not in the list/),
    );
  });

  test('finds nothing wrong with links that come a moment later, and answers that name what failed', async () => {
    let last: Promise<unknown> = Promise.resolve();
    const later: Drift = async (request, server) => {
      if (linksOf(request) !== 'POST') return undefined;
      const right = await forgotten(request, server);
      last = last
        .then(() => new Promise((done) => setTimeout(done, 150)))
        .then(() => server.answer(request));
      return right;
    };
    const { broken, kept } = await runOnDrifted(link, later);
    await last;
    expect(broken).toEqual([]);
    expect(kept).toContain('links');
    const refusing: Drift = async (request, server) => {
      if (linksOf(request) !== 'POST') return undefined;
      const right = await forgotten(request, server);
      const data = { success_ids: [], error_ids: bodyOf(request)['ids'] ?? [] };
      return withJson(right, { ...bodyOf(right), data });
    };
    expect((await runOnDrifted(link, refusing)).broken).toEqual([]);
  });
});
