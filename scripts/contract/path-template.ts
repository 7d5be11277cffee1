/** Whether a path with its parameters filled in fits a template such as `/pets/{id}`. */
export function coversPath(template: string, path: string): boolean {
  return patternOf(template).test(path);
}

/** The parameters of a path by their names, still encoded; none if it does not fit the template. */
export function pathParameters(template: string, path: string): Record<string, string> {
  const names = [...template.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '');
  const values = patternOf(template).exec(path)?.slice(1) ?? [];
  return Object.fromEntries(values.map((value, index) => [names[index], value]));
}

const patterns = new Map<string, RegExp>();

function patternOf(template: string): RegExp {
  const literals = template
    .split(/\{[^{}]+\}/)
    .map((literal) => literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const pattern = patterns.get(template) ?? new RegExp(`^${literals.join('([^/]+)')}$`);
  patterns.set(template, pattern);
  return pattern;
}
