import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import {
  decodeTaskflow,
  encodeTaskflow,
  isTaskflowDiagram,
  type TaskflowDiagram,
} from '../../../src/workflows/taskflow.js';

const example = parse(
  readFileSync(
    new URL(
      '../../../spec/families/workflows/examples/createAopWorkflowVersionRequest.yaml',
      import.meta.url,
    ),
    'utf8',
  ),
) as { value: { taskflow: string } };
const { taskflow } = example.value;

const diagram: TaskflowDiagram = {
  elementType: '{}',
  workflow: {
    elements: [
      {
        type: 'element',
        name: 'bpmn2:definitions',
        attributes: { id: 'diagram_1' },
        elements: [
          { type: 'element', name: 'bpmn2:incoming', elements: [{ type: 'text', text: '流程 🛡' }] },
        ],
      },
    ],
  },
};

describe('The example of the description', () => {
  test('is a diagram', () => {
    const decoded = decodeTaskflow(taskflow);
    if (!isTaskflowDiagram(decoded)) throw new Error('It is no diagram.');
    expect(decoded.workflow.elements[0]).toMatchObject({
      type: 'element',
      name: 'bpmn2:definitions',
      elements: [{ name: 'bpmn2:process', attributes: { isExecutable: 'true' } }],
    });
  });

  test('is encoded as the console encodes it', () => {
    expect(encodeTaskflow(decodeTaskflow(taskflow))).toBe(taskflow);
  });
});

describe('Encoding', () => {
  test('is Base64 of UTF-8', () => {
    expect(encodeTaskflow(diagram)).toBe(Buffer.from(JSON.stringify(diagram)).toString('base64'));
  });

  test('takes JSON text as it is', () => {
    const text = '{ "number": 12345678901234567890 }\n';
    expect(Buffer.from(encodeTaskflow(text), 'base64').toString()).toBe(text);
  });

  test('can be undone, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        // A string is taken for JSON text.
        fc.pre(typeof value !== 'string');
        const asJson: unknown = JSON.parse(JSON.stringify(value));
        expect(decodeTaskflow(encodeTaskflow(value))).toEqual(asJson);
        expect(decodeTaskflow(encodeTaskflow(JSON.stringify(value)))).toEqual(asJson);
      }),
    );
  });

  test('can be undone for a megabyte', () => {
    const text = '防'.repeat(400_000);
    expect(decodeTaskflow(encodeTaskflow({ text }))).toEqual({ text });
  });

  const circular: Record<string, unknown> = {};
  circular.itself = circular;
  test.each([
    ['Base64', taskflow, /is a string, but no JSON text. If it is Base64, it is encoded already/],
    ['no text', '', /no JSON text/],
    ['half of a surrogate pair', '"\ud800"', /half of a surrogate pair/],
    ['undefined', undefined, /cannot be written as JSON/],
    ['a function', () => 1, /cannot be written as JSON/],
    ['a circle', circular, /cannot be written as JSON/],
    ['a bigint', 1n, /cannot be written as JSON/],
  ])('refuses %s', (_, value, message) => {
    expect(() => encodeTaskflow(value)).toThrow(TypeError);
    expect(() => encodeTaskflow(value)).toThrow(message);
  });
});

describe('Decoding', () => {
  const base64 = (...bytes: number[]) => Buffer.from(bytes).toString('base64');
  test.each([
    ['nothing', '', /is empty/],
    ['undefined', undefined, /is empty/],
    ['JSON text', JSON.stringify(diagram), /is no Base64/],
    ['a length that cannot be', taskflow.slice(0, -3), /is no Base64/],
    ['bytes that are no UTF-8', base64(0x22, 0xff, 0x22), /not of text in UTF-8/],
    ['text that is no JSON', Buffer.from('<xml/>').toString('base64'), /not of JSON/],
    ['a part', taskflow.slice(0, 40), /not of JSON/],
  ])('refuses %s', (_, value, message) => {
    expect(() => decodeTaskflow(value as string)).toThrow(TypeError);
    expect(() => decodeTaskflow(value as string)).toThrow(message);
  });
});

describe('A diagram', () => {
  test('may be empty', () => {
    expect(isTaskflowDiagram({ elementType: '{}', workflow: { elements: [] } })).toBe(true);
    expect(isTaskflowDiagram(diagram)).toBe(true);
  });

  const withNode = (node: unknown) => ({ elementType: '{}', workflow: { elements: [node] } });
  test.each([
    ['null', null],
    ['a list', []],
    ['another elementType', { ...diagram, elementType: '[]' }],
    ['no workflow', { elementType: '{}' }],
    ['no list of elements', { elementType: '{}', workflow: { elements: {} } }],
    ['a node that is null', withNode(null)],
    ['a node of an unknown type', withNode({ type: 'comment', name: 'x' })],
    ['an element without a name', withNode({ type: 'element' })],
    [
      'an attribute that is no text',
      withNode({ type: 'element', name: 'x', attributes: { a: 1 } }),
    ],
    ['a text without a text', withNode({ type: 'text' })],
    [
      'a wrong node deep inside',
      withNode({ type: 'element', name: 'x', elements: [{ type: 'text', text: 1 }] }),
    ],
  ])('is not %s', (_, value) => {
    expect(isTaskflowDiagram(value)).toBe(false);
  });
});
