import { UserError } from '../lib/cli.js';
import { displayPath, parseFile } from '../lib/openapi/source.js';

/** What a file of YAML says, and what throws a UserError that names the file. */
export function readYaml(file: string): { content: unknown; fail: (fault: string) => never } {
  return {
    content: parseFile(file).document.toJS(),
    fail: (fault) => {
      throw new UserError(`${displayPath(file)}: ${fault}`);
    },
  };
}
