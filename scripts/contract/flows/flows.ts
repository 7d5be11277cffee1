import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../lib/cli.js';
import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { displayPath, parseFile } from '../../lib/openapi/source.js';
import type { Answer } from '../answer.js';
import {
  checkOf,
  isSuccess,
  NotChecked,
  type Breach,
  type Check,
  type CheckContext,
} from '../behaviour/check.js';
import { jsonValue, type ContractCase, type ContractRequest } from '../case.js';
import type { BaseRequest } from '../cases/base-request.js';
import { listOf, objectOf, valueAt, type Path } from '../cases/json.js';
import { writeBody } from '../cases/serialization.js';
import type { Fixture } from '../fixtures/fixture.js';
import type { Resources } from '../fixtures/resources.js';
import { couldNotRun } from '../http/target.js';
import type { ContractOperation } from '../operation.js';
import { bareMediaType } from '../oracle/media-type.js';
import { shown } from '../text.js';
import { evaluate, holds, NotUnderstood, resolve, type Surroundings } from './expressions.js';

/** The flows of the project, in the package. */
export const packedFlows = 'dist/scripts/flows';

/** A workflow of an Arazzo document. */
export interface Flow {
  readonly id: string;
  readonly summary: string;
  /** JSON Schemas, by the names of inputs. */
  readonly inputs: JsonObject;
  /** Of every step. */
  readonly parameters: readonly JsonObject[];
  readonly steps: readonly Step[];
}

/** A call of an operation, as the document writes it. */
interface Step {
  readonly id: string;
  /** Undefined for another workflow, or a path. */
  readonly operationId: string | undefined;
  readonly parameters: readonly JsonObject[];
  readonly requestBody: JsonObject | undefined;
  readonly successCriteria: readonly JsonObject[];
  readonly onSuccess: readonly JsonObject[];
  readonly onFailure: readonly JsonObject[];
  readonly outputs: JsonObject;
  /** Whether no source says what it expects (`x-inferred`), so that a breach is only noted. */
  readonly isReading: boolean;
}

/**
 * Reads the workflows of Arazzo documents.
 *
 * @throws UserError with exit code 2 that names the file and the place
 */
export function readFlows(files: readonly string[]): Flow[] {
  return files.flatMap((file) => {
    const fail = (text: string): never => {
      throw new UserError(`--arazzo: ${displayPath(file)} ${text}.`, couldNotRun);
    };
    if (!existsSync(file)) fail('does not exist; name a file in Arazzo 1.0');
    const document = parseFile(file).document.toJS() as unknown;
    if (!isObject(document) || !/^1\.\d/.test(String(document['arazzo']))) {
      return fail('is no Arazzo 1.0: it has no "arazzo: 1.0.1"');
    }
    const shared = objectOf(document['components']);
    /** A list whose items may be references to components. */
    const itemsOf = (value: unknown): JsonObject[] =>
      listOf(value)
        .filter(isObject)
        .map((item) => {
          const [, kind = '', name = ''] =
            /^\$components\.(\w+)\.(.+)$/.exec(String(item['reference'])) ?? [];
          return { ...objectOf(objectOf(shared[kind])[name]), ...item };
        });
    const workflows = itemsOf(document['workflows']);
    if (workflows.length === 0) fail('has no workflows');
    return workflows.map((workflow): Flow => {
      const id = String(workflow['workflowId']);
      const steps = itemsOf(workflow['steps']);
      if (workflow['workflowId'] === undefined || steps.length === 0) {
        fail(`has a workflow without workflowId or steps (${id})`);
      }
      const after = (step: JsonObject, own: string, all: string): JsonObject[] =>
        itemsOf([...listOf(step[own]), ...listOf(workflow[all])]);
      return {
        id,
        summary: String(workflow['summary'] ?? id),
        inputs: objectOf(objectOf(workflow['inputs'])['properties']),
        parameters: itemsOf(workflow['parameters']),
        steps: steps.map((step) => ({
          id: String(step['stepId']),
          operationId:
            typeof step['operationId'] === 'string'
              ? step['operationId'].replace(/^\$sourceDescriptions\.[^.]+\./, '')
              : undefined,
          parameters: itemsOf(step['parameters']),
          requestBody: isObject(step['requestBody']) ? step['requestBody'] : undefined,
          successCriteria: itemsOf(step['successCriteria']),
          onSuccess: after(step, 'onSuccess', 'successActions'),
          onFailure: after(step, 'onFailure', 'failureActions'),
          outputs: objectOf(step['outputs']),
          isReading: step['x-inferred'] === true,
        })),
      };
    });
  });
}

/** What of a plan flows are run with. */
export interface FlowOptions {
  /** Of the description, by their ids. */
  readonly operations: ReadonlyMap<string, ContractOperation>;
  readonly resources: Resources;
  readonly baseOf: (operation: ContractOperation) => BaseRequest | undefined;
  readonly exampleOf: (operation: ContractOperation) => ContractCase | undefined;
  readonly values: JsonObject;
}

/**
 * Flows as checks: one for each, of the first chosen operation that it calls.
 *
 * @param chosen - operations that the run is about, whatever the part of it
 */
export function flowChecks(
  flows: readonly Flow[],
  chosen: ReadonlySet<string>,
  options: FlowOptions,
): Check[] {
  return flows.flatMap((flow) => {
    const unknown = flow.steps.find(
      ({ operationId }) => operationId !== undefined && !options.operations.has(operationId),
    );
    if (unknown !== undefined) {
      throw new UserError(
        `--arazzo: the step ${unknown.id} of ${flow.id} calls ${String(unknown.operationId)}, which the description does not have.`,
        couldNotRun,
      );
    }
    const called = flow.steps.flatMap(({ operationId = '' }) => operationId);
    const owner = options.operations.get(called.find((id) => chosen.has(id)) ?? '');
    if (owner === undefined) return [];
    const name = {
      group: 'flow',
      name: flow.id,
      why: `The flow says so: ${flow.summary}.`,
    } as const;
    return [
      checkOf(owner, name, (context) =>
        new FlowRun(flow, options, context).run().catch((error: unknown) => {
          throw error instanceof NotUnderstood ? new NotChecked(error.message) : error;
        }),
      ),
    ];
  });
}

/** How long steps that are to be repeated are repeated, and the longest pause, in milliseconds. */
const patience = 6000;
const longestPause = 200;

/** More steps than any flow has that comes to an end. */
const mostSteps = 1000;

/** One run of a flow. */
class FlowRun {
  readonly #flow: Flow;
  readonly #options: FlowOptions;
  readonly #context: CheckContext;
  readonly #inputs: Record<string, unknown> = {};
  readonly #outputs = new Map<string, Record<string, unknown>>();
  readonly #made: Fixture[] = [];
  readonly #prepared = new Map<string, ContractRequest>();

  constructor(flow: Flow, options: FlowOptions, context: CheckContext) {
    this.#flow = flow;
    this.#options = options;
    this.#context = context;
  }

  async run(): Promise<Breach[]> {
    const { steps } = this.#flow;
    await this.#findInputs();
    const repeats = new Map<Step, number>();
    let end = Infinity;
    let index = 0;
    for (let count = 0; count < mostSteps; count += 1) {
      const step = steps[index];
      if (step === undefined) return [];
      const operation = this.#operationOf(step);
      const request = this.#requestOf(step, operation);
      const answer = await this.#context.send(operation, request);
      this.#adopt(operation, request, answer);
      const surroundings = this.#surroundings({ request, answer });
      const failed = this.#failedOf(step, answer, surroundings);
      const outputs = Object.entries(step.outputs).map(([name, value]) => [
        name,
        resolve(value, surroundings),
      ]);
      this.#outputs.set(step.id, Object.fromEntries(outputs) as Record<string, unknown>);
      const actions = failed === undefined ? step.onSuccess : step.onFailure;
      const action = actions.find(({ criteria }) =>
        listOf(criteria).every((one) => isMet(objectOf(one), surroundings)),
      );
      const type = action?.['type'];
      if (type === 'goto') {
        index = steps.findIndex(({ id }) => id === action?.['stepId']);
        if (index < 0) throw new NotChecked(`The flow goes on elsewhere after ${step.id}.`);
        continue;
      }
      if (failed === undefined && type !== 'retry') {
        if (type === 'end') return [];
        index += 1;
        end = Infinity;
        continue;
      }
      const repeat = (repeats.get(step) ?? 0) + 1;
      repeats.set(step, repeat);
      if (type !== 'retry' || repeat > Number(action?.['retryLimit'] ?? 1)) {
        return [{ ...breachOf(this.#flow, step, failed, answer, operation), request }];
      }
      // Whoever waits for minutes in the flow has the state long before, or not in the time of a test.
      end = Math.min(end, performance.now() + patience);
      if (performance.now() > end) {
        throw new NotChecked(`The step ${step.id} waits for longer than a test can.`);
      }
      await delay(Math.min(longestPause, Number(action?.['retryAfter'] ?? 0) * 1000));
    }
    throw new NotChecked(`The flow comes to no end in ${mostSteps} steps.`);
  }

  #surroundings(exchange?: Surroundings['exchange']): Surroundings {
    const [inputs, outputs] = [this.#inputs, this.#outputs];
    return exchange === undefined ? { inputs, outputs } : { inputs, outputs, exchange };
  }

  #operationOf({ id, operationId }: Step): ContractOperation {
    const operation = this.#options.operations.get(operationId ?? '');
    if (operation !== undefined) return operation;
    throw new NotChecked(`The step ${id} calls no operation by its operationId.`);
  }

  /** The first criterion that is not met; undefined if the step succeeded. */
  #failedOf(step: Step, answer: Answer, surroundings: Surroundings): Failed | undefined {
    const { successCriteria: criteria } = step;
    if (criteria.length === 0) {
      return isSuccess(answer) ? undefined : { text: '$statusCode < 300', seen: answer.status };
    }
    const failed = criteria.find((one) => !isMet(one, surroundings));
    if (failed === undefined) return undefined;
    const text = String(failed['condition']);
    const [about] = /\$(?:statusCode|response)[^\s()=!<>&|]*/.exec(text) ?? [];
    return { text, seen: about === undefined ? answer.status : evaluate(about, surroundings) };
  }

  /** Takes note of what a step has created, so that it is taken away at the end. */
  #adopt(operation: ContractOperation, { path }: ContractRequest, answer: Answer): void {
    const owner = this.#made.findLast(({ id }) => path.split('/').includes(encodeURIComponent(id)));
    const fixture = this.#context.fixtures.records.adopt(operation, answer, owner);
    if (fixture !== undefined) this.#made.push(fixture);
  }

  #requestOf(step: Step, operation: ContractOperation): ContractRequest {
    const surroundings = this.#surroundings();
    const base = this.#options.baseOf(operation);
    const parameters = new Map(base?.required);
    const headers: Record<string, string> = {};
    for (const { name, in: place, value } of this.#parametersOf(step, operation)) {
      const parameter = operation.parameters.find(
        (one) => one.name === name && (place === undefined || one.in === place),
      );
      const written = resolve(value, surroundings);
      if (parameter !== undefined) parameters.set(parameter, written);
      else if (place === 'header') headers[String(name)] = String(written);
    }
    const { requestBody } = step;
    const type = bareMediaType(String(requestBody?.['contentType'] ?? operation.body?.mediaType));
    const body = operation.bodies.find(({ mediaType }) => bareMediaType(mediaType) === type);
    const payload = resolve(requestBody?.['payload'], surroundings);
    const content = requestBody && body && writeBody(body, payload);
    const request = base?.make({ parameters, headers, body: content ?? null });
    if (request !== undefined && (requestBody === undefined || content !== undefined))
      return request;
    throw new NotChecked(`The request of the step ${step.id} cannot be written.`);
  }

  /** The parameters of a step, those of the flow included; the run signs in by itself. */
  #parametersOf(step: Step, { security }: ContractOperation): readonly JsonObject[] {
    const signing = security.flatMap(({ schemes }) =>
      schemes.map(({ name }) => name.toLowerCase()),
    );
    return [...this.#flow.parameters, ...step.parameters].filter(
      ({ name }) => !signing.includes(String(name).toLowerCase()),
    );
  }

  /** Finds the values of all inputs before anything is sent. */
  async #findInputs(): Promise<void> {
    const { values } = this.#options;
    const own = objectOf(values[this.#flow.id]);
    for (const step of this.#flow.steps) {
      const operation = this.#operationOf(step);
      const uses: Use[] = [
        ...this.#parametersOf(step, operation).map(({ name, value }) => ({
          value,
          path: [String(name)],
          inBody: false,
        })),
        ...textsIn(step.requestBody?.['payload'], []).map((use) => ({ ...use, inBody: true })),
        ...textsIn([step.successCriteria, step.onSuccess, step.onFailure], []).map((use) => ({
          ...use,
          inBody: undefined,
        })),
      ];
      for (const use of uses) {
        for (const [, name = ''] of String(use.value).matchAll(/\$inputs\.([\w-]+)/g)) {
          if (this.#inputs[name] !== undefined) continue;
          const schema = objectOf(this.#flow.inputs[name]);
          const value =
            own[name] ??
            values[name] ??
            schema['default'] ??
            schema['const'] ??
            (use.value === `$inputs.${name}` ? await this.#sampleOf(operation, use) : undefined);
          if (value === undefined) {
            throw new NotChecked(
              `The flow needs a value for its input ${name}; give it by --values, under "${this.#flow.id}".`,
            );
          }
          this.#inputs[name] = value;
        }
      }
    }
  }

  /** What a valid request has in a place; undefined where that would be a guess. */
  async #sampleOf(operation: ContractOperation, { path, inBody }: Use): Promise<unknown> {
    const { resources, baseOf } = this.#options;
    const base = baseOf(operation);
    const [name] = path;
    if (inBody === undefined || base === undefined) return undefined;
    if (!inBody) {
      const parameter = operation.parameters.find((one) => one.name === name && one.in === 'path');
      if (parameter === undefined) return undefined;
      if (resources.ofParameter(operation, parameter) === undefined) return base.valueOf(parameter);
      const parts = (await this.#requestByExample(operation)).path.split('/');
      return decodeURIComponent(parts[operation.path.split('/').indexOf(`{${name}}`)] ?? '');
    }
    const steps = path.map((key) => (typeof key === 'number' ? '*' : key)).join('/');
    const isReference = resources
      .referencesOf(operation)
      .some((one) => one.path.join('/') === steps);
    const isNamed = resources.createdBy(operation) !== undefined && name === 'name';
    if (isReference || isNamed) {
      const { body } = await this.#requestByExample(operation);
      return body?.kind === 'form' ? body.parts[String(name)] : valueAt(jsonValue(body), path);
    }
    // An id by example is that of nothing here.
    const member = path.findLast((key) => typeof key === 'string') ?? '';
    if (/(^|_)ids?$|Ids?$/.test(member)) return undefined;
    // Where an operation has no example of a member, another one of the flow may.
    const called = this.#flow.steps.map((step) => this.#operationOf(step));
    const bodies = [operation, ...called].flatMap((one) => [
      jsonValue(baseOf(one)?.body),
      ...(one.body?.examples ?? []).map(({ value }) => value),
    ]);
    return bodies.map((value) => valueAt(value, path)).find((value) => value !== undefined);
  }

  /** A valid request of an operation, about records that were made for it. */
  async #requestByExample(operation: ContractOperation): Promise<ContractRequest> {
    const known = this.#prepared.get(operation.id);
    if (known !== undefined) return known;
    const plain = this.#options.exampleOf(operation);
    const prepared = plain && (await this.#context.fixtures.prepare(plain, operation));
    if (prepared === undefined || 'reason' in prepared) {
      throw new NotChecked(prepared?.reason ?? `There is no valid request of ${operation.id}.`);
    }
    this.#prepared.set(operation.id, prepared.request);
    return prepared.request;
  }
}

/** A text of a step, and where it stands. */
interface Use {
  readonly value: unknown;
  /** To the parameter, or in the body. */
  readonly path: Path;
  /** Undefined for what is neither a parameter nor in a body. */
  readonly inBody: boolean | undefined;
}

function textsIn(value: unknown, path: Path): Omit<Use, 'inBody'>[] {
  if (typeof value === 'string') return [{ value, path }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    textsIn(member, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** A criterion that is not met, and what was there. */
interface Failed {
  readonly text: string;
  readonly seen: unknown;
}

function isMet({ condition, type, context }: JsonObject, surroundings: Surroundings): boolean {
  const text = String(condition);
  if (type === undefined || type === 'simple') return holds(text, surroundings);
  if (type !== 'regex') throw new NotUnderstood('A criterion by a path is not evaluated here.');
  return new RegExp(text, 'u').test(String(evaluate(String(context), surroundings)));
}

function breachOf(
  flow: Flow,
  step: Step,
  failed: Failed | undefined,
  { status }: Answer,
  operation: ContractOperation,
): Breach {
  const fault =
    failed === undefined
      ? 'is repeated too often'
      : `asks for ${failed.text}, but ${failed.seen === status ? `the status is ${status}` : `it is ${shown(failed.seen)}, with the status ${status}`}`;
  return {
    name: 'flow_broken',
    message: `${flow.id}: the step ${step.id} ${fault}.`,
    operation,
    isReading: step.isReading,
  };
}
