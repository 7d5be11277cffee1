import { keysOf } from '../../lib/openapi/pointer.js';
import type { Answer } from '../answer.js';
import { NotChecked } from '../behaviour/check.js';
import { jsonValue, type ContractRequest } from '../case.js';
import { mapObject, valueAt } from '../cases/json.js';
import { readJson } from '../oracle/media-type.js';

/** What runtime expressions of Arazzo are about. */
export interface Surroundings {
  readonly inputs: Readonly<Record<string, unknown>>;
  /** By the ids of steps. */
  readonly outputs: ReadonlyMap<string, unknown>;
  /** Of the step that has run last. */
  readonly exchange?: { readonly request: ContractRequest; readonly answer: Answer };
}

/**
 * The value of a runtime expression such as `$response.body#/data/id`.
 *
 * @throws NotChecked if it is of a kind that is not evaluated here
 */
export function evaluate(expression: string, surroundings: Surroundings): unknown {
  const { inputs, outputs, exchange } = surroundings;
  const [, source = '', pointer] = /^([^#]*)(?:#(.*))?$/s.exec(expression) ?? [];
  const [root = '', kind = '', ...rest] = source.slice(1).split('.');
  const inside = (value: unknown): unknown =>
    pointer === undefined ? value : valueAt(value, keysOf(pointer));
  const name = rest.join('.');
  const { request, answer } = exchange ?? {};
  switch (`$${root} ${kind}`.trim()) {
    case '$statusCode':
      return answer?.status;
    case '$method':
      return request?.method;
    case '$response body':
      return inside(readJson(answer?.text ?? ''));
    case '$response header':
      return answer?.headers[name.toLowerCase()];
    case '$request body':
      return inside(jsonValue(request?.body));
    case '$request query':
      return request?.query.find(([one]) => one === name)?.[1];
    default:
      if (root === 'inputs') return inside(valueAt(inputs, [kind, ...rest]));
      if (root === 'steps' && rest[0] === 'outputs') {
        return inside(valueAt(outputs.get(kind), rest.slice(1)));
      }
      throw new NotChecked(`The expression ${expression} is not evaluated here.`);
  }
}

/** A value of a document with the values of its expressions: of whole texts, and of `{$…}` in texts. */
export function resolve(value: unknown, surroundings: Surroundings): unknown {
  if (typeof value === 'string') {
    if (value.startsWith('$')) return evaluate(value, surroundings);
    return value.replace(/\{(\$[^{}]+)\}/g, (_, one: string) => {
      const found = evaluate(one, surroundings);
      return typeof found === 'string' ? found : JSON.stringify(found);
    });
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, surroundings));
  return mapObject(value, (member) => resolve(member, surroundings));
}

/** Operators and brackets, literals, and expressions, which end where one of these begins. */
const token = /\s*(&&|\|\||[=!<>]=|[<>!()]|"[^"]*"|'[^']*'|\$[^\s()=!<>&|]+|[^\s()=!<>&|"']+)/gy;

/** The names of JSON for what is no text and no number. */
const literals: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

/**
 * Whether a simple condition such as `$statusCode == 200 && $response.body#/a != 'b'` holds. Texts are
 * compared whatever their case, as Arazzo says.
 *
 * @throws NotChecked if it cannot be read
 */
export function holds(condition: string, surroundings: Surroundings): boolean {
  const tokens = [...condition.matchAll(token)];
  const texts = tokens.map((match) => match[1] ?? '');
  const fail = (): never => {
    throw new NotChecked(`The condition "${condition}" is not evaluated here.`);
  };
  if (tokens.map(([whole]) => whole).join('') !== condition.trimEnd()) fail();
  let index = 0;
  const take = (...wanted: string[]): string | undefined =>
    wanted.includes(texts[index] ?? '') ? texts[index++] : undefined;
  const result = either();
  if (index < texts.length) fail();
  return result;

  function either(): boolean {
    let value = both();
    while (take('||')) value = both() || value;
    return value;
  }
  function both(): boolean {
    let value = comparison();
    while (take('&&')) value = comparison() && value;
    return value;
  }
  function comparison(): boolean {
    if (take('!')) return !comparison();
    if (take('(')) {
      const value = either();
      return take(')') ? value : fail();
    }
    const left = operand();
    const operator = take('==', '!=', '<', '<=', '>', '>=');
    return operator === undefined ? Boolean(left) : compare(left, operator, operand());
  }
  function operand(): unknown {
    const text = texts[index++] ?? fail();
    if (text.startsWith('$')) return evaluate(text, surroundings);
    if (/^["']/.test(text)) return text.slice(1, -1);
    if (Object.hasOwn(literals, text)) return literals[text];
    return Number.isNaN(Number(text)) ? fail() : Number(text);
  }
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  const [one, other] = [left, right].map((value) =>
    typeof value === 'string' ? value.toLowerCase() : value,
  );
  if (operator === '==') return one === other;
  if (operator === '!=') return one !== other;
  if (typeof one !== typeof other || (typeof one !== 'number' && typeof one !== 'string'))
    return false;
  const order = one < (other as typeof one) ? -1 : Number(one !== other);
  return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator] ?? false;
}
