// Loaded into Prism. It takes all media types that are built on the same one for alike, so that a body in
// `application/merge-patch+json` is held against the schema of `application/json` where both are described.
import { createRequire } from 'node:module';

const prism = createRequire(createRequire(import.meta.url).resolve('@stoplight/prism-http'));
/** @type {{ wildcardMediaTypeMatch: (sent: string, described: string) => boolean }} */
const matching = prism('./validator/utils/wildcardMediaTypeMatch.js');
const { wildcardMediaTypeMatch } = matching;

/** @param {string} mediaType */
const essence = (mediaType) => mediaType.replace(/\s*;.*$/s, '').toLowerCase();

matching.wildcardMediaTypeMatch = (sent, described) =>
  wildcardMediaTypeMatch(sent, described) &&
  (described.includes('*') || essence(sent) === essence(described));
