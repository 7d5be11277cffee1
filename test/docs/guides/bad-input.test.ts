import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../scripts/lib/cli.js';
import { readSites, writeGuides } from '../../../scripts/docs/site.js';
import { findCompanions } from '../../../scripts/lib/companions.js';
import { sampled, testAtNight } from '../../lib/at-night.js';
import { companions } from '../../lib/files.js';
import { wholeBundle } from '../../lib/whole-bundle.js';
import { specFolder } from './built-guides.js';

interface Damage {
  name: string;
  file: string;
  /** What is replaced, which must be there; the whole file if left out. */
  find?: string;
  put?: string;
  /** What the message must say. */
  message: RegExp;
}

const en = 'guides/en/errors.md';
const zh = 'guides/zh-CN/errors.md';
const version = 'families/workflows/life-cycles/version.yaml';
const title = '# Errors and what to do';

const damages: Damage[] = [
  {
    name: 'an English text that changed',
    file: en,
    find: 'A call has succeeded',
    put: 'A request has succeeded',
    message: /hashes\.yaml: the English text has changed .*\nerrors: '[0-9a-f]{12}'$/,
  },
  {
    name: 'a decision that changed',
    file: 'families/workflows/decisions.md',
    find: 'We take the four.',
    put: 'We take four.',
    message:
      /decisions\.zh-CN\.md: the English text has changed .*\n## D16\n<!-- x-english: [0-9a-f]{12} -->$/,
  },
  {
    name: 'a hash of no text',
    file: 'guides/zh-CN/hashes.yaml',
    find: 'index:',
    put: "other: '1'\nindex:",
    message: /there is no text other/,
  },
  {
    name: 'a guide without translation',
    file: zh,
    message: /zh-CN\/errors\.md.*"errors" is missing in zh-CN/,
  },
  {
    name: 'a guide without order',
    file: 'guides/order.yaml',
    find: '- errors\n',
    put: '',
    message: /errors\.md: order\.yaml does not name/,
  },
  { name: 'no order', file: 'guides/order.yaml', message: /no file .*order\.yaml/ },
  {
    name: 'an order that is none',
    file: 'guides/order.yaml',
    find: '- get-started',
    put: '- [',
    message: /order\.yaml:\d+:\d+: invalid YAML/,
  },
  {
    name: 'another section',
    file: zh,
    find: '{#missing}',
    put: '{#absent}',
    message: /zh-CN\/errors\.md differs .*## absent stands in place of the section ## missing/,
  },
  {
    name: 'a section at another level',
    file: zh,
    find: '## 资源不存在',
    put: '### 资源不存在',
    message: /differs .*### missing/,
  },
  {
    name: 'a section less',
    file: zh,
    find: '## 在客户端中处理 {#client}',
    put: '',
    message: /nothing stands in place of the section ## client/,
  },
  {
    name: 'a relation of an object that the picture lacks',
    file: 'guides/objects.yaml',
    find: 'to: [workflows]',
    put: 'to: [workflow]',
    message: /objects\.yaml: relation 6 names the unknown object workflow\.$/,
  },
  {
    name: 'a relation without its words in Chinese',
    file: 'guides/objects.yaml',
    find: 'label: { en: runs, zh-CN: 运行 }',
    put: 'label: { en: runs }',
    message: /objects\.yaml: the label of relation 6 has no text in zh-CN\.$/,
  },
  {
    name: 'no objects for the picture of them',
    file: 'guides/objects.yaml',
    message: /nothing stands for the marker \{\{objects\}\}/,
  },
  {
    name: 'a picture less',
    file: 'guides/zh-CN/life-cycle.md',
    find: '{{life-cycle instance}}',
    put: '',
    message: /life-cycle\.md differs .*life-cycle instance/,
  },
  {
    name: 'a heading without id',
    file: en,
    find: ' {#missing}',
    put: '',
    message: /errors\.md: the heading "Nothing found" has no id/,
  },
  {
    name: 'an id twice',
    file: en,
    find: '{#missing}',
    put: '{#status}',
    message: /the id status is there twice/,
  },
  { name: 'no title', file: en, find: title, put: '', message: /errors\.md: there is no title/ },
  {
    name: 'two titles',
    file: en,
    find: title,
    put: `${title}\n\n# More`,
    message: /a second title: More/,
  },
  {
    name: 'HTML',
    file: en,
    find: title,
    put: `${title}\n\n<script>alert(1)</script>`,
    message: /errors\.md: HTML is not for guides: <script>/,
  },
  {
    name: 'HTML in a sentence',
    file: en,
    find: title,
    put: `${title}\n\nA <b>bold</b> word.`,
    message: /HTML is not for guides: <b>/,
  },
  {
    name: 'an image',
    file: en,
    find: title,
    put: `${title}\n\n![x](x.png)`,
    message: /images are not for guides/,
  },
  {
    name: 'code without language',
    file: en,
    find: '```ts',
    put: '```',
    message: /does not say its language/,
  },
  {
    name: 'a link to an unknown anchor',
    file: en,
    find: '(sign-in.md#refused)',
    put: '(sign-in.md#refuse)',
    message: /errors\.md: the link "sign-in\.md#refuse" leads to an anchor/,
  },
  {
    name: 'a link to an unknown guide',
    file: en,
    find: '(sign-in.md#refused)',
    put: '(signin.md)',
    message: /the link "signin\.md" leads to no guide/,
  },
  {
    name: 'a link to an unknown section here',
    file: en,
    find: '(#repeat)',
    put: '(#repeats)',
    message: /the link "#repeats" leads to an anchor/,
  },
  {
    name: 'a link to an unknown operation',
    file: zh,
    find: 'operation:updateAopWorkflow',
    put: 'operation:listFlows',
    message: /zh-CN\/errors\.md: the link "operation:listFlows" names an unknown operation/,
  },
  {
    name: 'a link to an unknown decision',
    file: en,
    find: 'decision:D25',
    put: 'decision:D99',
    message: /the link "decision:D99" names an unknown decision/,
  },
  {
    name: 'a link to an unknown part',
    file: 'guides/en/index.md',
    find: 'site:plain.html',
    put: 'site:plan.html',
    message: /index\.md: the link "site:plan\.html" names no part/,
  },
  {
    name: 'a link with a strange scheme',
    file: en,
    find: '(#repeat)',
    put: '(javascript:alert)',
    message: /scheme that guides do not use/,
  },
  {
    name: 'an unknown marker',
    file: 'guides/en/decisions.md',
    find: '{{decisions}}',
    put: '{{decision}}',
    message: /decisions\.md/,
  },
  {
    name: 'a decision without translation',
    file: 'families/workflows/decisions.zh-CN.md',
    find: '## D14 ',
    put: '## D77 ',
    message: /decisions\.zh-CN\.md: expected D14 here, found D77\./,
  },
  {
    name: 'a translation without decision',
    file: 'shared/decisions.md',
    find: '## S20 ',
    put: '### S20 ',
    message: /decisions\.zh-CN\.md: there is no decision S20\./,
  },
  {
    name: 'a log without translation',
    file: 'shared/decisions.zh-CN.md',
    message: /there is no file .*decisions\.zh-CN\.md: the translation of .*decisions\.md/,
  },
  {
    name: 'a decision without number',
    file: 'families/workflows/decisions.md',
    find: '## D14 ',
    put: '## ',
    message: /decisions\.md: a heading is not of the form/,
  },
  {
    name: 'a decision twice',
    file: 'families/workflows/decisions.md',
    find: '## D14 ',
    put: '## D13 ',
    message: /D13 is there twice/,
  },
  {
    name: 'a state too many',
    file: version,
    find: 'states:\n',
    put: 'states:\n  lost: { en: Lost, zh-CN: 丢失 }\n',
    message: /version\.yaml: the enum has no state lost/,
  },
  {
    name: 'a state too few',
    file: version,
    find: '  rejected: {',
    put: '  refused: {',
    message: /states that are missing here: rejected/,
  },
  {
    name: 'a schema that is no enum',
    file: version,
    find: 'WorkflowVersionStatus',
    put: 'WorkflowResponse',
    message: /"WorkflowResponse" is no enum/,
  },
  {
    name: 'an unknown operation in a picture',
    file: version,
    find: 'operation: deleteAopWorkflowVersion',
    put: 'operation: dropVersion',
    message: /transition 13 names the unknown operation dropVersion/,
  },
  {
    name: 'a transition to nowhere',
    file: version,
    find: 'to: rejected',
    put: 'to: refused',
    message: /transition 5 names the unknown state refused/,
  },
  {
    name: 'a label without translation',
    file: version,
    find: '{ en: create, zh-CN: 创建 }',
    put: '{ en: create }',
    message: /the label of transition 1 has no text in zh-CN/,
  },
  {
    name: 'a label that fell apart',
    file: version,
    find: '{ en: create, zh-CN: 创建 }',
    put: '{ en: create, or copy, zh-CN: 创建 }',
    message: /unknown language or copy/,
  },
  {
    name: 'a source without translation',
    file: version,
    find: 'zh-CN: 用户指南，审核结果表。',
    put: '',
    message: /the source of transition 5 has no text in zh-CN/,
  },
  {
    name: 'a state without translation',
    file: version,
    find: '{ en: Rejected, zh-CN: 审核驳回 }',
    put: '{ zh-CN: 审核驳回 }',
    message: /the state rejected has no text in en/,
  },
  {
    name: 'no word of certainty',
    file: version,
    find: '    inferred: false\n',
    put: '',
    message: /transition 1 does not say whether it is inferred/,
  },
  {
    name: 'a state that nothing leads to',
    file: version,
    find: 'to: publish_failed',
    put: 'to: not_activated',
    message: /no transition leads to publish_failed/,
  },
  {
    name: 'an unknown decision in a picture',
    file: version,
    find: '(D23)',
    put: '(D93)',
    message: /"decision:D93"/,
  },
  {
    name: 'a picture that is missing',
    file: version,
    message: /no file of the life cycle "version"/,
  },
];

/** No damage changes the description itself. */
const described = readSites(wholeBundle(), companions.samples);
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'guides-source-'));
  await cp(specFolder, root, { recursive: true });
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function failure(): Promise<unknown> {
  try {
    await writeGuides(described, findCompanions(join(root, 'openapi.yaml')));
    return undefined;
  } catch (error) {
    return error;
  }
}

async function failureWith({ file: name, find, put }: Damage): Promise<unknown> {
  const file = join(root, name);
  const text = await readFile(file, 'utf8');
  try {
    if (find === undefined || put === undefined) {
      await rm(file);
    } else {
      expect(text).toContain(find);
      await writeFile(file, text.replace(find, put));
    }
    return await failure();
  } finally {
    await writeFile(file, text);
  }
}

// In the gate, the first damage shows it, which is found at the end of such a build.
testAtNight('The guides build from the copy that the damages are done to', async () => {
  expect(await failure()).toBeUndefined();
});

test.each(sampled(damages, 50))('$name stops the build, which names it', async (damage) => {
  const error = await failureWith(damage);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toMatch(damage.message);
});
