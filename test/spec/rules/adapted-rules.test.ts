import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { runTool, toolPath } from '../../../scripts/lib/process.js';
import { copyOfMinimal, root } from '../../build/run-script.js';
import { cleanDocument } from './clean-document.js';
import { lintDocument, lintFile } from './lint.js';

// Rules of others that the ruleset states anew.

test.each(['http://widgets.example.org', 'http://127.0.0.1.example.org', 'http://localhosts'])(
  'plain HTTP to %s is refused',
  async (url) => {
    const document = cleanDocument();
    document.servers[1]!.url = url;
    expect(await lintDocument(document)).toEqual([
      {
        code: 'owasp:api8:2023-no-server-http',
        severity: 0,
        message: 'Server URLs must not use http:// but on the loopback interface: use https://.',
        path: ['servers', '1', 'url'],
      },
    ]);
  },
);

test.each(['http://localhost', 'http://localhost:4010', 'http://127.0.0.1/mock'])(
  'plain HTTP to %s, the loopback interface, is not',
  async (url) => {
    const document = cleanDocument();
    document.servers[1]!.url = url;
    expect(await lintDocument(document)).toEqual([]);
  },
);

test('the structure of a referenced file is judged like that of the index', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'structure-'));
  try {
    await cp(fileURLToPath(new URL('fixtures', import.meta.url)), folder, { recursive: true });
    const file = join(folder, 'parameters/widget_id.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('required: true', 'required: 1'));
    expect(await lintFile(join(folder, 'openapi.yaml'))).toContainEqual({
      code: 'oas3-schema',
      severity: 0,
      message: expect.stringContaining('"required" property must be'),
      path: ['required'],
      source: 'widget_id.yaml',
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('examples that break their schemas are found by Redocly', async () => {
  const spec = copyOfMinimal();
  const damage = async (file: string, from: string, to: string) => {
    const path = join(dirname(spec), file);
    const text = await readFile(path, 'utf8');
    expect(text).toContain(from);
    await writeFile(path, text.replace(from, to));
  };
  await damage('paths/note.yaml', 'text: Buy milk.', 'text: 5');
  await damage('schemas/Note.yaml', 'type: object', 'type: object\nexample: { text: 5 }');
  const { stdout } = await runTool(toolPath('@redocly/cli', 'redocly'), [
    'lint',
    spec,
    '--format=json',
    `--config=${join(root, 'spec/redocly.yaml')}`,
  ]);
  const { problems } = JSON.parse(stdout) as { problems: { ruleId: string; severity: string }[] };
  for (const ruleId of ['no-invalid-media-type-examples', 'no-invalid-schema-examples']) {
    expect(problems).toContainEqual(expect.objectContaining({ ruleId, severity: 'error' }));
  }
});
