import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { factsWith } from '../../scripts/draft/facts-file.js';
import type { FamilyFacts, OperationFacts } from '../../scripts/lib/facts.js';
import { temporaryFolder } from '../build/run-script.js';

test('a schema of a later version is a twin only if it differs on the wire', () => {
  const operation = {
    operationId: 'ListRules',
    version: 'v2',
    method: 'GET',
    path: '/v2/rules',
    params: [],
    response: {
      status: '200',
      shape: 'bare object',
      members: { same: { schema: 'Same' }, other: { schema: 'Other' }, own: { schema: 'Own' } },
    },
    src: [],
  } satisfies OperationFacts;
  const text = (more: object) => ({ fields: { name: { type: 'string', ...more } } });
  const facts: FamilyFacts = {
    family: 'rules',
    title: 'Rules',
    operations: [operation],
    schemas: {
      v1: { Same: text({ zh: '名称' }), Other: text({}) },
      v2: { Same: text({ zh: '名字' }), Other: text({ required: true }), Own: text({}) },
    },
  };
  const folder = temporaryFolder();
  const from = join(folder, 'from.yaml');
  writeFileSync(from, stringify(facts));
  const written = parse(factsWith(from, join(folder, 'to.yaml'), facts, operation)) as FamilyFacts;
  const twins = Object.entries(written.schemas?.['v2'] ?? {}).filter(([, { twin }]) => twin);
  expect(twins.map(([name]) => name)).toEqual(['Other']);
});

test('what is marked as a twin already gets no second mark', () => {
  const operation = {
    ...{ operationId: 'ShowRule', version: 'v2', twin: true, method: 'GET', path: '/v2/rule' },
    params: [],
    response: { status: '200', shape: 'bare object', members: { rule: { schema: 'Rule' } } },
    src: [],
  } satisfies OperationFacts;
  const facts: FamilyFacts = {
    family: 'rules',
    title: 'Rules',
    operations: [operation],
    schemas: { v2: { Rule: { twin: true, fields: {} } } },
  };
  const folder = temporaryFolder();
  const from = join(folder, 'from.yaml');
  writeFileSync(from, stringify(facts));
  const written = parse(factsWith(from, join(folder, 'to.yaml'), facts, operation)) as FamilyFacts;
  expect(written.operations).toEqual([operation]);
  expect(written.schemas?.['v2']?.['Rule']?.twin).toBe(true);
});
