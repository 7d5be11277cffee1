/**
 * The candidate that takes the fewest typing mistakes to become the text (Levenshtein distance), and
 * of several one that begins with the same letter: to be proposed in a message.
 */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const rank = (candidate: string): number =>
    distance(text, candidate) - (candidate.startsWith(text.slice(0, 1)) ? 0.5 : 0);
  return [...candidates].sort((one, other) => rank(one) - rank(other))[0];
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
