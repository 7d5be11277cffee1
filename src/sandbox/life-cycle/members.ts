import type { Json } from '../world/table.js';

/** The value at a path of members with dots between them. */
export function memberAt(data: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    return isThere ? (value as Json)[name] : undefined;
  }, data);
}

/** The data with another value at a path of members with dots between them. */
export function withMember(data: Json, path: string, value: unknown): Json {
  const [name = '', ...below] = path.split('.');
  const inner = (data[name] ?? {}) as Json;
  return {
    ...data,
    [name]: below.length === 0 ? value : withMember(inner, below.join('.'), value),
  };
}
