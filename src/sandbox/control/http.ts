import { described, validators } from '../../../generated/sandbox/sandbox.js';
import { jsonAnswer, type Answer } from '../core/core.js';
import type { Described } from '../core/described.js';
import type { SeedName } from '../core/family.js';
import { gatewayRefusal, Refusal } from '../core/refusal.js';
import { readRequest, segmentsOf, type ReadRequest, type SandboxRequest } from '../core/request.js';
import { checkedLater, checkMembers } from '../../options.js';
import { routerOf } from '../../router.js';
import type { SandboxControl } from './control.js';
import type { Json } from '../world/table.js';
import type { Fault } from './faults.js';
import type { JournalFilter } from './journal.js';

/** What the paths of control begin with. */
export const controlPrefix = '/_sandbox/';

/** The header that a page of another origin cannot send. */
const header = 'x-sandbox-control';

const { operations, document } = described as Described & { document: Json };
const find = routerOf(operations);

type Act<Result> = (
  control: SandboxControl,
  request: ReadRequest & { readonly body: Json },
) => Result;

type ControlHandler = Act<Json | undefined | Promise<Json | undefined>>;

/** Does something that has no result. */
const command =
  (act: Act<unknown>): ControlHandler =>
  async (control, request) => {
    await act(control, request);
    return undefined;
  };

const clockOf = ({ clock }: SandboxControl) => ({ now: clock.now(), frozen: clock.frozen });

const handlers: Readonly<Record<string, ControlHandler>> = {
  describeControl: () => document,
  resetSandbox: command((control, { body }) => control.reset(body['seed'] as SeedName | undefined)),
  readSettings: ({ settings }) => ({ ...settings }),
  changeSettings: (control, { body }) => {
    control.changeSettings(body);
    return { ...control.settings };
  },
  readState: (control) => control.state() as unknown as Json,
  replaceState: command((control, { body }) => control.replaceState(body)),
  saveState: command((control) => control.save()),
  listSnapshots: (control) => ({ names: control.snapshots() }),
  takeSnapshot: command((control, { path }) => control.takeSnapshot(path['name'] ?? '')),
  deleteSnapshot: command((control, { path }) => control.deleteSnapshot(path['name'] ?? '')),
  restoreSnapshot: command((control, { path }) => control.restoreSnapshot(path['name'] ?? '')),
  readClock: clockOf,
  setClock: (control, { body }) => {
    const { clock } = control;
    // First what may be refused.
    clock.advance(Number(body['advance'] ?? 0));
    if (body['frozen'] === true) clock.freeze();
    if (body['frozen'] === false) clock.run();
    return clockOf(control);
  },
  listFaults: (control) => ({ faults: control.faults() }),
  addFault: command((control, { body }) => control.addFault(body as unknown as Fault)),
  clearFaults: command((control) => control.clearFaults()),
  readJournal: async (control, { query }) => {
    const { wait, ...rest } = query;
    const filter = rest as JournalFilter;
    const timeout = Number(wait);
    // That nothing has come is an answer too.
    if (timeout > 0) await control.waitFor(filter, { timeout }).catch(() => undefined);
    return { entries: control.journal(filter) };
  },
  clearJournal: command((control) => control.clearJournal()),
  failNextRuns: command((control, { body }) => control.failNextRuns(body)),
  finishRun: command((control, { path }) => control.finishRun(path['instance_id'] ?? '')),
  failRun: command((control, { path, body }) =>
    control.failRun(path['instance_id'] ?? '', body['error_msg'] as string | undefined),
  ),
};

/** Answers a request for control, as `spec/sandbox.yaml` describes it. */
export async function answerControl(
  request: SandboxRequest,
  control: SandboxControl,
): Promise<Answer> {
  try {
    if (request.headers[header] === undefined) {
      throw gatewayRefusal(403, 'Control needs the header X-Sandbox-Control.', 'Sandbox.0002');
    }
    const route = find(request.method, segmentsOf(request.target));
    const handler = route && handlers[route.operation.id];
    if (handler === undefined) {
      const message = 'Control has no such operation; see /_sandbox/openapi.json.';
      throw gatewayRefusal(404, message, 'Sandbox.0001');
    }
    const { parameters } = route!.operation;
    const asked = Object.fromEntries(new URLSearchParams(request.target.split('?')[1]));
    checkMembers(asked, checkedLater(...parameters.map(({ name }) => name)));
    const read = readRequest(request, route!.operation, route!.path, { validators });
    const result = await handler(control, { ...read, body: (read.body ?? {}) as Json });
    return result === undefined ? jsonAnswer(204, {}) : jsonAnswer(200, result);
  } catch (error) {
    if (error instanceof Refusal) {
      const { status, body } = error;
      const { error_code = 'Sandbox.0003', error_msg = error.message } = body;
      return jsonAnswer(status, { error_code, error_msg });
    }
    // What the methods of control refuse.
    if (error instanceof TypeError) {
      return jsonAnswer(400, { error_code: 'Sandbox.0003', error_msg: error.message });
    }
    return jsonAnswer(500, { error_code: 'Sandbox.0004', error_msg: (error as Error).message });
  }
}
