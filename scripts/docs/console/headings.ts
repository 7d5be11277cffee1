import type { Mend } from '../mend.js';

const why = 'no level of headings is skipped below the title of the page';

/** Moves headings one level up: Swagger UI counts on a title of its own, which the page hides. */
const raised = (before: string, level: number, to: number, times: number, after = ''): Mend => ({
  why,
  anchor: `${before}h${level}${after}`,
  replacement: `${before}h${to}${after}`,
  times,
});

const made = '.createElement("';

/** Changes to the code of Swagger UI 5.35 that give its headings levels without a gap. */
export const headingMends: readonly Mend[] = [
  // The page has no heading above this one, as the others have their group.
  {
    why,
    anchor: `${made}h4",null,"Server variables"`,
    replacement: `${made}h2",null,"Server variables"`,
  },
  raised(made, 3, 2, 11, '"'),
  raised(made, 4, 3, 35, '"'),
  raised(made, 5, 4, 4, '"'),
  raised(made, 6, 4, 5, '"'),
];

/** The same for its style. */
export const headingStyleMends: readonly Mend[] = [
  raised(' ', 3, 2, 8),
  raised(' ', 4, 3, 39),
  raised(' ', 5, 4, 8),
];
