/**
 * Waits for work that goes on side by side, as `Promise.all` does, but to the end of all of it: what
 * fails must not leave others that still write to a folder which is already being removed.
 *
 * @throws the first failure in the order of the work
 */
export async function waitForAll<Work extends readonly unknown[] | []>(
  work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
