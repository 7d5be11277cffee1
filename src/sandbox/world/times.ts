/** Spans of time, in milliseconds. */
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** The vendor's clock is that of China: a day begins at midnight there. */
export const chinaOffset = 8 * hour;
