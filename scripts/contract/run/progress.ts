import type { Progress } from './run.js';
import { count } from '../say.js';

/** Between two lines where there is no terminal, in milliseconds. */
const lineDistance = 5_000;

/** Between two states of the line of a terminal, in milliseconds. */
const stateDistance = 100;

/** Shows how far a run is. */
export interface ProgressLine {
  show(progress: Progress): void;
  /** Takes the line of a terminal away. */
  end(): void;
}

/** A line that changes in place on a terminal, and one every few seconds elsewhere. */
export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  let last = performance.now();
  let shown = false;
  return {
    show(progress) {
      const now = performance.now();
      const due = now - last >= (stream.isTTY ? stateDistance : lineDistance);
      if (!due) return;
      last = now;
      if (stream.isTTY) {
        stream.write(`\r\x1b[K${text(progress)}`);
        shown = true;
      } else {
        stream.write(`${text(progress)}\n`);
      }
    },
    end() {
      if (shown) stream.write('\r\x1b[K');
    },
  };
}

function text({ done, all, findings }: Progress): string {
  return `${done} of ${count(all, 'case')}, ${count(findings, 'finding')}`;
}
