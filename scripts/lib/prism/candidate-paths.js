// Loaded into Prism. For each request it compares, sorts and takes apart the paths of all operations,
// which is most of its work where there are many. It gets those alone that have as many segments as the
// request, and the same ones outside of braces: it would have found no other.
import { createRequire } from 'node:module';

/** @typedef {{ path: string }} Operation */
/** @typedef {{ resources: Operation[]; input: { url: { path: string } } }} Question */
/** @typedef {(question: Question) => unknown} Route */

const prism = createRequire(createRequire(import.meta.url).resolve('@stoplight/prism-http'));
/** @type {{ default: Route }} */
const router = prism('./router/index.js');
const route = router.default;

/** @param {string} segment */
const decoded = (segment) => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** @param {string} path */
const segmentsOf = (path) => path.split('/').map(decoded);

/** @type {Map<string, string[]>} */
const described = new Map();

/**
 * @param {string} path - with parameters in braces
 * @param {string[]} segments - of the path of a request
 */
const mayBe = (path, segments) => {
  let parts = described.get(path);
  if (parts === undefined) described.set(path, (parts = segmentsOf(path)));
  return (
    parts.length === segments.length &&
    parts.every((part, index) => part.includes('{') || part === segments[index])
  );
};

router.default = ({ resources, input }) => {
  const segments = segmentsOf(input.url.path);
  const candidates = resources.filter(({ path }) => mayBe(path, segments));
  // It says why there is none.
  return route({ resources: candidates.length === 0 ? resources : candidates, input });
};
