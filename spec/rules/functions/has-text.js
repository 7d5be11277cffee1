// @ts-check

/**
 * Whether a value is a text with more than white space in it.
 * @param {unknown} value
 * @returns {value is string}
 */
export function hasText(value) {
  return typeof value === 'string' && value.trim() !== '';
}
