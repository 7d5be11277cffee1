import { check, checkedLater, checkMembers, checkTime } from '../../options.js';

/** One request that came. */
export interface JournalEntry {
  readonly number: number;
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly time: number;
  readonly method: string;
  readonly path: string;
  /** What stands behind the question mark, as it came. */
  readonly query?: string | undefined;
  readonly operation?: string | undefined;
  /** 0 if the connection was ended. */
  readonly status: number;
  /** Name of the user who called. */
  readonly user?: string | undefined;
  /** The fault that was set for it. */
  readonly fault?: string | undefined;
  /** The JSON of the request, secrets left out. */
  readonly body?: unknown;
}

/** Which entries are meant. */
export interface JournalFilter {
  readonly operation?: string | undefined;
  readonly status?: number | undefined;
}

/**
 * Refuses a misspelt filter: any entry would fit, and the test that asks would pass.
 *
 * @throws TypeError that names a member which there is not or makes no sense
 */
export function checkFilter(filter: JournalFilter, options = {}): JournalFilter {
  checkMembers(filter, {
    ...checkedLater('operation'),
    status: check('a status', Number.isInteger),
  });
  checkMembers(options, { timeout: checkTime });
  return filter;
}

/** Entries that are kept; older ones go. */
const most = 1000;

/** The requests that came, the latest thousand of them. */
export class Journal {
  #entries: JournalEntry[] = [];
  #count = 0;
  readonly #waiting = new Set<(isClosed?: boolean) => void>();

  add(entry: Omit<JournalEntry, 'number'>): void {
    this.#entries.push({ number: (this.#count += 1), ...entry });
    if (this.#entries.length > 2 * most) this.#entries = this.#entries.slice(-most);
    for (const look of this.#waiting) look();
  }

  /** The entries that fit, oldest first. */
  entries({ operation, status }: JournalFilter): JournalEntry[] {
    return this.#entries
      .slice(-most)
      .filter((one) => operation === undefined || one.operation === operation)
      .filter((one) => status === undefined || one.status === status);
  }

  clear(): void {
    this.#entries = [];
  }

  /** Fails whatever still waits for an entry. */
  stopWaiting(): void {
    for (const look of this.#waiting) look(true);
  }

  /**
   * Waits until an entry fits; one that is there already counts.
   *
   * @throws Error if none has come in time
   */
  waitFor(filter: JournalFilter, { timeout = 5000 } = {}): Promise<JournalEntry> {
    return new Promise((done, fail) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        fail(new Error(`No request that fits ${JSON.stringify(filter)} came in ${timeout} ms.`));
      }, timeout);
      const look = (isClosed = false) => {
        const [found] = this.entries(filter);
        if (found === undefined && !isClosed) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        if (found === undefined) fail(new Error('The sandbox was closed.'));
        else done(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

/** Names of members that hold secrets; those of an asset connection are in the text `config`. */
const secret = /password|passcode|secret|token|^config$/i;

/** A query without its secrets. */
export function redactedQuery(query: string | undefined): string | undefined {
  return query?.replaceAll(/([^&=]+)=[^&]*/g, (pair, name: string) =>
    secret.test(name) ? `${name}=***` : pair,
  );
}

/** A value without its secrets. */
export function redacted(value: unknown): unknown {
  const text = JSON.stringify(value, (name, member: unknown) =>
    secret.test(name) && typeof member === 'string' ? '***' : member,
  );
  return JSON.parse(text) as unknown;
}
