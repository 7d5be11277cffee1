/** Something that happens by itself at a time. */
export interface Appointment {
  readonly due: number;
  readonly project: string;
  readonly workspace: string;
  readonly collection: string;
  readonly id: string;
}

/**
 * What happens by itself, the next first: a binary heap. Appointments are never taken back; whoever
 * takes one looks whether its record still has the same time.
 */
export class Agenda {
  readonly #heap: (Appointment & { order: number })[] = [];
  #count = 0;

  clear(): void {
    this.#heap.length = 0;
  }

  add(appointment: Appointment): void {
    const heap = this.#heap;
    heap.push({ ...appointment, order: (this.#count += 1) });
    for (let index = heap.length - 1; index > 0;) {
      const above = (index - 1) >> 1;
      if (!this.#isBefore(index, above)) break;
      this.#swap(index, above);
      index = above;
    }
  }

  /** Takes the next one that is due by a time, if there is any. */
  take(now: number): Appointment | undefined {
    const heap = this.#heap;
    const [first] = heap;
    if (first === undefined || first.due > now) return undefined;
    const last = heap.pop();
    if (heap.length > 0 && last !== undefined) {
      heap[0] = last;
      for (let index = 0; ;) {
        const [left, right] = [2 * index + 1, 2 * index + 2];
        let next = index;
        if (left < heap.length && this.#isBefore(left, next)) next = left;
        if (right < heap.length && this.#isBefore(right, next)) next = right;
        if (next === index) break;
        this.#swap(index, next);
        index = next;
      }
    }
    return first;
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one]!, this.#heap[other]!];
    return a.due === b.due ? a.order < b.order : a.due < b.due;
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap;
    [heap[one], heap[other]] = [heap[other]!, heap[one]!];
  }
}
