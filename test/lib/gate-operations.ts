import { operationsOf } from '../../scripts/contract/operation.js';
import type { Description } from '../../scripts/lib/openapi/document.js';
import { isNight } from './at-night.js';

/**
 * Ids of the operations that the contract tests of the gate try; undefined for all, as in the nightly
 * run. Those of workspaces and workflows are tried whole. Of the other families one stands for all of
 * its kind, which the verb of its id names: the last by the alphabet, since alerts and incidents, which
 * have up to 3,800 cases for one operation, come first.
 */
export function gateOperations(description: Description): string[] | undefined {
  if (isNight) return undefined;
  const own: string[] = [];
  const byVerb = new Map<string, string>();
  for (const { id, path } of operationsOf(description)) {
    if (/\/workspaces(\/\{workspace_id\})?$|\/soc\/workflows/.test(path)) own.push(id);
    else {
      const [verb = id] = /^[a-z]+/.exec(id) ?? [];
      if (id > (byVerb.get(verb) ?? '')) byVerb.set(verb, id);
    }
  }
  return [...own, ...byVerb.values()];
}
