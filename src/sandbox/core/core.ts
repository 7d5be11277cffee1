import { LifeCycle, type Occasion } from '../life-cycle/life-cycle.js';
import type { Readings } from '../life-cycle/rules.js';
import type { Settings } from '../settings.js';
import { callerOf, type Caller, type SignInContext } from '../sign-in/sign-in.js';
import type { Role } from '../sign-in/users.js';
import type { RecordCheck } from '../world/state-check.js';
import type { Json } from '../world/table.js';
import type { Workspace, World } from '../world/world.js';
import { examine, successOf, type DescribedOperation } from './described.js';
import type { SandboxFamily } from './family.js';
import { documentedAnswer, type DocumentedAnswer } from './prefer.js';
import { gatewayRefusal, Refusal, serviceRefusal } from './refusal.js';
import { readRequest, segmentsOf, type SandboxRequest } from './request.js';
import { nearest } from '../../nearest.js';
import { routerOf, type Route, type Router } from '../../router.js';

/** What a request finds. */
export interface Surroundings extends SignInContext {
  readonly world: World;
  readonly settings: Settings;
  /** Counts a request of a project; throws if the gateway lets no more of them pass. */
  readonly throttle: (project: string) => void;
}

/** An answer before it is written. */
export interface Answer extends DocumentedAnswer {
  /** What it rests on beside the sources: `inferred`, and numbers of decisions. */
  readonly basis: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer in JSON. */
export function jsonAnswer(status: number, body: Json, basis: readonly string[] = []): Answer {
  return { status, mediaType: 'application/json', body, basis };
}

type Operation = DescribedOperation & { readonly family: SandboxFamily };

/**
 * The service as a function of a request and the world: it reads no clock, throws no dice and talks to
 * nobody.
 */
export class Core {
  readonly lifeCycles: ReadonlyMap<string, LifeCycle>;
  readonly families: readonly SandboxFamily[];
  /** The readings of all life cycles with their values, and those that hold unless they are set. */
  readonly knownReadings: Readonly<Record<string, readonly string[]>>;
  readonly usualReadings: Readings;
  readonly #find: Router<Operation>;

  constructor(families: readonly SandboxFamily[]) {
    this.families = families;
    this.lifeCycles = new Map(
      families.flatMap(({ described, walks = {} }) =>
        described.lifeCycles.map((rules) => [
          rules.collection,
          new LifeCycle(rules, walks[rules.collection]),
        ]),
      ),
    );
    const readings = [...this.lifeCycles.values()].flatMap(({ rules }) =>
      Object.entries(rules.readings),
    );
    this.knownReadings = Object.fromEntries(readings.map(([name, { values }]) => [name, values]));
    this.usualReadings = Object.fromEntries(
      readings.map(([name, { default: usual }]) => [name, usual]),
    );
    this.#find = routerOf(
      families.flatMap((family) =>
        family.described.operations.map((operation) => ({ ...operation, family })),
      ),
    );
  }

  /** The operation that a request is for, if there is one. */
  route({ method, target }: SandboxRequest): Route<Operation> | undefined {
    return this.#find(method, segmentsOf(target));
  }

  /** @throws TypeError if something names an operation that does not exist */
  checkOperation<Given extends { readonly operation?: string | undefined }>(given: Given): Given {
    const { operation: id } = given;
    const ids = this.families.flatMap(({ described }) => described.operations.map((one) => one.id));
    if (id === undefined || ids.includes(id)) return given;
    throw new TypeError(`There is no operation "${id}": did you mean "${nearest(id, ids)}"?`);
  }

  /** The life cycle of a collection, which has one. */
  lifeCycle(collection: string): LifeCycle {
    const found = this.lifeCycles.get(collection);
    if (found === undefined) throw new Error(`The collection ${collection} has no life cycle.`);
    return found;
  }

  /** Where and when something happens that is no part of an answer. */
  occasion(at: Omit<Occasion, 'restsOn' | 'lifeCycle'>): Occasion {
    return { ...at, restsOn: () => {}, lifeCycle: (collection) => this.lifeCycle(collection) };
  }

  /** Says what is wrong with a record, by the answer that shows it and by the walk that it is on. */
  readonly faultOfRecord: RecordCheck = (collection, { data, inner }) => {
    for (const { shown, described, validators, walks = {} } of this.families) {
      const form = Object.hasOwn(shown, collection) ? shown[collection] : undefined;
      if (form === undefined) continue;
      const operation = described.operations.find(({ id }) => id === form.operation);
      const validate = operation && validators[successOf(operation).schema ?? ''];
      if (Object.hasOwn(walks, collection) && walks[collection]?.remembers(inner) === false) {
        return 'has lost the nodes of its diagram';
      }
      if (validate === undefined) return undefined;
      return examine(validate, form.body(data, inner), described.lifeCycles).fault;
    }
    return `is of the unknown collection ${collection}`;
  };

  /** Answers a request. If it is refused, nothing has changed. */
  answer(
    request: SandboxRequest,
    surroundings: Surroundings,
  ): Answer & { caller: Caller | undefined } {
    const basis = new Set<string>();
    let caller: Caller | undefined;
    let route: Route<Operation> | undefined;
    try {
      route = this.route(request);
      if (route === undefined) throw gatewayRefusal(404);
      caller = this.#admit(request, route, surroundings);
      const answer = surroundings.world.transaction(() =>
        this.#carryOut(request, route as Route<Operation>, caller as Caller, surroundings, basis),
      );
      return { ...answer, basis: [...basis], caller };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, decisions } = error;
      const body = route === undefined ? error.body : inDocumentedForm(route.operation, error);
      if (route !== undefined) requireConformance(route.operation, status, body);
      return { ...jsonAnswer(status, body, decisions), caller };
    }
  }

  /** Lets everything happen that happens by itself until a time. */
  advance(world: World, settings: Settings, now: number): void {
    for (let next = world.agenda.take(now); next !== undefined; next = world.agenda.take(now)) {
      const workspace = world.workspace(next.project, next.workspace);
      const record = workspace?.table(next.collection).get(next.id);
      // A record that was changed meanwhile has another appointment.
      if (workspace === undefined || record?.due !== next.due) continue;
      const occasion = this.occasion({ world, workspace, now: next.due, settings });
      const { collection } = next;
      const family = this.families.find(({ elapses = {} }) => Object.hasOwn(elapses, collection));
      const elapse = family?.elapses?.[collection];
      if (elapse === undefined) this.lifeCycle(collection).elapse(occasion, record);
      else elapse(occasion, record);
    }
    for (const workspace of world.workspaces()) this.#forget({ world, workspace, now });
    world.now = now;
  }

  /** Takes away what is kept for a time only. */
  #forget({ world, workspace, now }: Pick<Occasion, 'world' | 'workspace' | 'now'>): void {
    for (const [collection, { rules }] of this.lifeCycles) {
      if (rules.kept === undefined) continue;
      const table = workspace.table(collection);
      for (
        let oldest = table.oldest();
        oldest !== undefined && oldest.due === undefined && oldest.createdAt < now - rules.kept;
        oldest = table.oldest()
      ) {
        world.remove(workspace, collection, oldest.id);
      }
    }
  }

  /** What the gateway looks at: who calls, how often, and whether he may. */
  #admit(
    request: SandboxRequest,
    { operation, path }: Route<Operation>,
    surroundings: Surroundings,
  ): Caller {
    const caller = callerOf(request, surroundings);
    const project = path['project_id'] ?? '';
    surroundings.throttle(project);
    if (!caller.user.roles.includes(roleFor(operation))) throw gatewayRefusal(403);
    const isOther = caller.project !== undefined && caller.project !== project;
    if (surroundings.settings.auth === 'strict' && isOther) throw unknownWorkspace();
    return caller;
  }

  #carryOut(
    request: SandboxRequest,
    { operation, path }: Route<Operation>,
    { user }: Caller,
    { world, settings, now }: Surroundings,
    basis: Set<string>,
  ): DocumentedAnswer {
    const { family } = operation;
    const { described, validators, handlers } = family;
    const restsOn = (numbers: readonly string[]) => numbers.forEach((one) => basis.add(one));
    const { readings } = settings;
    const read = readRequest(request, operation, path, family, { readings, restsOn });
    const preferred = documentedAnswer(request.headers['prefer'], operation, described);
    if (preferred !== undefined) return preferred;
    const workspace = this.#workspace(world, settings, operation, path);
    const handler = handlers[operation.id];
    if (handler === undefined) throw new Error(`The operation ${operation.id} has no handler.`);
    const body = handler({
      ...this.occasion({ world, workspace, now, settings }),
      ...read,
      ...{ operation, user, validators, restsOn, faultOfRecord: this.faultOfRecord },
    });
    const { status, mediaType = '' } = successOf(operation);
    restsOn(requireConformance(operation, status, body));
    return { status, mediaType, body };
  }

  #workspace(
    world: World,
    { workspaces }: Settings,
    { family: { scope }, method }: Operation,
    { project_id = '', workspace_id = '' }: Readonly<Record<string, string>>,
  ): Workspace {
    const id = scope === 'project' ? '' : workspace_id;
    const known = world.workspace(project_id, id);
    if (known !== undefined) return known;
    if (scope !== 'project' && workspaces === 'known') throw unknownWorkspace();
    // What only reads leaves nothing behind.
    return method === 'GET'
      ? world.emptyWorkspace(project_id, id)
      : world.addWorkspace(project_id, id);
  }
}

/**
 * Holds an answer against its schema: one that breaks the contract is a fault of the sandbox, and never
 * sent as if it were none.
 *
 * @returns the decisions that know the states in it which the description lacks
 */
function requireConformance(
  { answers, family }: Operation,
  status: number,
  body: unknown,
): readonly string[] {
  const schema = answers[status]?.schema ?? '';
  const validate = family.validators[schema];
  if (validate === undefined) return [];
  const { fault, decisions } = examine(validate, body, family.described.lifeCycles);
  if (fault === undefined) return decisions;
  throw gatewayRefusal(
    500,
    `The sandbox made an answer that breaks the schema ${schema}: it ${fault}.`,
  );
}

/** What a caller has to be for an operation. Some that only read are asked by a body. */
function roleFor({ family, id, method, path }: Operation): Role {
  const reads = method === 'GET' || /\/(search|export|validation|auditlogs)$/.test(path);
  return family.roles?.[id] ?? (reads ? 'reader' : 'author');
}

/** The body of a refusal: some operations write those of the service with the members of the gateway's. */
function inDocumentedForm({ answers, family }: Operation, { status, body }: Refusal): Json {
  const validate = family.validators[answers[status]?.schema ?? ''];
  const { code, message } = body;
  const other = { error_code: code, error_msg: message };
  return validate === undefined || validate(body) || !validate(other) ? body : other;
}

/** The workspace is not there, or not the caller's. */
function unknownWorkspace(): Refusal {
  return serviceRefusal('SecMaster.20010001', 'Invalid workspace ID.', {
    status: 403,
    decisions: ['D25'],
  });
}
