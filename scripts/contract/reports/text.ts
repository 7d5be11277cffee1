import { findingNames, catalogueNumbers, type Finding } from '../findings.js';

/** Characters that XML 1.0 forbids, or that steer a terminal or the direction of text. */
const unseen =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]|\p{Cs}/gu;

/**
 * Shows characters that cannot be seen by their numbers (`\u0007`), so that no text of a server can
 * play another or break the file that it stands in. Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(
    unseen,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Text for one line of a terminal: line breaks and tabs are made visible as well. */
export function oneLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** A share as a percentage; 100 % only if nothing is missing. */
export function percentage(covered: number, total: number): string {
  if (total === 0) return 'none';
  if (covered === total) return '100 %';
  return `${(Math.floor((covered / total) * 1000) / 10).toFixed(1)} %`;
}

/** What a finding is called: its name, and its number in the catalogue if it has one. */
export function findingTitle({ name }: Pick<Finding, 'name'>): string {
  const number = catalogueNumbers[name];
  return number === undefined ? name : `${name} (${number})`;
}

/** What the name of a finding means. */
export function findingMeaning({ name }: Pick<Finding, 'name'>): string {
  return findingNames[name];
}

/** A time in milliseconds as seconds with three decimals. */
export function seconds(milliseconds: number): string {
  return (Math.max(0, milliseconds) / 1000).toFixed(3);
}
