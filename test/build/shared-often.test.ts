import { expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCompanions } from '../../scripts/lib/companions.js';
import { withTemporaryFolder } from '../../scripts/lib/temporary-folder.js';
import { readSources } from '../../scripts/lib/openapi/check.js';
import { lint } from '../../scripts/lint.js';

test('the linters find no fault in a response in a file, with its example in another, that is used more than a hundred times', async () => {
  const files: Record<string, unknown> = {
    'example.json': { value: { code: 'no' } },
    'response.json': {
      description: 'Refused.',
      content: {
        'application/json': {
          schema: { type: 'object' },
          examples: { refused: { $ref: 'example.json' } },
        },
      },
    },
  };
  const paths: Record<string, unknown> = {};
  for (let count = 0; count < 120; count += 1) {
    paths[`/things-${count}`] = { $ref: `paths/${count}.json` };
    files[`paths/${count}.json`] = {
      get: { operationId: `get${count}`, responses: { '400': { $ref: '../response.json' } } },
    };
  }
  const info = { title: 'Things', version: '1' };
  files['openapi.json'] = { openapi: '3.1.0', info, paths };
  await withTemporaryFolder(join(tmpdir(), 'often-'), async (folder) => {
    mkdirSync(join(folder, 'paths'));
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), JSON.stringify(content));
    }
    const spec = join(folder, 'openapi.json');
    const companions = findCompanions(spec, { maxSeverity: 'error' });
    const findings: string[] = [];
    await lint(spec, readSources(spec), companions, (finding) => findings.push(finding));
    expect(findings.filter((finding) => finding.includes('example'))).toEqual([]);
  });
});
