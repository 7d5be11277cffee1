import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import {
  asDescription,
  isObject,
  readDescription,
  type Description,
  type JsonObject,
} from '../../../scripts/lib/openapi/document.js';
import { keysOf } from '../../../scripts/lib/openapi/pointer.js';
import type { ContractCase } from '../../../scripts/contract/case.js';
import { casesOf } from '../../../scripts/contract/cases/index.js';
import { operationsOf } from '../../../scripts/contract/operation.js';
import { sampled } from '../../lib/at-night.js';
import { bundledDescription } from '../../lib/files.js';
import { gateOperations } from '../../lib/gate-operations.js';
import { partOfBundle } from '../../lib/part-of-bundle.js';
import { nasty, strange } from './descriptions.js';
import { requestValidator } from './request-validator.js';

const description = readDescription(bundledDescription);
// Every second of those that the sandbox is asked for.
const chosen = gateOperations(description)?.filter((_, index) => index % 2 === 1);
const options = chosen === undefined ? {} : { operations: chosen };
const operations = operationsOf(description).filter(({ id }) => chosen?.includes(id) ?? true);
const cases = casesOf(description, options);

/** Those that the schemas alone decide. */
const judged = cases.filter(
  (one) =>
    (one.expected.kind === 'accepted' || one.expected.kind === 'refused') &&
    one.group !== 'credentials' &&
    one.group !== 'status',
);

describe('casesOf', () => {
  test('each operation of the description has contract cases', () => {
    const ids = new Set(cases.map(({ operationId }) => operationId));
    for (const { id } of operations) expect(ids).toContain(id);
  });

  test('contract cases have unique ids, and the same ones each time', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    const again = casesOf(readDescription(bundledDescription), options);
    expect(isDeepStrictEqual(again, cases)).toBe(true);
  });

  test('contract cases expect what a validator says of the request as it is sent', () => {
    const isAllowed = requestValidator(description);
    const wrong = judged.filter((one) => isAllowed(one) !== (one.expected.kind === 'accepted'));
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  test('no two contract cases expect different answers to one request', () => {
    const expectations = new Map<string, Set<string>>();
    for (const one of judged) {
      const key = JSON.stringify([one.operationId, one.request]);
      expectations.set(key, (expectations.get(key) ?? new Set()).add(one.expected.kind));
    }
    expect([...expectations.values()].filter(({ size }) => size > 1)).toEqual([]);
  });

  test('contract cases point to places that the description has', () => {
    const lost = cases.filter(
      ({ rule }) =>
        description.at(rule.pointer) === undefined &&
        description.at(rule.pointer.slice(0, rule.pointer.lastIndexOf('/'))) === undefined,
    );
    expect(lost.map(({ id, rule }) => `${id}: ${rule.pointer}`)).toEqual([]);
  });

  test('contract cases expect refusals only by documented statuses, and by that of HTTP for a media type', () => {
    const known = new Map(operations.map((one) => [one.id, one]));
    const wrong = cases.filter(
      ({ expected, operationId }) =>
        expected.kind === 'refused' &&
        !expected.statuses.every(
          (status) =>
            status === 415 ||
            known.get(operationId ?? '')?.responses.some((one) => one.status === String(status)),
        ),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  test('contract cases can be made for some operations alone', () => {
    const few = casesOf(description, { operations: ['listWorkflows'] });
    expect(new Set(few.map(({ operationId }) => operationId ?? 'listWorkflows'))).toEqual(
      new Set(['listWorkflows']),
    );
    const own = cases.filter(({ operationId }) => operationId === 'listWorkflows');
    expect(few.filter(({ operationId }) => operationId !== undefined)).toEqual(own);
  });

  test('contract cases send each documented example and each documented status', () => {
    for (const { id, body, responses } of operations) {
      const own = cases.filter(({ operationId }) => operationId === id);
      for (const { value } of body?.examples ?? []) {
        expect(
          own.some(
            ({ request, expected }) => expected.kind === 'accepted' && sends(request, value),
          ),
        ).toBe(true);
      }
      for (const { examples } of responses) {
        for (const { name } of examples) {
          expect(
            own.some(({ expected }) => expected.kind === 'example' && expected.name === name),
          ).toBe(true);
        }
      }
    }
  });
});

describe('keywords of schemas', () => {
  const tried = sampled(operations, 8).map(({ id }) => id);
  const isTried = ({ operationId }: ContractCase) => tried.includes(operationId ?? '');
  const parts = new Map<string, Description>();
  /** The description with some operations alone: each keyword has validators of its own, which read it all. */
  const partOf = (ids: ReadonlySet<string | undefined>): Description => {
    const key = [...ids].join();
    const paths = operations.filter(({ id }) => ids.has(id)).map(({ path }) => path);
    const part =
      parts.get(key) ??
      asDescription(partOfBundle(description.document, (path) => paths.includes(path)));
    parts.set(key, part);
    return part;
  };
  const keywords = [
    'type',
    'enum',
    'const',
    'required',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'multipleOf',
    'minLength',
    'maxLength',
    'pattern',
    'minItems',
    'maxItems',
    'uniqueItems',
    'contains',
    'minProperties',
    'maxProperties',
    'dependentRequired',
    'not',
    'propertyNames',
    'items',
    'oneOf',
    'additionalProperties',
    'then',
    'else',
  ];

  test.each([
    ['the description', description, cases.filter(isTried), partOf],
    ['a nasty description', nasty, casesOf(nasty), () => nasty],
  ] as const)('each keyword in a schema of %s decides a contract case', (...row) => {
    const [, original, all, partFor] = row;
    const decided = all.filter(
      ({ expected, group }) =>
        (expected.kind === 'refused' || expected.kind === 'accepted') &&
        group !== 'credentials' &&
        group !== 'status',
    );
    const places = new Set(all.map(({ rule }) => parentOf(rule.pointer)));
    const missing = [...places].flatMap((place) => {
      const schema = original.at(place);
      if (!isObject(schema) || schema['content'] !== undefined) return [];
      return keywords
        .filter(
          (keyword) =>
            (schema[keyword] !== undefined && schema[keyword] !== false) ||
            (schema[keyword] === false && keyword === 'additionalProperties'),
        )
        .filter((keyword) => {
          const pointer = `${place}/${keyword}`;
          const ids = new Set(
            all.filter(({ rule }) => rule.pointer.startsWith(place)).map((one) => one.operationId),
          );
          const isAllowed = requestValidator(without(partFor(ids), pointer));
          const candidates = decided.filter(({ operationId }) => ids.has(operationId));
          return ![
            ...candidates.filter(({ rule }) => rule.pointer === pointer),
            ...candidates,
          ].some((one) => isAllowed(one) !== (one.expected.kind === 'accepted'));
        })
        .map((keyword) => `${place}/${keyword}`);
    });
    expect(missing.filter((pointer) => !isIdle(original, pointer))).toEqual([]);
  });
});

describe('casesOf of a strange description', () => {
  const all = casesOf(strange);

  test('a strange description has contract cases wherever a valid request can be made', () => {
    expect([...new Set(all.map(({ operationId }) => operationId))]).toEqual([
      'PATCH /trees/{depth}',
      'GET /nothing',
      'PUT /text',
      'POST /form',
      'POST /anything',
      'POST /bare',
      undefined,
    ]);
  });

  test('no contract case expects a refusal where none is documented', () => {
    const refused = all.filter(
      (one: ContractCase) => one.expected.kind === 'refused' && one.operationId === 'POST /bare',
    );
    expect(refused).toEqual([]);
  });

  test('a parameter of an operation overrides that of its path in contract cases', () => {
    expect(names(all, 'query kind')).toContain('query kind is "fir"');
    expect(names(all, 'query kind')).not.toContain('query kind is Chinese and an emoji');
  });

  test('no contract case asks for content where there is none, or for a certificate', () => {
    const content = { 'application/json': {} };
    const secured = asDescription({
      openapi: '3.1.0',
      paths: {
        '/x': {
          get: {
            operationId: 'x',
            security: [{ certificate: [] }],
            responses: {
              '2XX': { description: '', content },
              '3XX': { description: '', content },
              401: { description: '' },
            },
          },
        },
      },
      components: { securitySchemes: { certificate: { type: 'mutualTLS' } } },
    });
    const names = casesOf(secured, {})
      .filter(({ operationId }) => operationId === 'x')
      .map(({ name }) => name);
    expect(names).toContain('answers 201');
    expect(names).not.toContain('answers 204');
    expect(names).not.toContain('answers 304');
    expect(names).not.toContain('without credentials');
  });

  test('recursive schemas have a limited number of contract cases', () => {
    expect(all.length).toBeLessThan(600);
  });
});

/** The description without one keyword; all that does not hold it is shared. */
function without(original: Description, pointer: string): Description {
  const document = copyWithout(original.document, keysOf(pointer));
  return asDescription(document as JsonObject);
}

function copyWithout(value: unknown, [key = '', ...below]: readonly string[]): unknown {
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string,
    unknown
  >;
  if (below.length === 0) delete copy[key];
  else copy[key] = copyWithout(copy[key], below);
  return copy;
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}

/** Keywords that forbid nothing, since another one forbids it already. */
const redundant: readonly RegExp[] = [
  // What this alternative would then let pass, the other one lets pass already.
  /\/ModifyAopWorkflowInfoEnable\/properties\/enabled\/enum$/,
  // A form is always an object.
  /\/schemas\/(Import|Upload)\w+RequestBody\/type$/,
];

/** Whether a keyword forbids nothing that can be sent. */
function isIdle(original: Description, pointer: string): boolean {
  if (redundant.some((end) => end.test(pointer))) return true;
  if (pointer.endsWith('/additionalProperties') && original.at(pointer) === true) return true;
  const place = parentOf(pointer);
  const schema = original.at(place) as Record<string, unknown>;
  if (!pointer.endsWith('/type')) return false;
  // What is listed is of the type; any text is a value of a string outside JSON.
  return (
    schema['enum'] !== undefined ||
    schema['const'] !== undefined ||
    (schema['type'] === 'string' && place.includes('/parameters/'))
  );
}

function names(all: readonly ContractCase[], start: string): string[] {
  return all.map(({ name }) => name).filter((name) => name.startsWith(start));
}

function sends({ body }: ContractCase['request'], value: unknown): boolean {
  const sent = body?.kind === 'json' ? body.value : body?.kind === 'form' ? body.parts : undefined;
  return JSON.stringify(sent) === JSON.stringify(value);
}
