/** Texts that differ from a listed one in a way that a careless server forgives. */
export function nearMisses(text: string): string[] {
  return [
    text.toUpperCase(),
    text.toLowerCase(),
    text.replace(/^./u, (sign) =>
      sign === sign.toUpperCase() ? sign.toLowerCase() : sign.toUpperCase(),
    ),
    `${text} `,
    ` ${text}`,
    text.slice(0, -1),
    `${text}${text.at(-1) ?? 'x'}`,
    text.replaceAll('_', '-'),
  ].filter((near) => near !== text && near.trim() !== '');
}

/**
 * A text with one run of signs of a kind (digits, letters, anything else) made longer, shorter,
 * of another kind, or gone; and with something before and after it.
 */
export function brokenPatterns(text: string): string[] {
  const runs = text.match(/\p{Nd}+|\p{L}+|[^\p{Nd}\p{L}]/gu) ?? [];
  const replaced = (index: number, run: string): string =>
    [...runs.slice(0, index), run, ...runs.slice(index + 1)].join('');
  return [
    ...new Set([
      ...runs.flatMap((run, index) => [
        replaced(index, run + (run.at(-1) ?? '')),
        replaced(index, run.slice(0, -1)),
        replaced(index, ''),
        replaced(index, (/\p{Nd}/u.test(run) ? 'x' : '7') + run.slice(1)),
      ]),
      `x${text}`,
      `${text}x`,
      `${text} `,
      text.toLowerCase(),
      'a text',
      '',
    ]),
  ].filter((broken) => broken !== text);
}
