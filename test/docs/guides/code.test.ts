import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { operationsOf } from '../../../scripts/contract/operation.js';
import { readAllGuides } from '../../../scripts/docs/guides/guides.js';
import type { CodeBlock, Guide } from '../../../scripts/docs/guides/guide.js';
import { isObject, readDescription } from '../../../scripts/lib/openapi/document.js';
import { validatorsOf } from '../../../scripts/lib/openapi/validators.js';
import { runTool, toolPath } from '../../../scripts/lib/process.js';
import { createSecMasterClient } from '../../../src/index.js';
import { createSandbox, startSandbox, type RunningSandbox } from '../../../src/sandbox/index.js';
import { makeConsumerFolder } from '../../lib/consumer-folder.js';
import { describeWith } from '../../lib/describe-with.js';
import { bundledDescription } from '../../lib/files.js';
import { curl, jq } from '../../lib/programs.js';
import { mockAddress } from '../../lib/shared/shared.js';
import { specFolder } from './built-guides.js';

const run = promisify(execFile);
const description = readDescription(bundledDescription);
const operations = operationsOf(description);
const validator = validatorsOf(description);
// Another test proves that the code is the same in both languages.
const guides = readAllGuides(join(specFolder, 'guides'), ['en']).get('en') as Guide[];

function blocks(language: string, test: (block: CodeBlock) => boolean = () => true) {
  return guides.flatMap(({ name, code }) =>
    code
      .filter((block) => block.language === language && test(block))
      .map((block) => ({ guide: name, ...block })),
  );
}

/** The programs of the guides: blocks of a page that belong together, and those that stand alone. */
const together = guides
  .map(({ name, code }) => ({
    name,
    code: code
      .filter(({ language, flags }) => language === 'ts' && !flags.includes('alone'))
      .map((block) => block.code)
      .join('\n'),
  }))
  .filter(({ code }) => code !== '');
const alone = blocks('ts', ({ flags }) => flags.includes('alone')).map(
  ({ guide, flags, code }, index) => ({
    name: `${guide}-alone-${index + 1}`,
    isTest: flags.includes('test'),
    code,
  }),
);

let folder: string;
beforeAll(async () => {
  folder = await makeConsumerFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function complaintsOf(programs: { name: string; code: string }[]): Promise<string[]> {
  const files = programs.map(({ name }) => `${name}.mts`);
  for (const [index, { code }] of programs.entries()) {
    await writeFile(join(folder, files[index] as string), code);
  }
  const { output } = await runTool(
    toolPath('typescript-7', 'tsc'),
    [
      ...['--noEmit', '--strict', '--noUncheckedIndexedAccess', '--skipLibCheck', '--ignoreConfig'],
      ...['--target', 'ES2023', '--module', 'NodeNext', '--moduleResolution', 'NodeNext'],
      ...['--types', 'node', '--pretty', 'false', ...files],
    ],
    { cwd: folder },
  );
  return output.split('\n').filter((line) => line !== '');
}

/** Writes a program as JavaScript, which Node.js starts in a fraction of the time. */
async function writeProgram(name: string, code: string): Promise<string> {
  const file = join(folder, `${name}-run.mjs`);
  const program = await transform(code, { loader: 'ts', format: 'esm', target: 'node20' });
  await writeFile(file, program.code);
  return file;
}

/** Imports one program after the other; a line ends what each prints. */
const inTurn = `
for (const file of process.argv.slice(1)) {
  await import(file);
  console.log('-- end --');
}
`;

/** What programs print, which share a process: starting it takes longer than they do. */
async function outputsOf(files: readonly string[]): Promise<string[]> {
  const args = ['--input-type=module', '--eval', inTurn, '--', ...files];
  const { stdout, stderr } = await run(process.execPath, args);
  expect(stderr).toBe('');
  return stdout.split('-- end --\n').slice(0, -1);
}

describe('TypeScript in the guides', () => {
  test('compiles', async () => {
    expect(together.map(({ name }) => name)).toEqual([
      'get-started',
      'sign-in',
      'alert-to-response',
      'release',
      'reviews',
      'failed-runs',
      'transfer',
      'playbooks-as-code',
      'search',
      'errors',
      'try-it',
      'skill',
      'deprecated',
    ]);
    expect(alone).toHaveLength(4);
    expect(await complaintsOf([...together, ...alone])).toEqual([]);
  });

  test('leaves conditions and the steps of a playbook to the helpers of the client', () => {
    const byHand = /\b(conditions|logics):|\bmakePlaybookActions\b/;
    expect([...together, ...alone].filter(({ code }) => byHand.test(code))).toEqual([]);
  });

  test('and a mistake in it is noticed', async () => {
    const code = (together[0]?.code ?? '').replace("aop_type: 'NORMAL'", "aop_type: 'USUAL'");
    expect((await complaintsOf([{ name: 'damaged', code }])).join()).toMatch(/"USUAL"/);
  });

  describe('that a reader runs', () => {
    let outputs: string[];
    beforeAll(async () => {
      const sandboxes = await Promise.all(
        together.map(() => startSandbox({ seed: 'soc', nodeTime: 1 })),
      );
      try {
        const files = await Promise.all(
          together.map(({ name, code }, index) => {
            const shown = name === 'release' ? `${code}\nconsole.log(taskflow);` : code;
            const { url } = sandboxes[index]!;
            return writeProgram(name, shown.replaceAll('http://127.0.0.1:4010', url));
          }),
        );
        outputs = await outputsOf(files);
      } finally {
        await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
      }
    });

    test.each(together.map(({ name }, index) => ({ name, index })))(
      'of "$name" runs on the sandbox that npm start serves, or on one of its own',
      ({ name, index }) => {
        const printed = {
          'get-started': 'My_second false\n',
          'sign-in': `${blocks('text', ({ flags }) => flags.includes('output'))[0]?.code}\n`,
          reviews: /^5 versions wait\.\n(\w+ activated\n){5}$/,
          'failed-runs': /^5 runs have failed\.\n(\d .+\n)+(FINISHED 1\n){5}$/,
          transfer: /^\d+ workflows wait for their review\.\n$/,
          release: `FINISHED\npending_submit\n${exampleDiagram()}\n`,
          errors: '',
          'try-it': 'rejected\n',
          skill: 'FINISHED\n',
          'alert-to-response': 'Contain_brute_force\n1 workflow run\n1 alert converted\nClosed\n',
          'playbooks-as-code': 'true\nV1\n',
          search: /^demo_title\nAccess key in public code\n[^]*\n$/,
          deprecated: '{ enabled: 3, disabled: 4, waiting: 1 }\nno date\n',
        }[name];
        expect(outputs[index]).toEqual(
          printed instanceof RegExp ? expect.stringMatching(printed) : printed,
        );
      },
    );
  });

  const tests = alone.filter(({ isTest }) => isTest);
  test.each(tests)('of "$name" passes as a test', async ({ name, code }) => {
    const file = await writeProgram(name, code);
    // A test that is started by another one reports to it alone, unless it is not told of it.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, ['--test', file], { env });
    expect(stdout).toMatch(/^\S+ pass 2$/m);
    expect(stdout).toMatch(/^\S+ fail 0$/m);
  });
});

/** The diagram of the description's example of a new version. */
function exampleDiagram(): string {
  const body = operations.find(({ id }) => id === 'createAopWorkflowVersion')?.body;
  return (body?.examples[0]?.value as { taskflow: string }).taskflow;
}

test('The requests of the release send the diagram that its program makes', () => {
  const sent = blocks('http').flatMap(
    ({ code }) => /"taskflow": "([^"]*)"/.exec(code)?.slice(1) ?? [],
  );
  expect(sent).toEqual([exampleDiagram(), exampleDiagram()]);
});

test('The guide to signing in names the regions of the description', () => {
  const [, section = ''] =
    /\{#regions\}([^#]*)/.exec(guides.find(({ name }) => name === 'sign-in')?.source ?? '') ?? [];
  const regions = description.at('/servers/0/variables/region/enum');
  expect([...section.matchAll(/`([a-z-]+-\d+)`/g)].map(([, region]) => region)).toEqual(regions);
});

test('The worked signature is what its own text says', () => {
  const text = (flag: string) =>
    blocks('text', ({ flags }) => flags.includes(flag))[0]?.code as string;
  const hash = createHash('sha256').update(text('canonical-request')).digest('hex');
  expect(text('string-to-sign').split('\n')[2]).toBe(hash);
  const signature = createHmac('sha256', 'EXAMPLE-SK').update(text('string-to-sign')).digest('hex');
  expect(text('output')).toContain(`Signature=${signature}`);
});

const commands = blocks(
  'sh',
  ({ flags }) => !flags.some((flag) => ['skip', 'script'].includes(flag)),
);

/** The scripts of the guides: the blocks of a page that belong together, and what they print. */
const scripts = guides.flatMap(({ name, code }) => {
  const joined = (flag: string) =>
    code.filter(({ flags }) => flags.includes(flag)).map((block) => `${block.code}\n`);
  const script = joined('script').join('');
  return script === '' ? [] : [{ name, script, printed: joined('printed').join('') }];
});

test('Command lines are in the guides', () => expect(commands).toHaveLength(10));

describeWith(curl, 'curl in the guides', () => {
  /** What `npm run sandbox` serves, and what `npm start` serves. */
  let sandbox: RunningSandbox;
  let centre: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
    centre = await startSandbox({ seed: 'soc' });
  });
  afterAll(() => Promise.all([sandbox.close(), centre.close()]));

  /** What a command line prints, sent to servers of this test. */
  async function outputOf(code: string): Promise<string> {
    const command = code
      .replaceAll('http://127.0.0.1:4010', centre.url)
      .replaceAll('http://127.0.0.1:4011', sandbox.url);
    const { stdout } = await run('sh', [
      '-c',
      command.replace('curl', 'curl -sS --fail-with-body'),
    ]);
    return stdout;
  }

  const usual = commands.filter(({ flags }) => flags.length === 0);
  test.each(usual)('gets an answer of the sandbox: $code', async ({ code }) => {
    expect(JSON.parse(await outputOf(code))).toMatchObject({ code: '00000000' });
  });

  test('is refused by the sandbox where the guide says so', async () => {
    const refused = commands.filter(({ flags }) => flags.includes('refused'));
    expect(refused).toHaveLength(1);
    const [{ code } = { code: '' }] = refused;
    const [refusal] = blocks('json', ({ flags }) => flags.includes('refusal'));
    const failure = outputOf(code).catch((error: unknown) => (error as { stdout: string }).stdout);
    expect(JSON.parse(await failure)).toEqual(JSON.parse(refusal?.code ?? ''));
  });

  test('controls the sandbox', async () => {
    const [clock = '', fault = '', reset = ''] = commands
      .filter(({ flags }) => flags.includes('control'))
      .map(({ code }) => code);
    const { clock: time } = sandbox.control;
    time.freeze();
    const before = time.now();
    expect(JSON.parse(await outputOf(clock))).toEqual({ now: before + 60_000, frozen: true });
    await outputOf(fault);
    expect(sandbox.control.faults()).toMatchObject([{ status: 502, operation: 'listWorkflows' }]);
    await outputOf(reset);
    expect(sandbox.control.faults()).toEqual([]);
    expect(sandbox.control.state().workspaces[0]?.collections['workflows']).toHaveLength(40);
  });
});

describeWith(curl, 'Scripts with curl in the guides', () => {
  describeWith(jq, 'that read responses with jq', () => {
    /** Runs a script in a folder of its own, on what `npm start` serves. */
    async function printedBy(script: string): Promise<string> {
      const sandbox = await startSandbox({ seed: 'soc', nodeTime: 1 });
      const cwd = await mkdtemp(join(folder, 'script-'));
      const text = `set -eu\n${script.replaceAll('http://127.0.0.1:4010', sandbox.url)}`;
      const { stdout } = await run('sh', ['-c', text], { cwd }).finally(() => sandbox.close());
      return stdout;
    }

    test('are there', () => {
      expect(scripts.map(({ name }) => name)).toEqual(['reviews', 'failed-runs', 'transfer']);
    });

    test.each(scripts)('print what "$name" says', async ({ script, printed }) => {
      expect(await printedBy(script)).toBe(printed);
    });

    test('fail where the sandbox refuses one of their requests', async () => {
      const { script = '' } = scripts.find(({ name }) => name === 'transfer') ?? {};
      const damaged = script.replace('uploadFile=@', 'file=@');
      expect(damaged).not.toBe(script);
      await expect(printedBy(damaged)).rejects.toThrow('returned error: 400');
    });
  });
});

describe('The guide to errors', () => {
  const source = guides.find(({ name }) => name === 'errors')?.source ?? '';
  const table = /\{#local\}[^]*?\n\n(\| Request[^]*?)\n\n/.exec(source);
  const rows = (table?.[1] ?? '')
    .split('\n')
    .slice(2)
    .map((row) => row.split('|').map((cell) => cell.trim()))
    .map(([, request = '', , sandbox = '', mock = '']) => ({ request, sandbox, mock }));
  const path =
    '/v1/f69081793d9e4ea8a2f479dcef961989/workspaces/f44065f5-557b-4376-ae02-8c65ef1960f4/soc/workflows';
  const headers = { 'X-Auth-Token': 'anything', 'Content-Type': 'application/json' };
  const requests: Record<string, [path: string, init: RequestInit]> = {
    'body that is not JSON': [path, { method: 'POST', headers, body: '{"name": ' }],
    'unknown path': ['/v1/nothing', { headers }],
    'wrong method': [path, { method: 'PATCH', headers, body: '{}' }],
    'body that breaks the schema': [path, { method: 'POST', headers, body: '{}' }],
    'no token and no signature': [path, {}],
  };

  /** What a cell says that a response lacks: its status, and whatever stands as code. */
  async function lacking(base: string, request: string, cell: string): Promise<string[]> {
    const [target, init] = requests[request] ?? ['', {}];
    const response = await fetch(base + target, init);
    const text = `${response.status} ${await response.text()}`;
    const said = [/\d{3}/.exec(cell)?.[0] ?? 'a status', ...cell.matchAll(/`([^`]+)`/g)];
    return said
      .map((one) => (typeof one === 'string' ? one : one[1]!))
      .filter((one) => !text.includes(one));
  }

  test('knows each code of success that an example has', () => {
    const bundle = JSON.stringify(description.document);
    const codes = [...bundle.matchAll(/"code":"(\d+)"/g)].map(([, code = '']) => code);
    expect(codes).not.toEqual([]);
    const lead = /^A call has succeeded[^]*?\n\n/m.exec(source)?.[0] ?? '';
    expect([...new Set(codes)].filter((code) => !lead.includes(`\`${code}\``))).toEqual([]);
  });

  test('says what the sandbox and the mock return', async () => {
    expect(rows.map(({ request }) => request)).toEqual(Object.keys(requests));
    const sandbox = await startSandbox();
    try {
      for (const { request, sandbox: returned, mock } of rows) {
        expect([request, await lacking(sandbox.url, request, returned)]).toEqual([request, []]);
        expect([request, await lacking(await mockAddress(), request, mock)]).toEqual([request, []]);
        // Where the guide says so, and only there, the mock has a shape of its own.
        const alike = (await lacking(await mockAddress(), request, returned)).length === 0;
        expect([request, mock.startsWith('**differs**')]).toEqual([request, !alike]);
      }
    } finally {
      await sandbox.close();
    }
  });
});

interface ParsedRequest {
  method: string;
  path: string;
  query: [string, string][];
  headers: [string, string][];
  body: string;
}

function parseRequest(code: string): ParsedRequest {
  const [head = '', ...rest] = code.split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const [method = '', target = ''] = first.split(' ');
  const [path = '', query = ''] = target.split('?', 2);
  const headers = lines.map((line) => line.split(/:\s*/, 2) as [string, string]);
  return { method, path, query: [...new URLSearchParams(query)], headers, body: rest.join('\n\n') };
}

/** What is wrong with a request by the description. */
function faultsOf({ method, path, query, headers, body }: ParsedRequest): string[] {
  const operation = operations.find((one) => one.method === method && one.path === path);
  if (operation === undefined) return [`there is no ${method} ${path}`];
  const faults = query.flatMap(([name, value]) => {
    const parameter = operation.parameters.find((one) => one.in === 'query' && one.name === name);
    if (parameter === undefined) return [`there is no parameter ${name}`];
    const schema = description.follow(description.at(parameter.schema));
    const type = isObject(schema) ? schema['type'] : undefined;
    return validator(parameter.schema)(type === 'string' ? value : JSON.parse(value));
  });
  if (operation.body === undefined) return body === '' ? faults : [...faults, 'takes no body'];
  if (!headers.some(([name]) => name === 'Content-Type')) faults.push('has no Content-Type');
  return [...faults, ...validator(operation.body.schema)(JSON.parse(body))];
}

describe('HTTP requests in the guides', () => {
  const requests = blocks('http', ({ flags }) => !flags.includes('external'));

  test('are there for every step of the release', () => {
    expect(requests.filter(({ guide }) => guide === 'release')).toHaveLength(14);
  });

  test.each(requests)('keep to the description and work on the mock: $code', async ({ code }) => {
    const request = parseRequest(code);
    expect(faultsOf(request)).toEqual([]);
    const operation = operations.find(
      ({ method, path }) => method === request.method && path === request.path,
    );
    const path = request.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      String(operation?.parameters.find((parameter) => parameter.name === name)?.example),
    );
    const answer = await fetch(
      `${await mockAddress()}${path}?${new URLSearchParams(request.query)}`,
      {
        method: request.method,
        headers: { ...Object.fromEntries(request.headers), 'X-Auth-Token': 'anything' },
        ...(request.body !== '' && { body: request.body }),
      },
    );
    expect(answer.status).toBe(200);
  });

  test.each([
    ['a path', '/versions', '/version'],
    ['a method', 'POST', 'PATCH'],
    ['a member', '"taskconfig"', '"taskConfig"'],
    ['a value', '"NORMAL"', '"USUAL"'],
    ['the header', 'Content-Type', 'Content-Length'],
  ])('and a mistake in %s is noticed', (_, find, put) => {
    const code = requests.find((one) => one.code.includes('"taskflow_type"'))?.code as string;
    expect(code).toContain(find);
    expect(faultsOf(parseRequest(code))).toEqual([]);
    expect(faultsOf(parseRequest(code.replace(find, put)))).not.toEqual([]);
  });
});

describe('JSON in the guides', () => {
  const [answered, described] = [true, false].map((byTheSandbox) =>
    blocks(
      'json',
      ({ flags }) => flags.some((flag) => flag.startsWith('sandbox=')) === byTheSandbox,
    ),
  ) as [ReturnType<typeof blocks>, ReturnType<typeof blocks>];

  test.each(answered)('is part of an answer of the sandbox: $code', async ({ flags, code }) => {
    expect(flags).toEqual(['sandbox=listWorkflows']);
    const sandbox = createSandbox({ seed: 'soc' });
    const { workflows } = createSecMasterClient(sandbox.clientOptions());
    const answer = await workflows.listWorkflows({ limit: 1 });
    expect(answer).toMatchObject(JSON.parse(code) as object);
  });

  test.each(described)('is an answer of the description: $code', ({ flags, code }) => {
    const value: unknown = JSON.parse(code);
    const [kind, name] = (flags[0] ?? '').split('=');
    if (kind === 'error') {
      expect(validator(`/components/schemas/${name}`)(value)).toEqual([]);
    } else if (kind === 'provider-state') {
      // What a hook gets is no answer; another test proves how it is called.
      expect(value).toEqual({
        action: expect.stringMatching(/^(setup|teardown)$/),
        state: expect.any(String),
        params: expect.any(Object),
      });
    } else {
      expect(kind).toBe('excerpt');
      const operation = operations.find(({ id }) => id === name);
      const examples = operation?.responses.find(({ status }) => status === '200')?.examples;
      expect(examples?.[0]?.value).toMatchObject(value as object);
    }
  });
});
