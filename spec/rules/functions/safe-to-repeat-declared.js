// @ts-check
import { describeNode, nodeRule } from './document-nodes.js';

const member = 'x-safe-to-repeat';

/** Each operation says whether a client may send it again; reads always may (RFC 9110, 9.2.2). */
export const safeToRepeatDeclared = nodeRule(function* (node) {
  if (node.kind !== 'operation') return;
  const declared = node.value[member];
  const isRead = node.relation === 'get' || node.relation === 'head';
  const path = [...node.path, member];
  if (typeof declared !== 'boolean')
    yield {
      message: `The ${describeNode(node)} does not say whether it is safe to repeat: set ${member} to true or false.`,
      path,
    };
  else if (isRead && !declared)
    yield {
      message: `The ${describeNode(node)} is a ${node.relation.toUpperCase()} request and so safe to repeat: set ${member} to true.`,
      path,
    };
});
