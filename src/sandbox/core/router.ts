import type { DescribedOperation } from './described.js';

/** An operation and the texts in its path. */
export interface Route<Operation extends DescribedOperation> {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

/** Finds the operation of a request. */
export type Router<Operation extends DescribedOperation> = (
  method: string,
  segments: readonly string[],
) => Route<Operation> | undefined;

/**
 * Makes a router. Where two paths fit, the one whose words come first does, as OpenAPI asks for; a method
 * that it does not have is not taken for one of the other.
 */
export function routerOf<Operation extends DescribedOperation>(
  operations: readonly Operation[],
): Router<Operation> {
  const paths = new Map<string, { template: string[]; methods: Map<string, Operation> }>();
  for (const operation of operations) {
    const template = operation.path.split('/');
    const { methods } = paths.get(operation.path) ?? { methods: new Map<string, Operation>() };
    paths.set(operation.path, { template, methods: methods.set(operation.method, operation) });
  }
  const ordered = [...paths.values()].sort((one, other) =>
    order(one.template) < order(other.template) ? -1 : 1,
  );
  return (method, segments) => {
    const found = ordered.find(
      ({ template }) =>
        template.length === segments.length &&
        template.every((part, index) =>
          isVariable(part) ? segments[index] !== '' : part === segments[index],
        ),
    );
    const operation = found?.methods.get(method);
    if (found === undefined || operation === undefined) return undefined;
    const variables = found.template.flatMap((part, index) =>
      isVariable(part) ? [[part.slice(1, -1), segments[index] ?? ''] as const] : [],
    );
    return { operation, path: Object.fromEntries(variables) };
  };
}

const isVariable = (part: string) => part.startsWith('{');

/** Words before variables, place by place. */
const order = (template: readonly string[]) =>
  template.map((part) => (isVariable(part) ? '1' : '0')).join('');
