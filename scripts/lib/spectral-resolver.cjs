/**
 * The resolver of Spectral, patched: it remembers for each file all files that refer to it, takes them
 * for a chain of references, and leaves a reference as it is, without a word, when there are 100. So a
 * response that all operations share had examples without a value from its hundredth use on. Of the
 * description itself it remembers none, and went round for ever where a file refers back to it.
 */
const { ResolveRunner } = require('@stoplight/json-ref-resolver/runner');
const { createHttpAndFileResolver } = require('@stoplight/spectral-ref-resolver');

/** The chain that a file was first reached by, and the one of its present use. */
const chains = new WeakMap();

/** The present chain of each file by its address: of who refers back to the description. */
const present = new Map();

Object.defineProperty(ResolveRunner.prototype, 'uriStack', {
  get() {
    return chains.get(this).present;
  },
  set(chain) {
    const first = chains.get(this)?.first ?? chain;
    const caller = chain.slice(-1);
    const before = this.depth === 0 ? (present.get(caller[0]) ?? first) : first;
    const now = chains.has(this) ? [...before, ...caller] : chain;
    chains.set(this, { first, present: now });
    present.set(String(this.baseUri), now);
  },
});

module.exports = createHttpAndFileResolver();
