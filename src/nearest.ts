/** The candidate that is most like a text, by the pairs of letters of both: to be proposed in a message. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const pairsOf = (word: string) => [...word].map((_, at) => word.slice(at, at + 2));
  const own = pairsOf(text);
  const likeness = (candidate: string): number => {
    const pairs = pairsOf(candidate);
    return pairs.filter((pair) => own.includes(pair)).length / (own.length + pairs.length);
  };
  return [...candidates].sort((one, other) => likeness(other) - likeness(one))[0];
}
