/** A value that is damaged in one place. */
export interface Damage {
  /** What was done, and where. */
  readonly name: string;
  readonly value: unknown;
}

/**
 * All damages of one place of a JSON value: each member dropped, each value of a wrong type, each
 * text replaced by one that no enumeration lists, and each object with a member too many. Not each of
 * them breaks a given schema: the caller keeps those that do.
 */
export function damagesOf(value: unknown): Damage[] {
  return places(value).flatMap(({ path, node }) => {
    const at = path.length === 0 ? 'the body' : path.join('.');
    const wrongType = typeof node === 'string' ? 20040611 : 'a text';
    return [
      ...(path.length > 0
        ? [{ name: `without ${at}`, value: change(value, path, undefined) }]
        : []),
      { name: `${at} of a wrong type`, value: change(value, path, wrongType) },
      { name: `${at} is null`, value: change(value, path, null) },
      ...(typeof node === 'string'
        ? [{ name: `${at} of an unlisted value`, value: change(value, path, 'NOT_LISTED') }]
        : []),
      ...(isObject(node)
        ? [
            {
              name: `${at} with an unknown member`,
              value: change(value, path, { ...node, unknown_member: 'x' }),
            },
          ]
        : []),
    ];
  });
}

interface Place {
  path: (string | number)[];
  node: unknown;
}

function places(value: unknown, path: Place['path'] = []): Place[] {
  const children = Array.isArray(value)
    ? [...value.entries()]
    : isObject(value)
      ? Object.entries(value)
      : [];
  return [
    { path, node: value },
    ...children.flatMap(([key, child]) => places(child, [...path, key])),
  ];
}

/** A copy with the value at the path replaced, or its member removed if the new value is undefined. */
function change(value: unknown, path: Place['path'], replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return rest.length === 0 && replacement === undefined
      ? value.toSpliced(Number(key), 1)
      : value.with(Number(key), change(value[Number(key)], rest, replacement));
  }
  const copy = { ...(value as Record<string, unknown>) };
  const changed = change(copy[key], rest, replacement);
  if (changed === undefined) delete copy[key];
  else copy[key] = changed;
  return copy;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
