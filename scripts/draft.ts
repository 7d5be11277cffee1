import { draft } from './draft/draft.js';
import { defineCommand, UserError } from './lib/cli.js';
import { defaultSpec, specOption } from './lib/paths.js';
import { stopSignal } from './lib/stop-signal.js';

const command = {
  usage: 'npm run draft --',
  summary:
    'Writes the first draft of an operation into a description: path, schemas, examples, translation, an entry in the index and the facts. Prints what is left to do.',
  options: {
    facts: { value: 'FILE', help: 'facts of the family, in the format of test/spec/facts' },
    operation: { value: 'NAME', help: "the vendor's name, with V2 for the later of two versions" },
    spec: specOption,
  },
  failure: 'the operation cannot be drafted; nothing was written',
} as const;

defineCommand(import.meta.url, command, async ({ facts, operation, spec = defaultSpec }) => {
  if (facts === undefined || operation === undefined) {
    throw new UserError('--facts FILE and --operation NAME are needed.', 2);
  }
  const signal = stopSignal();
  const result = await draft({ facts, operation, spec, signal });
  console.log(`drafted ${result.operationId}:\n${result.files.join('\n')}`);
  console.log(`left to do:\n${result.notes.map((note) => `- ${note}`).join('\n')}`);
});
