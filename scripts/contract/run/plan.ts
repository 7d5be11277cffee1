import { isObject, type Description, type JsonObject } from '../../lib/openapi/document.js';
import { checksOf } from '../behaviour/index.js';
import { flowChecks, type Flow } from '../flows/flows.js';
import { caseGroups, type CaseGroup, type ContractCase } from '../case.js';
import { caseMaker } from '../cases/index.js';
import { mapObject, objectOf } from '../cases/json.js';
import { propertiesOf } from '../cases/properties.js';
import { resourcesOf } from '../fixtures/resources.js';
import { operationsOf, type ContractOperation } from '../operation.js';
import { chosenOperations, type Choice } from './choice.js';

/** Random requests per operation and kind, if no other number is given. */
export const defaultRuns = 20;

/** One part of the work, divided among several machines. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** Groups whose cases are one request each, known before the run. */
const singleGroups = caseGroups.filter(
  (group) => !['property', 'behaviour', 'life-cycle', 'flow'].includes(group),
);

/** What a request may do to the server: cases run in this order. */
export const phases = ['read', 'write', 'delete'] as const;

/** What of the whole is run. */
export interface PlanOptions extends Choice {
  readonly description: Description;
  /** Groups of cases; all if undefined. */
  readonly only?: readonly CaseGroup[];
  readonly shard?: Shard;
  /** Whether a member of a body that is like another one gets all of its cases, too. */
  readonly exhaustive?: boolean;
  /** Random requests per operation and kind; none for 0. */
  readonly runs?: number;
  /** What to ask the server for in place of the examples, by names of parameters. */
  readonly values?: JsonObject;
  /** Calls in a row, of Arazzo documents. */
  readonly flows?: readonly Flow[];
}

/** What is sent, in its order. */
export type RunPlan = ReturnType<typeof planRun>;

/**
 * Plans a run. Operations, their examples and the values given for them are joined here, once: whatever
 * is chosen, a case is the same.
 *
 * @throws UserError with exit code 2 if an operation is not in the description
 */
export function planRun(options: PlanOptions) {
  const { description, only, shard, runs, exhaustive, values = {}, flows = [] } = options;
  const maker = caseMaker(description, withValues(operationsOf(description), values), exhaustive);
  const operations = new Map(maker.operations.map((one) => [one.id, one]));
  const ids = chosenOperations(description, options);
  const all = maker.operations.filter(({ id }) => ids?.includes(id) ?? true);
  const chosen = all.filter(
    (_, index) => shard === undefined || index % shard.of === shard.index - 1,
  );
  // What a path does not have is tried by the first of its operations alone.
  const owners = chosen.filter((one) => all.find(({ path }) => path === one.path) === one);
  const wanted = (group: CaseGroup): boolean => only?.includes(group) ?? true;
  // To make the cases takes most of the time, and there may be none among them that are wanted.
  const made = singleGroups.some(wanted) ? maker.casesOf(chosen, owners) : [];
  const cases = inOrder(made.filter(({ group }) => wanted(group)));
  const properties = wanted('property') && runs !== 0 ? chosen.flatMap(propertiesFor) : [];
  const resources = resourcesOf(maker.set, maker.operations);
  const baseOf = (operation: ContractOperation) => maker.sourceOf(operation)?.base;
  const allIds = new Set(all.map(({ id }) => id));
  const checks = [
    ...checksOf(description, resources),
    ...flowChecks(flows, allIds, resources),
  ].filter(({ case: { group, operationId = '' }, also }) => {
    const about = allIds.has(operationId) ? operationId : also?.id;
    return wanted(group) && chosen.some(({ id }) => id === about);
  });
  return {
    /** All of the description, by id. */
    operations,
    set: maker.set,
    resources,
    checks,
    /** Cases that must be refused for the values in their bodies. */
    damagedOf: (operation: ContractOperation): ContractCase[] =>
      maker
        .casesOf([operation], [])
        .filter(({ group, expected }) => group === 'negative' && expected.kind === 'refused'),
    cases,
    properties,
    phaseFor,
    baseOf,
    exampleOf,
    /** Ids of the results, in their order. */
    ids: [...cases, ...[...properties, ...checks].map((one) => one.case)].map(({ id }) => id),
  };

  function phaseFor({ request: { method }, operationId }: ContractCase): (typeof phases)[number] {
    if (['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method)) return 'read';
    if (method === 'DELETE') return 'delete';
    const operation = operations.get(operationId ?? '');
    return operation?.method === method && operation.reads ? 'read' : 'write';
  }

  /** Among deletions those come first that must be refused, so that what they are about is still there. */
  function inOrder(list: readonly ContractCase[]): ContractCase[] {
    const isAccepted = (one: ContractCase): number => Number(one.expected.kind === 'accepted');
    return phases.flatMap((phase) => {
      const own = list.filter((one) => phaseFor(one) === phase);
      return phase === 'delete'
        ? own.toSorted((one, other) => isAccepted(one) - isAccepted(other))
        : own;
    });
  }

  /** The plain request of an operation, if there is one. */
  function exampleOf(operation: ContractOperation): ContractCase | undefined {
    const request = maker.sourceOf(operation)?.base.make();
    return (
      request && {
        id: `${operation.id} plain`,
        group: 'example',
        operationId: operation.id,
        name: 'by example',
        rule: { keyword: 'paths', pointer: operation.pointer },
        request,
        expected: { kind: 'accepted' },
        why: 'The description gives it as an example.',
        needs: [],
      }
    );
  }

  /** The kinds of random requests of an operation. */
  function propertiesFor(operation: ContractOperation) {
    const source = maker.sourceOf(operation);
    const plain = exampleOf(operation);
    if (source === undefined || plain === undefined) return [];
    let made: ReturnType<typeof propertiesOf> | undefined;
    return (['valid', 'invalid'] as const).map((kind) => ({
      /** How it is reported, with the plain request until one was sent. */
      case: { ...plain, id: `${operation.id}/property/${kind}`, group: 'property' as const },
      phase: phaseFor(plain),
      /** Made when they are sent, since that takes longer than all else; undefined if there are none. */
      cases: () => (made ??= propertiesOf(source))[kind],
    }));
  }
}

/**
 * Operations with other values in the examples of their requests: of parameters by their names, and in
 * bodies by the names of members. So a live server is asked for what it has. Values under the id of an
 * operation are for this one alone.
 */
function withValues(
  operations: readonly ContractOperation[],
  values: JsonObject,
): ContractOperation[] {
  return operations.map((operation) => {
    const own = { ...values, ...objectOf(values[operation.id]) };
    const withExamples = <Content extends ContractOperation['bodies'][number]>(body: Content) => ({
      ...body,
      examples: body.examples.map((one) => ({ ...one, value: replaced(one.value, own) })),
    });
    return {
      ...operation,
      parameters: operation.parameters.map((parameter) =>
        Object.hasOwn(own, parameter.name)
          ? { ...parameter, example: own[parameter.name], examples: [] }
          : parameter,
      ),
      body: operation.body && withExamples(operation.body),
      bodies: operation.bodies.map(withExamples),
    };
  });
}

/** A JSON value with other members of these names, where their type is the same. */
function replaced(value: unknown, values: JsonObject): unknown {
  if (Array.isArray(value)) return value.map((item) => replaced(item, values));
  return mapObject(value, (member, name) =>
    Object.hasOwn(values, name) && typeof values[name] === typeof member && !isObject(member)
      ? values[name]
      : replaced(member, values),
  );
}
