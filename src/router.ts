/** What a request is told apart by. */
interface Routed {
  readonly method: string;
  readonly path: string;
}

/** An operation and the texts in its path. */
export interface Route<Operation extends Routed> {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

/** Finds the operation of a request. */
export type Router<Operation extends Routed> = (
  method: string,
  segments: readonly string[],
) => Route<Operation> | undefined;

/**
 * Makes a router. Where two paths fit, the one whose words come first does, as OpenAPI asks for; a method
 * that it does not have is not taken for one of the other.
 */
export function routerOf<Operation extends Routed>(
  operations: readonly Operation[],
): Router<Operation> {
  const ordered = operations
    .map((operation) => ({ operation, template: operation.path.split('/') }))
    .sort((one, other) => (order(one.template) < order(other.template) ? -1 : 1));
  return (method, segments) => {
    const fitting = ordered.filter(
      ({ template }) =>
        template.length === segments.length &&
        template.every((part, index) =>
          isVariable(part) ? segments[index] !== '' : part === segments[index],
        ),
    );
    const found = fitting.find(
      ({ operation: { method: own, path } }) =>
        own === method && path === fitting[0]?.operation.path,
    );
    if (found === undefined) return undefined;
    const variables = found.template.flatMap((part, index) =>
      isVariable(part) ? [[part.slice(1, -1), segments[index] ?? ''] as const] : [],
    );
    return { operation: found.operation, path: Object.fromEntries(variables) };
  };
}

const isVariable = (part: string) => part.startsWith('{');

/** Words before variables, place by place. */
const order = (template: readonly string[]) =>
  template.map((part) => (isVariable(part) ? '1' : '0')).join('');
