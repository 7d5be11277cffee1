import type { ConditionInfo } from '../../generated/playbooks/types.js';
import {
  fieldName,
  joinNames,
  textOf,
  type MemberName,
  type MemberValue,
  type Scalar,
} from '../conditions.js';

/** One condition of a rule: a field of the data object, an operator, and a value as text. */
export interface RuleCondition {
  readonly data: readonly [field: string, operator: '==' | '>', value: string];
}

/** What a rule compares a field by. Examples of rules have two operators, other than those of searches. */
export type RuleComparison<Value extends Scalar> = {
  /** The field has this value. */
  is(value: Value): RuleCondition;
} & (number extends Value
  ? {
      /** The field is above this number. */
      isAbove(value: number): RuleCondition;
    }
  : unknown);

/** Begins a condition about a field that a type has: `const when: When<Alert> = whenField;` */
export type When<Members> = <Name extends MemberName<Members>>(
  field: Name,
) => RuleComparison<MemberValue<Members, Name>>;

/**
 * Begins a condition about any field of the data object that triggers a playbook.
 *
 * @throws TypeError if the name is empty
 */
export function whenField(field: string): RuleComparison<Scalar> {
  const name = fieldName(field);
  return {
    is: (value) => ({ data: [name, '==', textOf(name, value)] }),
    isAbove: (value) => ({ data: [name, '>', textOf(name, value)] }),
  };
}

/**
 * Makes the rule of a playbook version that an event triggers, of conditions that all have to hold:
 *
 * ```ts
 * const when: When<Alert> = whenField;
 * const rule = { rule: ruleOf(when('severity').is('High'), when('count').isAbove(3)) };
 * await client.playbooks.updatePlaybookVersion({ version_id, body: { rule_enable: true, rule } });
 * ```
 *
 * They are joined by `AND`, as an example of the vendor's Terraform provider does; no source has another
 * operator between conditions, or brackets.
 *
 * @throws TypeError if there is no condition, or one is none of `when` or `whenField`
 */
export function ruleOf(...conditions: readonly RuleCondition[]): ConditionInfo {
  if (conditions.length === 0) throw new TypeError('ruleOf takes at least one condition.');
  const named = conditions.map((condition: unknown, index) => {
    const { data } = (condition ?? {}) as { data?: unknown };
    if (Array.isArray(data) && data.length === 3) {
      return { name: `condition_${index}`, data: data.map(String) };
    }
    throw new TypeError(
      `Condition ${index + 1} of ruleOf is none: expected one such as whenField("severity").is("High").`,
    );
  });
  const names = named.map(({ name }) => name);
  return { expression_type: 'common', conditions: named, logics: joinNames(names, 'AND') };
}
