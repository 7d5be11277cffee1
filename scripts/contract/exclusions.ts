import { caseGroups, type ContractCase } from './case.js';
import { cannotRun } from './http/target.js';
import { literally } from './operation.js';
import { requireKnown } from './run/choice.js';

/** What a pattern can be about, and how a case shows it. */
const aspects: Readonly<Record<string, (one: ContractCase) => readonly string[]>> = {
  operation: ({ operationId = '' }) => [operationId],
  kind: ({ group }) => [group],
  rule: ({ rule }) => [rule.keyword, rule.pointer],
  case: ({ id }) => [id],
};

/** Cases that are not sent. */
export interface Exclusion {
  /** As it was given. */
  readonly text: string;
  readonly covers: (one: ContractCase) => boolean;
}

/**
 * Reads a pattern such as `operation=delete*` or `operation=listPets+rule=maximum`.
 *
 * @throws UserError with exit code 2 if it makes no sense
 */
export function readExclusion(text: string): Exclusion {
  const conditions = text.split('+').map((condition) => {
    const [name = '', value = ''] = condition.split(/=(.*)/s).map((part) => part.trim());
    requireKnown('--exclude', name, Object.keys(aspects), ' Write it as operation=NAME.');
    if (value === '') cannotRun(`--exclude ${name} needs a value, such as ${name}=NAME.`);
    if (name === 'kind') requireKnown('--exclude kind', value, caseGroups);
    const literals = value.split('*').map(literally);
    const pattern = new RegExp(`^${literals.join('.*')}$`, 's');
    return (one: ContractCase) => aspects[name]!(one).some((shown) => pattern.test(shown));
  });
  return { text, covers: (one) => conditions.every((condition) => condition(one)) };
}
