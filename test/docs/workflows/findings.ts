import { operationsOf } from '../../../scripts/contract/operation.js';
import {
  isObject,
  type Description,
  type JsonObject,
} from '../../../scripts/lib/openapi/document.js';
import { validatorsOf } from '../../../scripts/lib/openapi/validators.js';

interface Parameter {
  name: string;
  in: string;
  value: unknown;
}

interface Step {
  stepId: string;
  operationId?: string;
  parameters?: Parameter[];
  requestBody?: { contentType: string; payload: unknown };
  successCriteria?: { condition: string }[];
  onSuccess?: Action[];
  onFailure?: Action[];
  outputs?: Record<string, string>;
}

interface Action {
  name: string;
  stepId?: string;
  criteria?: { condition: string }[];
}

/** An Arazzo document, as far as it is checked. */
export interface WorkflowDocument {
  workflows: {
    workflowId: string;
    inputs?: { properties?: object; required?: string[] };
    parameters?: Parameter[];
    steps: Step[];
    outputs?: Record<string, string>;
  }[];
}

/** What a workflow document says that its description does not bear out; `redocly lint` passes it all. */
export function workflowFindings(document: WorkflowDocument, description: Description): string[] {
  const findings: string[] = [];
  const operations = new Map(operationsOf(description).map((one) => [one.id, one]));
  const validator = validatorsOf(description);
  const schemes = Object.values(
    (description.at('/components/securitySchemes') ?? {}) as Record<string, JsonObject>,
  );
  for (const workflow of document.workflows) {
    const given = new Map<string, ReadonlySet<string>>();
    const ids = new Set(workflow.steps.map(({ stepId }) => stepId));
    const inputs = new Set(Object.keys(workflow.inputs?.properties ?? {}));
    for (const step of workflow.steps) {
      const find = (text: string) => findings.push(`${step.stepId}: ${text}`);
      const operation = operations.get(step.operationId ?? '');
      checkExpressions(step, find);
      if (operation === undefined) {
        find(`there is no operation ${step.operationId}`);
        continue;
      }
      const parameters = [...(workflow.parameters ?? []), ...(step.parameters ?? [])];
      for (const { name, in: place } of parameters) {
        const isKnown =
          // OpenAPI knows no parameter of this name (S01).
          (place === 'header' && name === 'Content-Type') ||
          operation.parameters.some((one) => one.name === name && one.in === place) ||
          schemes.some((one) => one['name'] === name && one['in'] === place);
        if (!isKnown) find(`${operation.id} has no ${place} parameter ${name}`);
      }
      for (const { name, required } of operation.parameters) {
        if (required && !parameters.some((one) => one.name === name)) find(`${name} is missing`);
      }
      const { body } = operation;
      if (body === undefined) {
        if (step.requestBody !== undefined) find(`${operation.id} takes no body`);
      } else if (step.requestBody?.contentType !== body.mediaType) {
        find(`the body must be ${body.mediaType}`);
      } else {
        // An expression stands for a text.
        for (const fault of validator(body.schema)(step.requestBody.payload))
          find(`body: ${fault}`);
      }
      const answers = (operation.responses[0]?.examples ?? []).map(({ value }) => value);
      for (const [, pointer = ''] of JSON.stringify(step).matchAll(
        /\$response\.body#((?:\/\w+)+)/g,
      )) {
        const valueIn = (answer: unknown) =>
          pointer
            .split('/')
            .slice(1)
            .reduce<unknown>(
              (node, key) =>
                isObject(node) || Array.isArray(node) ? (node as JsonObject)[key] : undefined,
              answer,
            );
        if (answers.every((answer) => valueIn(answer) === undefined))
          find(`the documented answer has no ${pointer}`);
      }
      given.set(step.stepId, new Set(Object.keys(step.outputs ?? {})));
    }
    checkExpressions(workflow.outputs ?? {}, (text) => findings.push(`outputs: ${text}`));

    function checkExpressions(part: object, find: (text: string) => void): void {
      const text = JSON.stringify(part);
      for (const [, name = ''] of text.matchAll(/\$inputs\.(\w+)/g)) {
        if (!inputs.has(name)) find(`there is no input ${name}`);
      }
      for (const [, id = '', name = ''] of text.matchAll(/\$steps\.(\w+)\.outputs\.(\w+)/g)) {
        if (!given.get(id)?.has(name)) find(`no step before gives ${id}.${name}`);
      }
      const { onSuccess = [], onFailure = [] } = part as Partial<Step>;
      for (const { stepId } of [...onSuccess, ...onFailure]) {
        if (stepId !== undefined && !ids.has(stepId)) find(`there is no step ${stepId}`);
      }
    }
  }
  return findings;
}
