import { pascalCase } from '../../lib/operation-list.js';

/** `workspace_id` as `workspaceId`. */
export function camelCase(name: string): string {
  const joined = pascalCase(name);
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** `listWorkflows` as `list_workflows`. */
export function snakeCase(name: string): string {
  return pascalCase(name)
    .replace(/(?<=[\p{Ll}\p{N}])\p{Lu}/gu, '_$&')
    .toLowerCase();
}
