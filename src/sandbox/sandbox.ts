import { SandboxClock } from './control/clock.js';
import { checked, type SandboxControl } from './control/control.js';
import { Faults, type Fault } from './control/faults.js';
import { answerControl, controlPrefix } from './control/http.js';
import { checkFilter, Journal, redacted, redactedQuery } from './control/journal.js';
import { Core, jsonAnswer, type Answer, type Surroundings } from './core/core.js';
import type { Home, SandboxFamily, SeedName } from './core/family.js';
import { readJson } from './core/json.js';
import { exampleAnswer } from './core/prefer.js';
import { gatewayRefusal, Refusal } from './core/refusal.js';
import type { SandboxRequest, SandboxResponse } from './core/request.js';
import { alerts } from './families/alerts/family.js';
import { attachments } from './families/attachments/family.js';
import { components } from './families/components/family.js';
import { notes } from './families/notes/family.js';
import { tasks } from './families/tasks/family.js';
import { dataclasses } from './families/dataclasses/family.js';
import { dataobjects } from './families/dataobjects/family.js';
import { incidents } from './families/incidents/family.js';
import { indicators } from './families/indicators/family.js';
import { playbooks } from './families/playbooks/family.js';
import { vulnerabilities } from './families/vulnerabilities/family.js';
import { workflows } from './families/workflows/family.js';
import { lookAgain, planFailure } from './families/workflows/walk.js';
import { workspaces as workspaceFamily } from './families/workspaces/family.js';
import { checkSize, Throttle } from './gateway/limits.js';
import type { Outcome } from './life-cycle/life-cycle.js';
import { changedSettings, usualSettings, type Settings } from './settings.js';
import { answerIam } from './sign-in/iam.js';
import { Tokens } from './sign-in/sign-in.js';
import { usualUsers, type SandboxUser, type Users } from './sign-in/users.js';
import { beginWorld } from './world/begin.js';
import { Random } from './world/random.js';
import { checkState } from './world/state-check.js';
import type { World, WorldState } from './world/world.js';

/** What a sandbox is made from. */
export interface SandboxOptions extends Partial<Settings> {
  /** What it begins with, by name or as a state that `control.state()` gave; `examples` if left out. */
  readonly seed?: SeedName | WorldState | undefined;
  /** From it come all ids: the same requests get the same answers. `sandbox` if left out. */
  readonly random?: string | undefined;
  /** Whether the clock stands still until it is advanced. */
  readonly frozen?: boolean | undefined;
  /** The time at which the clock starts; that of the machine if left out. */
  readonly now?: Date | undefined;
  /** The project that is there from the start; that of the description's examples if left out. */
  readonly projectId?: string | undefined;
  /** The workspace that is there from the start; likewise. */
  readonly workspaceId?: string | undefined;
  /** The region by whose name IAM finds the project; `cn-north-4` if left out. */
  readonly region?: string | undefined;
  /** Who can sign in; `admin`, `author`, `reviewer` and `reader` if left out. */
  readonly users?: readonly SandboxUser[] | undefined;
}

/** An answer, and what happens to the connection that it goes to. */
export interface Handled {
  readonly response: SandboxResponse;
  /** Milliseconds to wait before it is sent. */
  readonly latency: number;
  /** Whether the connection ends without the answer, or in the middle of it. */
  readonly broken?: 'reset' | 'cut' | undefined;
}

/** The families that a sandbox plays. */
export const families: readonly SandboxFamily[] = [
  workspaceFamily,
  workflows,
  dataclasses,
  alerts,
  incidents,
  indicators,
  vulnerabilities,
  notes,
  attachments,
  components,
  playbooks,
  // After those whose versions it has to review.
  tasks,
  // After those of one class: what they show of an object says more.
  dataobjects,
];

/** Faults that end the connection after the request was carried out. */
const breaks: Partial<Record<Fault['kind'], Handled['broken']>> = {
  'reset-after': 'reset',
  cut: 'cut',
};

/** The server without its connections: takes requests and gives answers. */
export class SandboxServer {
  readonly control: SandboxControl;
  readonly home: Home;
  readonly clock: SandboxClock;
  /** Writes the data file, if there is one. */
  save: (() => Promise<void>) | undefined;
  readonly #faults: Faults;
  readonly #journal = new Journal();
  readonly #users: Users;
  readonly #core: Core;
  readonly #ids: Random;
  readonly #tokens: Tokens;
  readonly #begin: (from?: SeedName | WorldState) => World;
  readonly #throttle = new Throttle();
  #settings: Settings;
  #world: World;

  /**
   * @param tick - the time of the machine, in milliseconds since 1970
   * @param played - the families that it plays
   * @throws TypeError if an option makes no sense
   */
  constructor(
    options: SandboxOptions,
    tick: () => number,
    played: readonly SandboxFamily[] = families,
  ) {
    const { seed = 'examples', random = 'sandbox', frozen, now, users: given, ...rest } = options;
    // The ids of the description's examples.
    const {
      projectId: project = 'f69081793d9e4ea8a2f479dcef961989',
      workspaceId: workspace = 'f44065f5-557b-4376-ae02-8c65ef1960f4',
      region = 'cn-north-4',
      ...settings
    } = rest;
    const [first, ...others] = given ?? usualUsers;
    if (first === undefined) throw new TypeError('"users" must name at least one user.');
    const users: Users = [first, ...others];
    this.home = { region, project, workspace };
    this.#users = users;
    this.#core = new Core(played);
    this.clock = new SandboxClock(tick, { start: now?.getTime(), frozen });
    this.#ids = new Random(`${random} requests`);
    this.#tokens = new Tokens(new Random(`${random} tokens`));
    this.#faults = new Faults(new Random(`${random} faults`));
    this.#settings = { ...usualSettings, readings: this.#core.usualReadings };
    this.#changeSettings(settings);
    this.#begin = (from = seed) =>
      beginWorld(this.#core, {
        ...{ seed: from, random, home: this.home, users },
        now: this.clock.now(),
      });
    this.#world = this.#begin();
    if (now === undefined) this.#goOn();
    this.control = this.#makeControl();
  }

  /** A token of a user for the project that is there from the start; of the first user if left out. */
  tokenFor(name?: string): string {
    const users = this.#users;
    const user = name === undefined ? users[0] : users.find((one) => one.name === name);
    if (user === undefined) throw new TypeError(`There is no user ${JSON.stringify(name)}.`);
    return this.#tokens.issue(user, this.home.project, this.clock.now()).token;
  }

  /** Lets happen what is due by now; every request does so first. */
  catchUp(): World {
    this.#core.advance(this.#world, this.#settings, this.clock.now());
    return this.#world;
  }

  /** Takes a request to its answer; a fault of the sandbox is an answer too. */
  async handle(request: SandboxRequest): Promise<Handled> {
    try {
      return await this.#handle(request);
    } catch (error) {
      return { response: this.#written(failure(error), this.clock.now()), latency: 0 };
    }
  }

  /** Lets nobody wait any longer for requests to come. */
  close(): void {
    this.#journal.stopWaiting();
  }

  async #handle(request: SandboxRequest): Promise<Handled> {
    if (request.target.startsWith(controlPrefix)) {
      const answer = await answerControl(request, this.control);
      return { response: this.#written(answer, this.clock.now()), latency: 0 };
    }
    const operation = this.#operationOf(request);
    const fault = this.#faults.next(operation);
    const [, path = '', query] = /^([^?]*)(?:\?(.*))?$/s.exec(request.target) ?? [];
    const note = (status: number, user?: string) =>
      this.#journal.add({
        ...{ time: this.clock.now(), status, operation, user, fault: fault?.kind },
        ...{ method: request.method, path, query: redactedQuery(query) },
        body: bodyForJournal(request),
      });
    if (fault?.kind === 'reset-before') {
      note(0);
      const response = { status: 0, headers: {}, body: new Uint8Array() };
      return { response, latency: 0, broken: 'reset' };
    }
    const { now } = this.catchUp();
    const seen = now + (fault?.kind === 'skew' ? (fault.milliseconds ?? 0) : 0);
    const { user, ...answer } = this.#answer(request, seen, fault);
    const broken = fault && breaks[fault.kind];
    note(broken === undefined ? answer.status : 0, user);
    const latency = fault?.kind === 'latency' ? Math.max(fault.milliseconds ?? 0, 0) : 0;
    return { response: this.#written(answer, seen), latency, broken };
  }

  /** Goes on from the time of a state that was saved by a clock ahead of this one. */
  #goOn(): void {
    this.clock.advance(Math.max(Math.ceil(this.#world.now) - this.clock.now(), 0));
  }

  #operationOf(request: SandboxRequest): string | undefined {
    try {
      return this.#core.route(request)?.operation.id;
    } catch {
      return undefined;
    }
  }

  #answer(
    request: SandboxRequest,
    now: number,
    fault: Fault | undefined,
  ): Answer & { user?: string | undefined } {
    try {
      checkSize(request);
      const prepared = fault && this.#preparedAnswer(request, fault);
      if (prepared !== undefined) return prepared;
      const surroundings: Surroundings = {
        world: this.#world,
        settings: this.#settings,
        users: this.#users,
        tokens: this.#tokens,
        now,
        throttle: (project) => this.#throttle.count(project, this.#settings.throttle, now),
        expired: fault?.kind === 'expired-token',
      };
      const { project, region } = this.home;
      const iam = answerIam(request, { ...surroundings, project, region });
      if (iam !== undefined) return iam;
      const { caller, ...answer } = this.#core.answer(request, surroundings);
      return { ...answer, user: caller?.user.name };
    } catch (error) {
      return failure(error);
    }
  }

  /** The answer that a fault has in place of the one that the service would give. */
  #preparedAnswer(request: SandboxRequest, fault: Fault): Answer | undefined {
    const { kind, status, example } = fault;
    const route = kind === 'example' ? this.#core.route(request) : undefined;
    if (route !== undefined) {
      const { operation } = route;
      const code = status === undefined ? undefined : String(status);
      const answer = exampleAnswer({ code, example }, operation, operation.family.described);
      return { ...answer, basis: [] };
    }
    if (kind !== 'status') return undefined;
    return failure(gatewayRefusal(status ?? 500));
  }

  /** Adds what every answer has: ids, the date, and what it rests on. */
  #written({ status, mediaType, body, headers, basis }: Answer, now: number): SandboxResponse {
    const requestId = this.#ids.uuid();
    // The gateway's errors tell the id in the body too; an example has one of its own.
    const isGateway =
      !(body instanceof Uint8Array) &&
      typeof body === 'object' &&
      'error_code' in body &&
      String(body.error_code).startsWith('APIG');
    const content = isGateway ? { request_id: requestId.replaceAll('-', ''), ...body } : body;
    return {
      status,
      headers: {
        ...(mediaType !== '' && status !== 204 && { 'content-type': mediaType }),
        date: new Date(now).toUTCString(),
        'x-request-id': `${requestId}-${now}-sandbox`,
        ...(basis.length > 0 && { 'x-sandbox-basis': basis.join('; ') }),
        ...headers,
      },
      body: status === 204 ? new Uint8Array() : bytesOf(content),
    };
  }

  /** @throws TypeError that names what is no setting, reading or value of one */
  #changeSettings(changes: Partial<Settings>): void {
    const { knownReadings } = this.#core;
    this.#settings = changedSettings(this.#settings, checked('Settings', changes), knownReadings);
  }

  /** @throws TypeError if there is no such run, Refusal if it goes on no more */
  #endRun(id: string, outcome: Outcome, reason: string): void {
    const world = this.catchUp();
    const workspace = world.workspaces().find(({ tables }) => tables.get('instances')?.get(id));
    if (workspace === undefined) throw new TypeError(`There is no instance ${JSON.stringify(id)}.`);
    const instances = this.#core.lifeCycle('instances');
    const settings = this.#settings;
    const occasion = this.#core.occasion({ world, workspace, now: world.now, settings });
    instances.end(occasion, instances.find(workspace, id), outcome, reason);
    lookAgain(occasion, id);
  }

  /** Makes the methods of control. */
  #makeControl(): SandboxControl {
    const core = this.#core;
    const faults = this.#faults;
    const journal = this.#journal;
    const settings = () => this.#settings;
    const snapshots = new Map<string, string>();
    const snapshot = (name: string): string => {
      const text = snapshots.get(name);
      if (text === undefined) throw new TypeError(`There is no snapshot ${JSON.stringify(name)}.`);
      return text;
    };
    return {
      reset: (seed) => {
        this.#world = this.#begin(seed);
        faults.clear();
        journal.clear();
        snapshots.clear();
      },
      get settings() {
        return settings();
      },
      changeSettings: (changes) => this.#changeSettings(changes),
      clock: this.clock,
      state: () => JSON.parse(JSON.stringify(this.catchUp().state())) as WorldState,
      replaceState: (state) => {
        this.#world.load(checkState(structuredClone(state), this.#core.faultOfRecord));
        this.#goOn();
      },
      takeSnapshot: (name) => void snapshots.set(name, JSON.stringify(this.catchUp().state())),
      restoreSnapshot: (name) => this.catchUp().load(JSON.parse(snapshot(name)) as WorldState),
      deleteSnapshot(name) {
        snapshot(name);
        snapshots.delete(name);
      },
      snapshots: () => [...snapshots.keys()],
      addFault: (fault) => faults.add(core.checkOperation(checked('Fault', fault))),
      faults: () => faults.list(),
      clearFaults: () => faults.clear(),
      journal: (filter = {}) => journal.entries(core.checkOperation(checkFilter(filter))),
      clearJournal: () => journal.clear(),
      waitFor: async (filter, options) =>
        journal.waitFor(core.checkOperation(checkFilter(filter, options)), options),
      failNextRuns: (failure = {}) => planFailure(this.catchUp(), checked('RunFailure', failure)),
      finishRun: (id) => this.#endRun(id, 'done', ''),
      failRun: (id, reason = 'The run was made to fail.') => this.#endRun(id, 'failed', reason),
      save: async () => {
        if (this.save === undefined) throw new TypeError('The sandbox has no data file.');
        await this.save();
      },
    };
  }
}

/** The answer to a request that cannot be answered. */
function failure(error: unknown): Answer {
  if (error instanceof Refusal) {
    return jsonAnswer(error.status, error.body, error.decisions);
  }
  const why = error instanceof Error ? error.message : String(error);
  return failure(gatewayRefusal(500, `The sandbox has a fault: ${why}`));
}

function bytesOf(body: Answer['body']): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
}

/** The longest body that the journal keeps, in bytes. */
const longestBody = 16 * 1024;

function bodyForJournal({ body, headers }: SandboxRequest): unknown {
  if (body.length === 0 || body.length > longestBody) return undefined;
  if (!(headers['content-type'] ?? 'json').includes('json')) return undefined;
  try {
    return redacted(readJson(body));
  } catch {
    return undefined;
  }
}
