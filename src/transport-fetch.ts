import type { Fetch } from './http.js';

/** The transport of browsers, Deno, Bun and edge runtimes: their own fetch. */
export const transport: Fetch = (url, init) => fetch(url, init);
