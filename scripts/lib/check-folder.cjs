// @ts-check
// Loaded before everything else, by each command of package.json, and CommonJS, because it has to
// run where Node.js finds no ES module and tsx none in TypeScript.
const { resolve, sep } = require('node:path');

const folder = resolve(__dirname, '../..');
const [character] = /[?*\\]/.exec(folder.replaceAll(sep, '/')) ?? [];
if (character !== undefined) {
  console.error(
    `error: the project cannot run in ${folder}, because Node.js and tsx find no code in a folder with "${character}" in its path; move it to another one.`,
  );
  process.exit(1);
}
