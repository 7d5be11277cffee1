import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isNight } from '../../lib/at-night.js';
import { lintFile, own } from './lint.js';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const pathsFile = 'paths/widgets_{widget_id}.yaml';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'named-files-'));
  await cp(fixtures, folder, { recursive: true });
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Replaces a text in a file, which has to be there. */
async function replace(file: string, from: string, to: string) {
  const text = await readFile(join(folder, file), 'utf8');
  expect(text).toContain(from);
  await writeFile(join(folder, file), text.replaceAll(from, to));
}

/** Renames a file and the references to it in another. */
async function renameFile(from: string, to: string, referrer: string) {
  await rename(join(folder, from), join(folder, to));
  const last = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  await replace(referrer, last(from), last(to));
}

const finding = (source: string, path: string[], message: string) => ({
  code: 'file-named-after-content',
  severity: 0,
  message,
  path,
  source,
});

const damages: {
  name: string;
  damage: () => Promise<void>;
  expected: ReturnType<typeof finding>[];
}[] = [
  {
    name: 'the files as they should be',
    damage: async () => {},
    expected: [],
  },
  {
    name: 'a schema with another title',
    damage: () => replace('schemas/Color.yaml', 'title: Color', 'title: Colour'),
    expected: [
      finding(
        'Color.yaml',
        ['title'],
        'File Color.yaml holds the schema titled Colour: rename it to Colour.yaml, or correct what it holds.',
      ),
    ],
  },
  {
    name: 'a schema without title',
    damage: () => replace('schemas/Failure.yaml', 'title: Failure\n', ''),
    expected: [
      finding(
        'Failure.yaml',
        [],
        'File Failure.yaml holds a schema that no name can be derived from: complete it (title, name, path or status), or move it into the file that uses it.',
      ),
    ],
  },
  {
    name: 'a parameter under another name',
    damage: () => renameFile('parameters/widget_id.yaml', 'parameters/widget.yaml', pathsFile),
    expected: [
      finding(
        'widget.yaml',
        ['name'],
        'File widget.yaml holds the parameter widget_id: rename it to widget_id.yaml, or correct what it holds.',
      ),
    ],
  },
  {
    name: 'a parameter with what it belongs to before its name',
    damage: () =>
      renameFile('parameters/widget_id.yaml', 'parameters/old_widget_id.yaml', pathsFile),
    expected: [],
  },
  {
    name: 'a path under another name',
    damage: () => renameFile(pathsFile, 'paths/widgets_{id}.yaml', 'openapi.yaml'),
    expected: [
      finding(
        'widgets_{id}.yaml',
        [],
        'File widgets_{id}.yaml holds the path /v1/{project_id}/workspaces/{workspace_id}/soc/widgets/{widget_id}: rename it to the end of the path, with _ between its segments, such as widgets_{widget_id}.yaml, or correct what it holds.',
      ),
    ],
  },
  {
    name: 'a path under more of its end',
    damage: () => renameFile(pathsFile, 'paths/soc_widgets_{widget_id}.yaml', 'openapi.yaml'),
    expected: [],
  },
  {
    name: 'a header under another name',
    damage: () => renameFile('headers/X-request-id.yaml', 'headers/Id.yaml', pathsFile),
    expected: [
      finding(
        'Id.yaml',
        [],
        'File Id.yaml holds the header X-request-id: rename it to X-request-id.yaml, or correct what it holds.',
      ),
    ],
  },
  {
    name: 'a response used for another status',
    damage: () => replace(pathsFile, 'responses/Unauthorized.yaml', 'responses/Forbidden.yaml'),
    expected: [
      finding(
        'Forbidden.yaml',
        [],
        'File Forbidden.yaml holds a response for status 401: rename it to Unauthorized….yaml, or correct what it holds.',
      ),
    ],
  },
  {
    name: 'a response with something special about it',
    damage: () =>
      renameFile(
        'responses/InvalidRequest.yaml',
        'responses/InvalidRequestOrUnknownWidget.yaml',
        pathsFile,
      ),
    expected: [],
  },
  {
    name: 'an example of another operation',
    damage: async () => {
      await rename(
        join(folder, 'examples/updateWidgetRequest.yaml'),
        join(folder, 'examples/updateWidgetsRequest.yaml'),
      );
      await replace(pathsFile, 'examples/updateWidgetRequest', 'examples/updateWidgetsRequest');
    },
    expected: [
      finding(
        'updateWidgetsRequest.yaml',
        [],
        'File updateWidgetsRequest.yaml holds an example of the request of updateWidget: rename it to updateWidgetRequest….yaml, or correct what it holds.',
      ),
    ],
  },
  {
    name: 'an answer named like a request',
    damage: () =>
      replace(pathsFile, 'examples/updateWidgetResponse.yaml', 'examples/updateWidgetRequest.yaml'),
    expected: [
      finding(
        'updateWidgetRequest.yaml',
        [],
        'File updateWidgetRequest.yaml holds an example of the answer of updateWidget: rename it to updateWidgetResponse….yaml, or correct what it holds.',
      ),
    ],
  },
  {
    name: 'an error body named after something else',
    damage: async () => {
      await rename(
        join(folder, 'examples/errorRefused.yaml'),
        join(folder, 'examples/refused.yaml'),
      );
      for (const name of [
        'InvalidRequest',
        'Unauthorized',
        'Forbidden',
        'TooManyRequests',
        'GatewayFailure',
      ])
        await replace(`responses/${name}.yaml`, 'errorRefused', 'refused');
    },
    expected: [
      finding(
        'refused.yaml',
        [],
        'File refused.yaml holds an example of an error of updateWidget: rename it to updateWidgetResponse… or error….yaml, or correct what it holds.',
      ),
    ],
  },
  {
    name: 'a file of several schemas',
    damage: async () => {
      await writeFile(
        join(folder, 'schemas/all.yaml'),
        'Failure:\n  title: Failure\n  type: string\n  description: Why.\n',
      );
      await replace('schemas/Widget.yaml', 'Color.yaml', 'all.yaml#/Failure');
    },
    expected: [
      finding(
        'all.yaml',
        ['Failure'],
        'File all.yaml is referenced in part: give the schema at Failure a file of its own.',
      ),
    ],
  },
];

test.each(damages)('$name', async ({ damage, expected }) => {
  await damage();
  expect(await lintFile(join(folder, 'openapi.yaml'), isNight ? undefined : own)).toEqual(expected);
});
