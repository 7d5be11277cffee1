import { isObject } from '../values.js';

/** A node of a diagram: an element of BPMN 2.0, or the text in one. */
export type TaskflowNode = TaskflowElement | TaskflowText;

/** An XML element as JSON. */
export interface TaskflowElement {
  type: 'element';
  /** With its prefix, such as `bpmn2:process`. */
  name: string;
  attributes?: Record<string, string>;
  elements?: TaskflowNode[];
}

/** The text in an element. */
export interface TaskflowText {
  type: 'text';
  text: string;
}

/**
 * The diagram of a workflow version: BPMN 2.0 XML turned into JSON node by node (seen in the samples
 * of the Terraform provider's tests).
 */
export interface TaskflowDiagram {
  elementType: '{}';
  workflow: { elements: TaskflowNode[] };
}

/** Bytes that go to `String.fromCharCode` at once: engines limit the arguments of a call. */
const chunkSize = 0x8000;

/**
 * Makes the `taskflow` of a version: Base64 of the UTF-8 bytes of JSON.
 *
 * @param diagram - JSON text, which is taken as it is, or any value that JSON can express, a
 *   {@link TaskflowDiagram} by rule
 * @throws TypeError if the text is no JSON (Base64, for one), or the value cannot be JSON
 */
export function encodeTaskflow(diagram: unknown): string {
  const text = typeof diagram === 'string' ? checkJson(diagram) : writeJson(diagram);
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (let start = 0; start < bytes.length; start += chunkSize) {
    binary += String.fromCharCode(...bytes.subarray(start, start + chunkSize));
  }
  return btoa(binary);
}

/**
 * Reads the `taskflow` of a version. The service takes any JSON, so try the result with
 * {@link isTaskflowDiagram}.
 *
 * @throws TypeError if it is no Base64, or no JSON in UTF-8 inside
 */
export function decodeTaskflow(taskflow: string): unknown {
  if (typeof taskflow !== 'string' || taskflow === '') {
    throw new TypeError('The taskflow is empty: expected Base64 of JSON text.');
  }
  const binary = orComplain('The taskflow is no Base64.', () => atob(taskflow));
  // By index: the iterator of a text takes many times as long, a second for 10 MB.
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = binary.charCodeAt(index);
  const text = orComplain('The taskflow is Base64, but not of text in UTF-8.', () =>
    new TextDecoder('utf-8', { fatal: true }).decode(bytes),
  );
  return orComplain('The taskflow is Base64, but not of JSON.', () => JSON.parse(text) as unknown);
}

/** Whether a value is a tree of nodes as the console draws and writes it. */
export function isTaskflowDiagram(value: unknown): value is TaskflowDiagram {
  return isObject(value) && value['elementType'] === '{}' && isObject(value['workflow'])
    ? areNodes(value['workflow']['elements'])
    : false;
}

function areNodes(value: unknown): boolean {
  return Array.isArray(value) && value.every(isNode);
}

function isNode(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (value['type'] === 'text') return typeof value['text'] === 'string';
  const { type, name, attributes = {}, elements = [] } = value;
  return (
    type === 'element' &&
    typeof name === 'string' &&
    isObject(attributes) &&
    Object.values(attributes).every((attribute) => typeof attribute === 'string') &&
    areNodes(elements)
  );
}

function writeJson(diagram: unknown): string {
  const complaint = 'The diagram cannot be written as JSON.';
  const text = orComplain(complaint, () => JSON.stringify(diagram) as string | undefined);
  // What JSON has no word for: undefined, a function, a symbol.
  if (text === undefined) throw new TypeError(complaint);
  return text;
}

function checkJson(text: string): string {
  orComplain(
    'The diagram is a string, but no JSON text. If it is Base64, it is encoded already.',
    () => JSON.parse(text) as unknown,
  );
  // Half of a surrogate pair has no bytes in UTF-8 and would be replaced without a word.
  if (/\p{Surrogate}/u.test(text)) {
    throw new TypeError('The diagram holds half of a surrogate pair, which UTF-8 cannot express.');
  }
  return text;
}

function orComplain<Result>(complaint: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw new TypeError(complaint, { cause });
  }
}
