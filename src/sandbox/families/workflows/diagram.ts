import {
  decodeTaskflow,
  isTaskflowDiagram,
  type TaskflowElement,
  type TaskflowNode,
} from '../../../workflows/taskflow.js';

/** A node of a diagram. */
interface DiagramNode {
  readonly id: string;
  readonly name: string;
  /** The name of the element without its prefix, such as `userTask`. */
  readonly kind: string;
  /** What happens when a node that a person decides is overdue; other nodes have none (K09). */
  readonly dueHandle?: 'CONTINUE' | 'INTERRUPT';
  /** Ids of the nodes that its flows lead to. */
  readonly next: readonly string[];
}

/** A process as nodes and flows. */
interface Diagram {
  readonly nodes: ReadonlyMap<string, DiagramNode>;
  /** Flows that begin or end at no node of the process. */
  readonly dangling: readonly string[];
  /** Ids that several nodes have. */
  readonly twins: readonly string[];
}

/** Elements of a process that are no nodes. */
const noNodes = [
  ...['sequenceFlow', 'documentation', 'extensionElements', 'textAnnotation', 'association'],
  ...['laneSet', 'ioSpecification', 'dataObject', 'dataObjectReference', 'group'],
];

/**
 * Reads the diagram of a version.
 *
 * @throws TypeError that says why it is none, RangeError if it is nested too deeply
 */
function readDiagram(taskflow: string): Diagram {
  const decoded = decodeTaskflow(taskflow);
  if (!isTaskflowDiagram(decoded)) {
    throw new TypeError('The taskflow is JSON, but no tree of BPMN nodes.');
  }
  const [process] = elementsNamed(decoded.workflow.elements, 'process');
  if (process === undefined) throw new TypeError('The diagram has no process.');
  const elements = (process.elements ?? []).filter((node) => node.type === 'element');
  const nodes = new Map<string, DiagramNode & { next: string[] }>();
  const twins: string[] = [];
  for (const element of elements) {
    if (noNodes.includes(kindOf(element))) continue;
    const id = attribute(element, 'id');
    if (nodes.has(id)) twins.push(id);
    const kind = kindOf(element);
    const due = kind === 'userTask' ? attribute(element, 'soar:due_handle') : '';
    const dueHandle = /^continue$/i.test(due) ? 'CONTINUE' : 'INTERRUPT';
    const name = attribute(element, 'name') || id;
    nodes.set(id, { id, name, kind, next: [], ...(due !== '' && { dueHandle }) });
  }
  const dangling: string[] = [];
  for (const element of elements.filter((one) => kindOf(one) === 'sequenceFlow')) {
    const source = nodes.get(attribute(element, 'sourceRef'));
    const target = nodes.get(attribute(element, 'targetRef'));
    if (source === undefined || target === undefined) dangling.push(attribute(element, 'id'));
    else source.next.push(target.id);
  }
  return { nodes, dangling, twins };
}

/**
 * Checks a diagram.
 *
 * @param mode - `BASIC`, `CIRCLE` or `APP_PARAMS`
 * @returns what is wrong with it; undefined if nothing is
 */
export function checkDiagram(
  mode: string,
  taskflow: string,
  taskconfig: string,
): string | undefined {
  let diagram: Diagram;
  let config: unknown;
  try {
    diagram = readDiagram(taskflow);
    config = JSON.parse(taskconfig);
  } catch (error) {
    if (error instanceof SyntaxError) return 'The taskconfig is no JSON.';
    // Elements in elements without end, which no function can go down to.
    if (error instanceof RangeError) return 'The diagram is nested too deeply.';
    return (error as Error).message;
  }
  if (mode === 'CIRCLE') {
    const circle = findCircle(diagram);
    return circle && `The diagram goes round in a circle: ${circle.join(' → ')}.`;
  }
  if (mode === 'APP_PARAMS') return checkParameters(diagram, config);
  return checkForm(diagram);
}

/** A node as a run remembers it. */
export type RunNode = Omit<DiagramNode, 'kind' | 'next'>;

/** The nodes that a run goes through, in the order in which it reaches them. */
export function tasksOf(taskflow: string): RunNode[] {
  let diagram: Diagram;
  try {
    diagram = readDiagram(taskflow);
  } catch {
    // Creation accepts any text, so a version may have no diagram to run.
    return [];
  }
  // A gateway that chooses takes its first way: nothing here can judge its conditions.
  const reached = reachedFrom(diagram, ({ kind, next }) =>
    kind === 'exclusiveGateway' ? next.slice(0, 1) : next,
  );
  return [...reached].flatMap(({ kind, next: _, ...task }) =>
    /(Event|Gateway)$/.test(kind) ? [] : [task],
  );
}

function checkForm(diagram: Diagram): string | undefined {
  const { nodes, dangling, twins } = diagram;
  if (nodes.has('')) return 'A node has no ID.';
  if (twins.length > 0) return `Several nodes have the ID ${twins[0]}.`;
  const [start] = nodesOfKind(diagram, 'startEvent');
  if (start === undefined) return 'The diagram has no start event.';
  if (nodesOfKind(diagram, 'endEvent').length === 0) return 'The diagram has no end event.';
  if (dangling.length > 0) return `The flow ${dangling[0]} does not connect two nodes.`;
  const reached = reachedFrom(diagram, ({ next }) => next);
  const lost = [...nodes.values()].find((node) => !reached.has(node));
  if (lost !== undefined) return `The node ${lost.id} cannot be reached from the start event.`;
  const stuck = [...nodes.values()].find(
    ({ kind, next }) => kind !== 'endEvent' && next.length === 0,
  );
  return stuck && `The node ${stuck.id} leads nowhere.`;
}

function checkParameters(diagram: Diagram, config: unknown): string | undefined {
  const info = (config as { node_info?: Record<string, unknown> } | null)?.node_info ?? {};
  const bare = [...diagram.nodes.values()].find(
    ({ id, kind }) => kind === 'serviceTask' && !Object.hasOwn(info, id),
  );
  return bare && `The plug-in node ${bare.id} has no parameters in node_info.`;
}

/** The first circle of flows: the ids of its nodes, the first one again at the end. */
function findCircle({ nodes }: Diagram): string[] | undefined {
  const done = new Set<string>();
  for (const root of nodes.keys()) {
    if (done.has(root)) continue;
    const path = [{ id: root, rest: [...(nodes.get(root)?.next ?? [])] }];
    const onPath = new Set([root]);
    while (path.length > 0) {
      const top = path[path.length - 1]!;
      const next = top.rest.pop();
      if (next === undefined) {
        done.add(top.id);
        onPath.delete(top.id);
        path.pop();
      } else if (onPath.has(next)) {
        const circle = path.map(({ id }) => id);
        return [...circle.slice(circle.indexOf(next)), next];
      } else if (!done.has(next)) {
        path.push({ id: next, rest: [...(nodes.get(next)?.next ?? [])] });
        onPath.add(next);
      }
    }
  }
  return undefined;
}

/** The nodes that flows lead to from the start events, the nearest first. */
function reachedFrom(
  diagram: Diagram,
  nextOf: (node: DiagramNode) => readonly string[],
): Set<DiagramNode> {
  // A set that grows is gone through to its end.
  const reached = new Set(nodesOfKind(diagram, 'startEvent'));
  for (const node of reached) {
    for (const id of nextOf(node)) reached.add(diagram.nodes.get(id)!);
  }
  return reached;
}

function nodesOfKind({ nodes }: Diagram, kind: string): DiagramNode[] {
  return [...nodes.values()].filter((node) => node.kind === kind);
}

/** The elements of a name, however deep they lie. */
function elementsNamed(nodes: readonly TaskflowNode[], kind: string): TaskflowElement[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'element') return [];
    return kindOf(node) === kind ? [node] : elementsNamed(node.elements ?? [], kind);
  });
}

const kindOf = ({ name }: TaskflowElement) => name.replace(/^.*:/, '');
const attribute = ({ attributes }: TaskflowElement, name: string) => attributes?.[name] ?? '';
