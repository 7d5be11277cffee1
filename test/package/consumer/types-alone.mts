import type { AopWorkflowInfo, paths } from 'secmaster-openapi/workflows/types';

export type Path = keyof paths;

/** A workflow as the description has it. */
export function nameOf(workflow: AopWorkflowInfo): string {
  // @ts-expect-error: a name is text, and the types are more than `any`
  const wrong: number = workflow.name;
  return String(wrong);
}
