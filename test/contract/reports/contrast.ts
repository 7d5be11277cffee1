/**
 * Finds text in the page whose contrast with its background is lower than it should be (WCAG 2, ratio
 * from 1 to 21). It runs in the browser, so it stands on nothing outside itself.
 *
 * @returns `RATIO TEXT`, one for each pair of colours
 */
export function lowContrast(least: number): string[] {
  const found = new Map<string, string>();
  for (const element of document.querySelectorAll('body, body *')) {
    const text = [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.textContent?.trim() ?? '')
      .join('');
    if (text === '') continue;
    const [front, back] = [channels(getComputedStyle(element).color), background(element)];
    const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a) as [
      number,
      number,
    ];
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < least)
      found.set(`${element.tagName} ${front.join()} ${back.join()}`, `${ratio} ${text}`);
  }
  return [...found.values()];

  function background(element: Element | null): number[] {
    if (element === null) return [255, 255, 255];
    const colour = channels(getComputedStyle(element).backgroundColor);
    return colour[3] === 0 ? background(element.parentElement) : colour;
  }

  function channels(colour: string): number[] {
    return (colour.match(/[\d.]+/g) ?? []).map(Number);
  }

  function luminance(colour: readonly number[]): number {
    const [red = 0, green = 0, blue = 0] = colour.slice(0, 3).map((channel) => {
      const share = channel / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
}
