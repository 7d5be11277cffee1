import { error, type DamageCase } from './damage-case.js';

const source = 'DOC-EN ListWorkflows 2025-10-29, ListAopWorkflowInstance 2026-02-05';

const unsourced = (keyword: string, path: string, place: string) =>
  error(
    'documented-limits',
    path,
    `The ${keyword} of ${place} has no source: remove it, or add it with its source to the table of limits.`,
  );

/** Keywords that a text member may not have without a source, with a value that spoils no example. */
const limits = {
  minLength: 1,
  maxLength: 64,
  pattern: '^a',
};

export const documentedLimits: DamageCase[] = [
  {
    name: 'a limit of the table that is missing',
    damage: (document) => {
      delete document.paths['/widgets'].get.parameters[0].schema.maximum;
    },
    expected: [
      error(
        'documented-limits',
        'paths /widgets get parameters 0 schema',
        `The maximum of parameter offset is missing, but its source says 10000 (${source}): correct it, or the table of limits.`,
      ),
    ],
  },
  {
    name: 'a limit that differs from the table',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[0].schema.minimum = 1;
      document.paths['/widgets'].get.parameters[0].schema.default = 0;
    },
    expected: [
      error(
        'documented-limits',
        'paths /widgets get parameters 0 schema minimum',
        `The minimum of parameter offset is 1, but its source says 0 (${source}): correct it, or the table of limits.`,
      ),
      error(
        'oas3-valid-schema-example',
        'paths /widgets get parameters 0 schema default',
        '"default" property must be >= 1',
      ),
    ],
  },
  {
    name: 'a default that differs from the table',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[0].schema.default = 10;
    },
    expected: [
      error(
        'documented-limits',
        'paths /widgets get parameters 0 schema default',
        `The default of parameter offset is 10, but its source says 0 (${source}): correct it, or the table of limits.`,
      ),
    ],
  },
  ...Object.entries(limits).map(([keyword, value]) => ({
    name: `a ${keyword} that the table does not know`,
    damage: ((document) => {
      document.components.schemas.Widget.properties.id[keyword] = value;
    }) satisfies DamageCase['damage'],
    expected: [
      unsourced(
        keyword,
        `components schemas Widget properties id ${keyword}`,
        'schema Widget, member id',
      ),
    ],
  })),
  {
    name: 'a maxItems that the table does not know',
    damage: (document) => {
      document.paths['/widgets'].get.responses['200'].content[
        'application/json'
      ].schema.properties.data.maxItems = 100;
    },
    expected: [
      unsourced(
        'maxItems',
        'paths /widgets get responses 200 content application/json schema properties data maxItems',
        'media type application/json, member data',
      ),
    ],
  },
  {
    name: 'a reach of a list that the table does not know',
    damage: (document) => {
      document.paths['/widgets'].get['x-pagination'].reachable = 10000;
    },
    expected: [
      unsourced('reachable', 'paths /widgets get x-pagination reachable', 'operation listWidgets'),
    ],
  },
  {
    name: 'a reach of a list that differs from the table',
    damage: (document) => {
      document.paths['/widgets'].get.operationId = 'listWorkflows';
      document.paths['/widgets'].get['x-pagination'].reachable = 1000;
    },
    expected: [
      error(
        'documented-limits',
        'paths /widgets get x-pagination reachable',
        'The reachable of operation listWorkflows is 1000, but its source says 10000 (DOC-EN ListWorkflows 2025-10-29, the range of offset): correct it, or the table of limits.',
      ),
    ],
  },
  {
    name: 'a multipleOf beside known limits',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[0].schema.multipleOf = 1;
    },
    expected: [
      unsourced(
        'multipleOf',
        'paths /widgets get parameters 0 schema multipleOf',
        'parameter offset',
      ),
    ],
  },
];
