/**
 * The candidate that takes the fewest typing mistakes to become the text (Levenshtein distance), and
 * of several the one that begins most like it: to be proposed in a message.
 */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const rank = (candidate: string): number =>
    distance(text, candidate) - commonStart(text, candidate) / (text.length + 1);
  return [...candidates].sort((one, other) => rank(one) - rank(other))[0];
}

function commonStart(one: string, other: string): number {
  const end = [...one].findIndex((character, index) => character !== other[index]);
  return end < 0 ? one.length : end;
}

function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [line, character] of [...one].entries()) {
    const next = [line + 1];
    for (let column = 0; column < other.length; column += 1) {
      const replaced = (row[column] ?? 0) + (other[column] === character ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
