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
import { jsonValue, type ContractRequest } from '../case.js';
import { listOf, objectOf, same, textsIn, valueAt, type Path } from '../cases/json.js';
import { writeBody } from '../cases/serialization.js';
import type { Fixture } from '../fixtures/fixture.js';
import { stepsOf, type Resources } from '../fixtures/resources.js';
import { couldNotRun } from '../http/target.js';
import { pathParameters, type ContractOperation } from '../operation.js';
import { bareMediaType } from '../oracle/media-type.js';
import { shown } from '../../lib/text.js';
import { evaluate, holds, resolve, type Surroundings } from './expressions.js';

/** The flows of the project, in the package. */
export const packedFlows = 'dist/scripts/flows';

/** A workflow of an Arazzo document. */
export type Flow = ReturnType<typeof readFlows>[number];

/** A call of an operation, as the document writes it. */
type Step = Flow['steps'][number];

/**
 * Reads the workflows of Arazzo documents.
 *
 * @throws UserError with exit code 2 that names the file and the place
 */
export function readFlows(files: readonly string[]) {
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
    return workflows.map((workflow) => {
      const id = String(workflow['workflowId']);
      const steps = itemsOf(workflow['steps']);
      if (workflow['workflowId'] === undefined || steps.length === 0) {
        fail(`has a workflow without workflowId or steps (${id})`);
      }
      return {
        id,
        summary: String(workflow['summary'] ?? id),
        /** JSON Schemas, by the names of inputs. */
        inputs: objectOf(objectOf(workflow['inputs'])['properties']),
        steps: steps.map((step) => ({
          id: String(step['stepId']),
          /** Undefined for another workflow, or a path. */
          operationId:
            typeof step['operationId'] === 'string'
              ? step['operationId'].replace(/^\$sourceDescriptions\.[^.]+\./, '')
              : undefined,
          parameters: itemsOf([...listOf(workflow['parameters']), ...listOf(step['parameters'])]),
          requestBody: isObject(step['requestBody']) ? step['requestBody'] : undefined,
          successCriteria: itemsOf(step['successCriteria']),
          onSuccess: itemsOf([...listOf(step['onSuccess']), ...listOf(workflow['successActions'])]),
          onFailure: itemsOf([...listOf(step['onFailure']), ...listOf(workflow['failureActions'])]),
          outputs: objectOf(step['outputs']),
          /** Whether no source says what it expects, so that a breach is only noted. */
          isReading: step['x-inferred'] === true,
        })),
      };
    });
  });
}

/**
 * Flows as checks: one for each, of the first chosen operation that it calls. A server with a part of the
 * API is not asked for the rest, so one that calls others is not followed.
 *
 * @param chosen - operations that the run is about, whatever the part of it
 */
export function flowChecks(
  flows: readonly Flow[],
  chosen: ReadonlySet<string>,
  { byId }: Resources,
): Check[] {
  return flows.flatMap((flow) => {
    const { id: name, summary, steps } = flow;
    const unknown = steps.find(
      ({ operationId }) => operationId !== undefined && !byId.has(operationId),
    );
    if (unknown !== undefined) {
      throw new UserError(
        `--arazzo: the step ${unknown.id} of ${name} calls ${String(unknown.operationId)}, which the description does not have.`,
        couldNotRun,
      );
    }
    const called = steps.flatMap(({ operationId }) => operationId ?? []);
    const owner = byId.get(called.find((one) => chosen.has(one)) ?? '');
    if (owner === undefined) return [];
    const other = called.find((one) => !chosen.has(one));
    const why = `The flow says so: ${summary}.`;
    return checkOf(owner, { group: 'flow', name, why }, (context) => {
      if (other === undefined) return runFlow(flow, context);
      throw new NotChecked(`The flow calls ${other} as well, which is not chosen.`);
    });
  });
}

/** How long steps that are to be repeated are repeated, and the longest pause, in milliseconds. */
const patience = 6000;
const longestPause = 200;

/** More steps than any flow has that comes to an end. */
const mostSteps = 1000;

/** Follows a flow to its end. @throws NotChecked where that is not possible here */
async function runFlow(flow: Flow, context: CheckContext): Promise<Breach[]> {
  const { fixtures, resources, send } = context;
  const { base: baseOf, values } = fixtures.given;
  const { steps } = flow;
  const inputs: Record<string, unknown> = {};
  const outputs = new Map<string, unknown>();
  const made: Fixture[] = [];
  const prepared = new Map<string, ContractRequest>();

  await findInputs();
  // Of the step that is carried out, since it was reached.
  let repeats = 0;
  let end = Infinity;
  let index = 0;
  for (let count = 0; count < mostSteps; count += 1) {
    const step = steps[index];
    if (step === undefined) return [];
    const operation = operationOf(step);
    const request = requestOf(step, operation);
    const answer = await send(operation, request);
    // What a step has created is taken away at the end.
    const path = request.path.split('/');
    const owner = made.findLast(({ id }) => path.includes(encodeURIComponent(id)));
    const fixture = fixtures.records.adopt(operation, answer, owner);
    if (fixture !== undefined) made.push(fixture);
    const surroundings = { inputs, outputs, exchange: { request, answer } };
    const fault = faultOf(step, answer, surroundings);
    outputs.set(step.id, resolve(step.outputs, surroundings));
    const actions = fault === undefined ? step.onSuccess : step.onFailure;
    const action = actions.find(({ criteria }) =>
      listOf(criteria).every((one) => isMet(objectOf(one), surroundings)),
    );
    const type = action?.['type'];
    if (type === 'goto' || (fault === undefined && type !== 'retry')) {
      if (type === 'end') return [];
      const named = steps.findIndex(({ id }) => id === action?.['stepId']);
      index = type === 'goto' ? named : index + 1;
      if (index < 0) throw new NotChecked(`The flow goes on elsewhere after ${step.id}.`);
      repeats = 0;
      end = Infinity;
      continue;
    }
    repeats += 1;
    if (type !== 'retry' || repeats > Number(action?.['retryLimit'] ?? 1)) {
      const message = `${flow.id}: the step ${step.id} ${fault ?? 'is repeated too often'}.`;
      return [{ name: 'flow_broken', message, operation, isReading: step.isReading, request }];
    }
    // Whoever waits for minutes in the flow has the state long before, or not in the time of a test.
    end = Math.min(end, performance.now() + patience);
    if (performance.now() > end) {
      const seen = fault === undefined ? '' : `: it ${fault}`;
      throw new NotChecked(`The step ${step.id} waits for longer than a test can${seen}.`);
    }
    await delay(Math.min(longestPause, Number(action?.['retryAfter'] ?? 0) * 1000));
  }
  throw new NotChecked(`The flow comes to no end in ${mostSteps} steps.`);

  function operationOf({ id, operationId = '' }: Step): ContractOperation {
    const operation = resources.byId.get(operationId);
    if (operation !== undefined) return operation;
    throw new NotChecked(`The step ${id} calls no operation by its operationId.`);
  }

  function requestOf(step: Step, operation: ContractOperation): ContractRequest {
    const surroundings = { inputs, outputs };
    const base = baseOf(operation);
    const parameters = new Map(base?.required);
    const headers: Record<string, string> = {};
    for (const { name, in: place, value } of parametersOf(step, operation)) {
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

  /** The parameters of a step; the run signs in by itself. */
  function parametersOf(step: Step, { security }: ContractOperation): JsonObject[] {
    const signing = security.flatMap(({ schemes }) =>
      schemes.map(({ name }) => name.toLowerCase()),
    );
    return step.parameters.filter(({ name }) => !signing.includes(String(name).toLowerCase()));
  }

  /** Finds the values of all inputs before anything is sent. */
  async function findInputs(): Promise<void> {
    const own = objectOf(values[flow.id]);
    /** Inputs that were made for the flow: no user can know what goes with them. */
    const made: string[] = [];
    for (const step of steps) {
      const operation = operationOf(step);
      const uses: Use[] = [
        ...parametersOf(step, operation).map(({ name, value }) => ({
          ...{ value, path: [String(name)], place: 'parameter' as const },
        })),
        ...usesIn(step.requestBody?.['payload'], 'body'),
        ...usesIn([step.successCriteria, step.onSuccess, step.onFailure], 'elsewhere'),
      ];
      for (const use of uses) {
        for (const [, name = ''] of String(use.value).matchAll(/\$inputs\.([\w-]+)/g)) {
          if (inputs[name] !== undefined) continue;
          const schema = objectOf(flow.inputs[name]);
          const given = own[name] ?? values[name] ?? schema['default'] ?? schema['const'];
          inputs[name] =
            given ?? (use.value === `$inputs.${name}` ? await sampleOf(operation, use) : undefined);
          if (inputs[name] === undefined) {
            const asked =
              made.length === 0
                ? `${name}; give it`
                : `${name}, to go with ${made.join(' and ')}; give all of them`;
            throw new NotChecked(
              `The flow needs a value for its input ${asked} by --values, under "${flow.id}".`,
            );
          }
          if (given === undefined && prepared.has(operation.id)) made.push(name);
        }
      }
    }
  }

  /** What a valid request has in a place; undefined where that would be a guess. */
  async function sampleOf(operation: ContractOperation, { path, place }: Use): Promise<unknown> {
    const base = baseOf(operation);
    const [name] = path;
    if (place === 'elsewhere' || base === undefined) return undefined;
    if (place === 'parameter') {
      const parameter = operation.parameters.find((one) => one.name === name && one.in === 'path');
      if (parameter === undefined) return undefined;
      if (resources.ofParameter(operation, parameter) === undefined) return base.valueOf(parameter);
      const request = await requestByExample(operation);
      const part = pathParameters(operation.path, request.path)[parameter.name];
      return decodeURIComponent(part ?? '');
    }
    const references = resources.referencesOf(operation);
    const isReference = references.some((one) => same(one.path, stepsOf(path)));
    const isNamed = resources.createdBy(operation) !== undefined && name === 'name';
    if (isReference || isNamed) {
      const { body } = await requestByExample(operation);
      return body?.kind === 'form' ? body.parts[String(name)] : valueAt(jsonValue(body), path);
    }
    // An id by example is that of nothing here.
    const member = path.findLast((key) => typeof key === 'string') ?? '';
    if (/(^|_)ids?$|Ids?$/.test(member)) return undefined;
    // Where an operation has no example of a member, another one of the flow may.
    const bodies = [operation, ...flow.steps.map(operationOf)].flatMap((one) => [
      jsonValue(baseOf(one)?.body),
      ...(one.body?.examples ?? []).map(({ value }) => value),
    ]);
    return bodies.map((value) => valueAt(value, path)).find((value) => value !== undefined);
  }

  /** A valid request of an operation, about records that were made for it. */
  async function requestByExample(operation: ContractOperation): Promise<ContractRequest> {
    const known = prepared.get(operation.id);
    if (known !== undefined) return known;
    const plain = baseOf(operation)?.make();
    if (plain === undefined) throw new NotChecked(`There is no valid request of ${operation.id}.`);
    const { request } = await context.prepared(operation, plain);
    prepared.set(operation.id, request);
    return request;
  }
}

/** A text of a step, and where it stands. */
interface Use {
  readonly value: unknown;
  readonly place: 'parameter' | 'body' | 'elsewhere';
  /** To the parameter, or in the body. */
  readonly path: Path;
}

const usesIn = (value: unknown, place: Use['place']): Use[] =>
  textsIn(value).map(({ path, text }) => ({ value: text, place, path }));

/** What is wrong with the answer to a step, in words; undefined if the step succeeded. */
function faultOf(
  { successCriteria: criteria }: Step,
  answer: Answer,
  surroundings: Surroundings,
): string | undefined {
  const { status } = answer;
  const asks = (text: string, seen: unknown): string =>
    `asks for ${text}, but ${seen === status ? `the status is ${status}` : `it is ${shown(seen)}, with the status ${status}`}`;
  if (criteria.length === 0) {
    return isSuccess(answer) ? undefined : asks('$statusCode < 300', status);
  }
  const failed = criteria.find((one) => !isMet(one, surroundings));
  if (failed === undefined) return undefined;
  const text = String(failed['condition']);
  const [about] = /\$(?:statusCode|response)[^\s()=!<>&|]*/.exec(text) ?? [];
  return asks(text, about === undefined ? status : evaluate(about, surroundings));
}

function isMet({ condition, type, context }: JsonObject, surroundings: Surroundings): boolean {
  const text = String(condition);
  if (type === undefined || type === 'simple') return holds(text, surroundings);
  if (type !== 'regex') throw new NotChecked('A criterion by a path is not evaluated here.');
  return new RegExp(text, 'u').test(String(evaluate(String(context), surroundings)));
}
