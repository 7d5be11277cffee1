/**
 * The resolver of Spectral, patched: it remembers for each file all files that refer to it, takes them
 * for a chain of references, and leaves a reference as it is, without a word, when there are 100. So a
 * response that all operations share had examples without a value from its hundredth use on.
 */
const { ResolveRunner } = require('@stoplight/json-ref-resolver/runner');
const { createHttpAndFileResolver } = require('@stoplight/spectral-ref-resolver');

/** The chain that a file was first reached by, and the one of its present use. */
const chains = new WeakMap();

Object.defineProperty(ResolveRunner.prototype, 'uriStack', {
  get() {
    return chains.get(this).present;
  },
  set(chain) {
    const first = chains.get(this)?.first;
    chains.set(this, {
      first: first ?? chain,
      present: first === undefined ? chain : [...first, ...chain.slice(-1)],
    });
  },
});

module.exports = createHttpAndFileResolver();
