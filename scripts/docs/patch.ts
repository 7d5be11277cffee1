import { UserError } from '../lib/cli.js';

/** One change to a text that a tool has made. */
export interface Patch {
  /** What is wrong without it. */
  readonly why: string;
  /** What stands there now. */
  readonly anchor: string;
  readonly replacement: string;
  /** How often the anchor must stand there, once if not said. */
  readonly times?: number;
}

/**
 * Applies changes to a text that a tool has made, each of which must find its anchor exactly as often
 * as it expects: a new version of the tool cannot lose a change silently.
 *
 * @param tool what made the text, for the message
 * @throws UserError that names the change whose anchor is gone
 */
export function patch(text: string, patches: readonly Patch[], tool: string): string {
  return patches.reduce((current, { why, anchor, replacement, times = 1 }) => {
    const parts = current.split(anchor);
    if (parts.length !== times + 1) {
      const shown = anchor.length > 80 ? `${anchor.slice(0, 80)}…` : anchor;
      throw new UserError(
        `${tool} holds ${JSON.stringify(shown)} ${parts.length - 1} times instead of ${times}, so this patch does not apply: ${why}. The docs do not fit this version of it.`,
      );
    }
    return parts.join(replacement);
  }, text);
}
