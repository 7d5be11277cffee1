import { SandboxClock } from './control/clock.js';
import { answerControl, controlPrefix } from './control/http.js';
import { Faults, type Fault } from './control/faults.js';
import { Journal, redacted, type JournalEntry, type JournalFilter } from './control/journal.js';
import { Core, type Answer, type Surroundings } from './core/core.js';
import { faultOf } from './core/described.js';
import type { Home, SandboxFamily, SeedName } from './core/family.js';
import { readJson } from './core/json.js';
import { exampleAnswer } from './core/prefer.js';
import { gatewayRefusal, Refusal } from './core/refusal.js';
import type { SandboxRequest, SandboxResponse } from './core/request.js';
import { workflows } from './families/workflows/family.js';
import { planFailure, type RunFailure } from './families/workflows/walk.js';
import { checkSize, gatewayBody } from './gateway/limits.js';
import { Throttle } from './gateway/throttle.js';
import type { Outcome } from './life-cycle/life-cycle.js';
import { usualReadings } from './life-cycle/rules.js';
import { changedSettings, usualSettings, type Settings } from './settings.js';
import { answerIam } from './sign-in/iam.js';
import { Tokens } from './sign-in/sign-in.js';
import { usualUsers, type SandboxUser } from './sign-in/users.js';
import { Random } from './world/random.js';
import { checkState } from './world/state-check.js';
import { memberAt } from './life-cycle/life-cycle.js';
import { World, type WorldState } from './world/world.js';

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

/** Options for a client of the sandbox, to be handed to `createSecMasterClient`. */
export interface SandboxClientOptions {
  readonly endpoint: string;
  readonly iamEndpoint: string;
  readonly projectId: string;
  readonly workspaceId: string;
  readonly token: string;
  readonly fetch?: typeof globalThis.fetch;
}

/** What a test does with a sandbox beside sending requests. */
export interface SandboxControl {
  /** Begins again. Faults, the journal and named snapshots go; settings stay. */
  reset(seed?: SeedName | WorldState): void;
  readonly settings: Settings;
  changeSettings(changes: Partial<Settings>): void;
  readonly clock: SandboxClock;
  /** The whole state, as JSON. */
  state(): WorldState;
  /** Replaces the whole state; throws a TypeError that says why if it cannot be used. */
  replaceState(state: unknown): void;
  takeSnapshot(name: string): void;
  restoreSnapshot(name: string): void;
  deleteSnapshot(name: string): void;
  snapshots(): string[];
  addFault(fault: Fault): void;
  faults(): Fault[];
  clearFaults(): void;
  /** The requests that came, oldest first. */
  journal(filter?: JournalFilter): JournalEntry[];
  clearJournal(): void;
  /** Waits until a request comes that fits; one that has come already counts. */
  waitFor(filter: JournalFilter, options?: { timeout?: number }): Promise<JournalEntry>;
  /** Makes the next runs fail. */
  failNextRuns(failure?: RunFailure): void;
  /** Ends a run with success at once. */
  finishRun(instanceId: string): void;
  /** Makes a run fail at once. */
  failRun(instanceId: string, reason?: string): void;
  /** Writes the data file; throws if there is none. */
  save(): Promise<void>;
}

/** The families that the sandbox plays. */
const families: readonly SandboxFamily[] = [workflows];

const core = new Core(families);

/** The readings of all life cycles, with their values. */
const knownReadings = Object.fromEntries(
  families.flatMap(({ described }) =>
    described.lifeCycles.flatMap(({ readings }) =>
      Object.entries(readings).map(([name, { values }]) => [name, values]),
    ),
  ),
);

/** The ids of the description's examples. */
const exampleHome: Home = {
  project: 'f69081793d9e4ea8a2f479dcef961989',
  workspace: 'f44065f5-557b-4376-ae02-8c65ef1960f4',
};

/** The server without its connections: takes requests and gives answers. */
export class SandboxServer {
  readonly control: SandboxControl;
  readonly home: Home;
  readonly users: readonly SandboxUser[];
  readonly region: string;
  /** Writes the data file, if there is one. */
  save: (() => Promise<void>) | undefined;
  readonly #clock: SandboxClock;
  readonly #random: string;
  readonly #seed: SeedName | WorldState;
  readonly #ids: Random;
  readonly #tokens: Tokens;
  readonly #faults: Faults;
  readonly #journal = new Journal();
  readonly #throttle = new Throttle();
  readonly #snapshots = new Map<string, string>();
  #settings: Settings;
  #world: World;

  /**
   * @param tick - the time of the machine, in milliseconds since 1970
   * @throws TypeError if an option makes no sense
   */
  constructor(options: SandboxOptions, tick: () => number) {
    const { seed = 'examples', random = 'sandbox', users = usualUsers, frozen, now } = options;
    const { auth, workspaces, fourEyes, nodeTime, throttle, readings } = options;
    if (users.length === 0) throw new TypeError('"users" must name at least one user.');
    this.home = {
      project: options.projectId ?? exampleHome.project,
      workspace: options.workspaceId ?? exampleHome.workspace,
    };
    this.users = users;
    this.region = options.region ?? 'cn-north-4';
    this.#random = random;
    this.#seed = seed;
    this.#clock = new SandboxClock(tick, { start: now?.getTime(), frozen });
    this.#ids = new Random(`${random} requests`);
    this.#tokens = new Tokens(new Random(`${random} tokens`));
    this.#faults = new Faults(new Random(`${random} faults`));
    this.#settings = changedSettings(
      {
        ...usualSettings,
        readings: usualReadings([...core.lifeCycles.values()].map(({ rules }) => rules)),
      },
      { auth, workspaces, fourEyes, nodeTime, throttle, readings },
      knownReadings,
    );
    this.#world = this.#begin(seed);
    this.control = this.#makeControl();
  }

  /** A token of a user for the project that is there from the start; of the first user if left out. */
  tokenFor(name?: string): string {
    const user = name === undefined ? this.users[0] : this.users.find((one) => one.name === name);
    if (user === undefined) throw new TypeError(`There is no user ${JSON.stringify(name)}.`);
    return this.#tokens.issue(user, this.home.project, this.#clock.now()).token;
  }

  /** Takes a request to its answer. */
  async handle(request: SandboxRequest): Promise<Handled> {
    if (request.target.startsWith(controlPrefix)) {
      const answer = await answerControl(request, this.control);
      return { response: this.#written(answer, this.#clock.now()), latency: 0 };
    }
    const fault = this.#faults.next(operationOf(request));
    if (fault?.kind === 'reset-before') {
      this.#note(request, { status: 0, fault });
      return { response: nothing, latency: 0, broken: 'reset' };
    }
    const now = this.#clock.now();
    core.advance(this.#world, this.#settings, now);
    const seen = now + (fault?.kind === 'skew' ? (fault.milliseconds ?? 0) : 0);
    const answer = this.#answer(request, seen, fault);
    const broken = { 'reset-after': 'reset', cut: 'cut' } as const;
    const end = fault === undefined ? undefined : broken[fault.kind as keyof typeof broken];
    this.#note(request, {
      status: end === undefined ? answer.status : 0,
      user: answer.user,
      fault,
    });
    return {
      response: this.#written(answer, seen),
      latency: fault?.kind === 'latency' ? Math.max(fault.milliseconds ?? 0, 0) : 0,
      broken: end,
    };
  }

  #answer(
    request: SandboxRequest,
    now: number,
    fault: Fault | undefined,
  ): Answer & { user?: string | undefined } {
    try {
      checkSize(request);
      if (fault?.kind === 'status' || fault?.kind === 'example')
        return preparedAnswer(request, fault);
      const surroundings: Surroundings = {
        world: this.#world,
        settings: this.#settings,
        users: this.users,
        tokens: this.#tokens,
        now,
        throttle: (project) => this.#throttle.count(project, this.#settings.throttle, now),
        expired: fault?.kind === 'expired-token',
      };
      const { project } = this.home;
      const iam = answerIam(request, { ...surroundings, project, region: this.region });
      if (iam !== undefined) return { ...iam, mediaType: 'application/json', basis: [] };
      const { caller, ...answer } = core.answer(request, surroundings);
      return { ...answer, user: caller?.user.name };
    } catch (error) {
      return failure(error);
    }
  }

  /** Adds what every answer has: ids, the date, and what it rests on. */
  #written({ status, mediaType, body, headers, basis }: Answer, now: number): SandboxResponse {
    const requestId = this.#ids.uuid();
    const isError =
      !(body instanceof Uint8Array) && typeof body === 'object' && 'error_code' in body;
    const content = isError ? { ...body, request_id: requestId.replaceAll('-', '') } : body;
    return {
      status,
      headers: {
        ...(status !== 204 && { 'content-type': mediaType }),
        date: new Date(now).toUTCString(),
        'x-request-id': `${requestId}-${now}-sandbox`,
        ...(basis.length > 0 && { 'x-sandbox-basis': basis.join('; ') }),
        ...headers,
      },
      body: status === 204 ? new Uint8Array() : bytesOf(content),
    };
  }

  #note(
    request: SandboxRequest,
    {
      status,
      user,
      fault,
    }: { status: number; user?: string | undefined; fault: Fault | undefined },
  ): void {
    const [path = ''] = request.target.split('?', 1);
    const operation = operationOf(request);
    this.#journal.add({
      time: this.#clock.now(),
      method: request.method,
      path,
      status,
      ...(operation !== undefined && { operation }),
      ...(user !== undefined && { user }),
      ...(fault !== undefined && { fault: fault.kind }),
      ...bodyForJournal(request),
    });
  }

  /** A world that begins with a seed. */
  #begin(seed: SeedName | WorldState): World {
    const now = this.#clock.now();
    const collections = [...core.lifeCycles.values()].map(({ rules: { collection, parent } }) => ({
      name: collection,
      parentOf:
        parent &&
        (({ data }: { data: Record<string, unknown> }) => String(memberAt(data, parent.key))),
    }));
    const world = new World(collections, this.#random, 0);
    if (typeof seed === 'object') {
      world.load(checkState(structuredClone(seed), checkRecord));
      return world;
    }
    const workspace = world.addWorkspace(this.home.project, this.home.workspace);
    const settings = {
      ...this.#settings,
      readings: usualReadings([...core.lifeCycles.values()].map(({ rules }) => rules)),
      nodeTime: usualSettings.nodeTime,
    };
    const [user] = this.users;
    const about = { world, workspace, settings, restsOn: () => {} };
    for (const family of families) {
      const fill = Object.hasOwn(family.seeds, seed) ? family.seeds[seed] : undefined;
      if (fill === undefined) {
        throw new TypeError(
          `There is no seed ${JSON.stringify(seed)}; the seeds are ${Object.keys(family.seeds).join(', ')}.`,
        );
      }
      fill({
        ...{ world, workspace, now, users: this.users },
        lifeCycle: (collection) => core.lifeCycle(collection),
        request: (at, operation, body) => ({
          ...about,
          now: at,
          operation,
          body,
          user: user?.id ?? '',
        }),
        goOn: (until) => core.advance(world, settings, until),
      });
    }
    core.advance(world, settings, now);
    return world;
  }

  #makeControl(): SandboxControl {
    const faults = this.#faults;
    const journal = this.#journal;
    const snapshots = this.#snapshots;
    const settings = () => this.#settings;
    const snapshot = (name: string): string => {
      const text = snapshots.get(name);
      if (text === undefined) throw new TypeError(`There is no snapshot ${JSON.stringify(name)}.`);
      return text;
    };
    return {
      reset: (seed = this.#seed) => {
        this.#world = this.#begin(seed);
        faults.clear();
        journal.clear();
        snapshots.clear();
      },
      get settings() {
        return settings();
      },
      changeSettings: (changes) => {
        this.#settings = changedSettings(this.#settings, changes, knownReadings);
      },
      clock: this.#clock,
      state: () => structuredClone(this.#world.state()),
      replaceState: (state) => {
        this.#world.load(checkState(structuredClone(state), checkRecord));
      },
      takeSnapshot: (name) => void snapshots.set(name, JSON.stringify(this.#world.state())),
      restoreSnapshot: (name) => this.#world.load(JSON.parse(snapshot(name)) as WorldState),
      deleteSnapshot: (name) => {
        snapshot(name);
        snapshots.delete(name);
      },
      snapshots: () => [...snapshots.keys()],
      addFault: (fault) => faults.add(fault),
      faults: () => faults.list(),
      clearFaults: () => faults.clear(),
      journal: (filter) => journal.entries(filter),
      clearJournal: () => journal.clear(),
      waitFor: (filter, options) => journal.waitFor(filter, options),
      failNextRuns: (planned = {}) => planFailure(this.#world, planned),
      finishRun: (id) => this.#endRun(id, 'done', ''),
      failRun: (id, reason = 'The run was made to fail.') => this.#endRun(id, 'failed', reason),
      save: async () => {
        if (this.save === undefined) throw new TypeError('The sandbox has no data file.');
        await this.save();
      },
    };
  }

  #endRun(id: string, outcome: Outcome, reason: string): void {
    const now = this.#clock.now();
    const world = this.#world;
    core.advance(world, this.#settings, now);
    const workspace = world.workspaces().find(({ tables }) => tables.get('instances')?.get(id));
    if (workspace === undefined) throw new TypeError(`There is no instance ${JSON.stringify(id)}.`);
    const instances = core.lifeCycle('instances');
    const occasion = { world, workspace, now, settings: this.#settings, restsOn: () => {} };
    instances.end(occasion, instances.find(workspace, id), outcome, reason);
  }
}

const nothing: SandboxResponse = { status: 0, headers: {}, body: new Uint8Array() };

function operationOf(request: SandboxRequest): string | undefined {
  try {
    return core.route(request)?.operation.id;
  } catch {
    return undefined;
  }
}

/** The answer that a fault has in place of the one that the service would give. */
function preparedAnswer(request: SandboxRequest, fault: Fault): Answer {
  if (fault.kind === 'status') {
    const status = fault.status ?? 500;
    return {
      status,
      mediaType: 'application/json',
      body: gatewayBody(status),
      headers: {},
      basis: [],
    };
  }
  const operation = core.route(request)?.operation;
  if (operation === undefined) throw gatewayRefusal(404, 'APIG.0101', gatewayBody(404).error_msg);
  const code = fault.status === undefined ? undefined : String(fault.status);
  const answer = exampleAnswer(
    { code, example: fault.example },
    operation,
    operation.family.described,
  );
  return { ...answer, basis: [] };
}

/** The answer to a request that cannot be answered. */
function failure(error: unknown): Answer {
  const json = { mediaType: 'application/json' };
  if (error instanceof Refusal) {
    const { status, body, headers, decisions } = error;
    return { ...json, status, body, headers, basis: decisions };
  }
  const error_msg = `The sandbox has a fault: ${error instanceof Error ? error.message : String(error)}`;
  return {
    ...json,
    status: 500,
    body: { error_code: 'APIG.0201', error_msg },
    headers: {},
    basis: [],
  };
}

function bytesOf(body: Answer['body']): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
}

/** The longest body that the journal keeps, in bytes. */
const longestBody = 16 * 1024;

function bodyForJournal({ body, headers }: SandboxRequest): { body?: unknown } {
  if (body.length === 0 || body.length > longestBody) return {};
  if (!(headers['content-type'] ?? 'json').includes('json')) return {};
  try {
    return { body: redacted(readJson(body)) };
  } catch {
    return {};
  }
}

/** Says what is wrong with the data of a record, by the answer that shows it. */
function checkRecord(collection: string, data: unknown): string | undefined {
  for (const { shown, described, validators } of families) {
    const form = Object.hasOwn(shown, collection) ? shown[collection] : undefined;
    if (form === undefined) continue;
    const operation = described.operations.find(({ id }) => id === form.operation);
    const validate = validators[operation?.answers['200']?.schema ?? ''];
    if (validate === undefined || validate(form.body(data as Record<string, unknown>)))
      return undefined;
    return faultOf(validate);
  }
  return `is of the unknown collection ${collection}`;
}
