/** Whether a path with its parameters filled in fits a template such as `/pets/{id}`. */
export function coversPath(template: string, path: string): boolean {
  return patternOf(template).test(path);
}

/** The parameters of a path with their values, each as `name=value`; none if it does not fit. */
export function pathValues(template: string, path: string): string[] {
  const names = [...template.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '');
  const values = patternOf(template).exec(path)?.slice(1) ?? [];
  return values.map((value, index) => `${names[index] ?? ''}=${value}`);
}

function patternOf(template: string): RegExp {
  const literals = template
    .split(/\{[^{}]+\}/)
    .map((literal) => literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${literals.join('([^/]+)')}$`);
}
