// @ts-check

/**
 * Every limit that a source gives. A limit that is not listed here may not stand in the description.
 * @type {import('./functions/documented-limits.js').DocumentedLimit[]}
 */
export const limitsWithSource = [
  {
    parameter: 'offset',
    keywords: { minimum: 0, maximum: 10000, default: 0 },
    source: 'DOC-EN ListWorkflows 2025-10-29, ListAopWorkflowInstance 2026-02-05',
  },
  {
    parameter: 'limit',
    keywords: { minimum: 1, maximum: 100, default: 10 },
    source: 'DOC-EN ListWorkflows 2025-10-29, ListAopWorkflowInstance 2026-02-05',
  },
  {
    operation: 'listWorkflows',
    keywords: { reachable: 10000 },
    source: 'DOC-EN ListWorkflows 2025-10-29, the range of offset',
  },
  {
    operation: 'listAopWorkflowInstance',
    keywords: { reachable: 10000 },
    source: 'DOC-EN ListAopWorkflowInstance 2026-02-05, the range of offset',
  },
  {
    schema: 'SoarTime',
    keywords: { pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z[+-]\\d{4}$' },
    source: 'DOC-EN CreateAopWorkflow 2026-02-05, the layout of its example',
  },
];
