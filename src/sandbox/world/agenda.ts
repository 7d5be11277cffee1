/** Something that happens by itself at a time. */
export interface Appointment {
  readonly due: number;
  readonly project: string;
  readonly workspace: string;
  readonly collection: string;
  readonly id: string;
}

/**
 * What happens by itself, in the order of time; of one time in the order in which it was added. Appointments
 * are never taken back; whoever takes one looks whether its record still has the same time.
 */
export class Agenda {
  /** The next one stands last, where it is taken at no cost. */
  readonly #list: Appointment[] = [];

  clear(): void {
    this.#list.length = 0;
  }

  add(appointment: Appointment): void {
    const list = this.#list;
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle]!.due > appointment.due) low = middle + 1;
      else high = middle;
    }
    list.splice(low, 0, appointment);
  }

  /** Takes the next one that is due by a time, if there is any. */
  take(now: number): Appointment | undefined {
    const next = this.#list.at(-1);
    return next !== undefined && next.due <= now ? this.#list.pop() : undefined;
  }
}
