/**
 * The language in which searches say which records they look for, as `DataobjectSearchCondition` has it.
 *
 * It holds what sources name and no more: the operators that the docs of the vendor's Terraform provider
 * print, and expressions that all have to hold, joined by `and`. No source has `or`, negated groups or
 * brackets, so there is nothing for them here.
 */

/** An operator between a member and a value. */
export type SearchOperator = '=' | '!=' | 'in' | 'contains' | '>=' | '<=';

/** One expression of a condition: a member, an operator, and a value as text. */
export interface SearchExpression {
  readonly data: readonly [member: string, operator: SearchOperator, value: string];
}

/** What `condition` takes in the body of a search. */
export interface SearchCondition {
  conditions: { name: string; data: string[] }[];
  /** The names of the expressions, with `and` between. */
  logics: string[];
}

/** A value that a member is compared with. */
export type Scalar = string | number | boolean;

/** What a member can be compared by. It depends on the type of the member: an enum knows no order. */
export type Comparison<Value extends Scalar> = {
  /** The value is this one. */
  is(value: Value): SearchExpression;
  /** The value is another one. */
  isNot(value: Value): SearchExpression;
  /**
   * The value is one of these.
   *
   * @throws TypeError if there is none, or one has a comma in it, which stands between two values
   */
  isOneOf(...values: readonly Value[]): SearchExpression;
} & (string extends Value
  ? Ordered<Exclude<Value, boolean>> & {
      /** The text has this one in it. */
      contains(text: string): SearchExpression;
    }
  : number extends Value
    ? Ordered<Exclude<Value, boolean>>
    : unknown);

/**
 * The comparisons of what has an order. Sources show them with times, such as
 * `2024-08-15T19:18:38Z+0800`; `formatTime` writes a `Date` so.
 */
interface Ordered<Value> {
  /** The value is this one or a greater one: for times, a later one. */
  isAtLeast(value: Value): SearchExpression;
  /** The value is this one or a smaller one: for times, an earlier one. */
  isAtMost(value: Value): SearchExpression;
}

/** The members that a schema names, without those that any record may have. */
type Known<Members> = {
  [Name in keyof Members as string extends Name ? never : Name & string]-?: NonNullable<
    Members[Name]
  >;
};

/** The names of the members that can be compared; those of an object inside as `alert_type.category`. */
export type MemberName<Members> = {
  [Name in keyof Known<Members>]: Known<Members>[Name] extends Scalar
    ? Name
    : Known<Members>[Name] extends readonly unknown[]
      ? never
      : Known<Members>[Name] extends object
        ? `${Name}.${MemberName<Known<Members>[Name]>}`
        : never;
}[keyof Known<Members>];

/** The type of the member of a name. */
export type MemberValue<Members, Name extends string> = Name extends keyof Known<Members>
  ? Extract<Known<Members>[Name], Scalar>
  : Name extends `${infer Outer}.${infer Inner}`
    ? Outer extends keyof Known<Members>
      ? MemberValue<Known<Members>[Outer], Inner>
      : never
    : never;

/**
 * Begins an expression about a member that a type has. The entries of the families have one each; for a
 * data class of your own, give `whereField` a type: `const where: Where<Department> = whereField;`
 */
export type Where<Members> = <Name extends MemberName<Members>>(
  name: Name,
) => Comparison<MemberValue<Members, Name>>;

/**
 * Begins an expression about any member: of a data class of your own, or a field that a workspace has
 * added to one of the vendor's.
 *
 * ```ts
 * const condition = allOf(whereField('risk_score').isAtLeast(80), whereField('region').is('east'));
 * ```
 *
 * @throws TypeError if the name is empty
 */
export function whereField(field: string): Comparison<Scalar> {
  const name = fieldName(field);
  const compare =
    (operator: SearchOperator) =>
    (value: Scalar): SearchExpression => ({ data: [name, operator, textOf(name, value)] });
  return {
    is: compare('='),
    isNot: compare('!='),
    isOneOf: (...values: readonly Scalar[]) => ({ data: [name, 'in', listOf(name, values)] }),
    contains: compare('contains'),
    isAtLeast: compare('>='),
    isAtMost: compare('<='),
  };
}

/**
 * Makes the condition of a search of expressions that all have to hold.
 *
 * @throws TypeError if there is none, or one is no expression of `where` or `whereField`
 */
export function allOf(...expressions: readonly SearchExpression[]): SearchCondition {
  if (expressions.length === 0) {
    throw new TypeError('allOf takes at least one expression; a search for all has no condition.');
  }
  const given = expressions.map(checkExpression);
  const members = given.map(({ data: [member] }) => member);
  // As the printed searches do: an expression is called by its member, as long as that says which it is.
  const areNames =
    new Set(members).size === members.length && !members.some((name) => /^(and|or)$/i.test(name));
  const names = areNames ? members : members.map((_, index) => `condition_${index}`);
  return {
    conditions: given.map(({ data }, index) => ({ name: names[index] ?? '', data: [...data] })),
    logics: joinNames(names, 'and'),
  };
}

/**
 * The name of a field.
 *
 * @throws TypeError if it is empty
 */
export function fieldName(given: unknown): string {
  if (typeof given === 'string' && given.trim() !== '') return given;
  throw new TypeError(`${JSON.stringify(given)} is no name of a field.`);
}

/** Names with an operator between each two of them. */
export function joinNames(names: readonly string[], operator: string): string[] {
  return names.flatMap((name, index) => (index === 0 ? [name] : [operator, name]));
}

/**
 * A value as the text that an expression holds.
 *
 * @throws TypeError if there is none
 */
export function textOf(name: string, value: unknown): string {
  const isScalar = ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
  if (isScalar) return String(value);
  throw new TypeError(
    `"${name}" is compared with ${String(value)}, expected a text, a number or a boolean.`,
  );
}

function listOf(name: string, values: readonly unknown[]): string {
  const texts = values.map((value) => textOf(name, value));
  if (texts.length === 0) throw new TypeError(`"${name}" is compared with none of any values.`);
  const withComma = texts.find((text) => text.includes(','));
  if (withComma === undefined) return texts.join(',');
  throw new TypeError(
    `"${name}" cannot be one of several values with ${JSON.stringify(withComma)} among them: a comma stands between two values, and no source says how one is written inside of a value.`,
  );
}

function checkExpression(given: unknown, index: number): SearchExpression {
  const { data, conditions } = (given ?? {}) as { data?: unknown; conditions?: unknown };
  if (Array.isArray(data) && data.length === 3) return given as SearchExpression;
  const problem =
    conditions === undefined
      ? 'is no expression: expected one such as where("severity").is("High")'
      : 'is a condition itself: no source says how conditions nest, so give all expressions to one allOf';
  throw new TypeError(`Expression ${index + 1} of allOf ${problem}.`);
}
