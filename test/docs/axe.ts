import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The members of axe that are used; it runs in the page. */
interface Axe {
  run(
    within: string,
    options: object,
  ): Promise<{
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  }>;
}

/**
 * The serious and critical findings of axe (WCAG 2.2 AA) on a page, one line each, and each level of
 * headings that is skipped. The header does not stick to the window meanwhile: a control that has half
 * scrolled below it is not too small.
 *
 * @param within - the part that is looked at
 */
export async function seriousFindings(page: Page, within = 'html'): Promise<string[]> {
  await page.evaluate(`if (globalThis.axe === undefined) {${source}}`);
  return page.evaluate(async (part) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const header = document.querySelector<HTMLElement>('.top');
    header?.style.setProperty('position', 'relative');
    const { violations } = await axe.run(part, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // What nobody reads is not written.
      resultTypes: ['violations'],
      selectors: false,
    });
    header?.style.removeProperty('position');
    return violations
      .filter(
        ({ id, impact }) => impact === 'serious' || impact === 'critical' || id === 'heading-order',
      )
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  }, within);
}
