/** From how long on an answer is slow, in milliseconds. */
const slow = 1_000;

/**
 * Lets as many requests be under way as a server answers quickly: half as many from a slow answer on, or
 * from one that did not come, and one more for each round of quick ones.
 *
 * @param most - requests under way at most
 */
export function paceOf(most: number) {
  let allowed = most;
  let underWay = 0;
  /** Those that were under way when a slow answer came say nothing new. */
  let slowed = -1;
  let started = 0;
  const waiting: (() => void)[] = [];
  const admit = (): void => {
    while (waiting.length > 0 && underWay < Math.floor(allowed)) {
      underWay += 1;
      waiting.shift()?.();
    }
  };
  return {
    /** Resolves when a request may start, with its number. */
    async enter(): Promise<number> {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        admit();
      });
      started += 1;
      return started;
    },
    /**
     * Takes note of the end of a request.
     *
     * @param duration - in milliseconds; infinite if there was no answer
     */
    leave(request: number, duration: number): void {
      underWay -= 1;
      if (duration < slow) allowed = Math.min(most, allowed + 1 / allowed);
      else if (request > slowed) {
        allowed = Math.max(1, allowed / 2);
        slowed = started;
      }
      admit();
    },
  };
}
