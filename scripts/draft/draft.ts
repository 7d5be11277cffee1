import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { count } from '../lib/text.js';
import { bundle } from '../lib/openapi/bundle.js';
import { UserError } from '../lib/cli.js';
import { findCompanions } from '../lib/companions.js';
import { draftMark as mark } from '../lib/draft-mark.js';
import { isObject, objectAt, readDescription } from '../lib/openapi/document.js';
import { step, valueAt } from '../lib/openapi/pointer.js';
import { capitalize } from '../lib/operation-list.js';
import { operationIdOf, readFacts, type FamilyFacts, type OperationFacts } from '../lib/facts.js';
import { checkDocument } from '../lib/openapi/check.js';
import { displayPath } from '../lib/openapi/source.js';
import { validatorsOf } from '../lib/openapi/validators.js';
import { withTemporaryFolder } from '../lib/temporary-folder.js';
import { factsWith } from './facts-file.js';
import { draftOperation } from './operation.js';
import { SpecFiles } from './spec-files.js';
import { DraftTexts } from './texts.js';
import { addTranslations } from './translations.js';

/** What is drafted, and from what. */
export interface DraftOptions {
  /** File of facts of the family. */
  readonly facts: string;
  /** Name of the operation: the vendor's, or the operationId that it will have. */
  readonly operation: string;
  /** The description that the draft is written into. */
  readonly spec: string;
  readonly signal?: AbortSignal;
}

/** What was drafted. */
export interface Draft {
  readonly operationId: string;
  /** The files that were written, as a person at the terminal would write them. */
  readonly files: readonly string[];
  /** What is left to do, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Writes the first draft of an operation: path, schemas, examples, translation, an entry in the index
 * and the facts. Nothing is written unless all of it could be made and bundled.
 *
 * @throws UserError if the facts do not have the operation, or the description has it already
 */
export async function draft(options: DraftOptions): Promise<Draft> {
  const spec = resolve(options.spec);
  checkDocument(spec);
  const folder = dirname(spec);
  const facts = readFacts(options.facts);
  const operation = findOperation(facts, options);
  const id = operationIdOf(operation, facts);
  const files = new SpecFiles(folder);
  const texts = new DraftTexts();
  refuseDuplicate(files, id, operation);
  const factsFolder = join(folder, '../test/spec/facts');
  const factsFile = join(factsFolder, `${facts.family}.yaml`);
  const commonFile = join(factsFolder, 'common.yaml');
  const { sources: code = {}, time_pattern: timePattern = '' } = existsSync(commonFile)
    ? readFacts<{ sources?: Record<string, { date: string }>; time_pattern?: string }>(commonFile)
    : {};
  const tag = tagOf(facts, operation, files, texts);
  const page = String(valueAt(files.read('openapi.yaml'), ['info', 'contact', 'url']) ?? '');
  const drafted = { facts, operation, files, texts, tag, code, timePattern, page };
  draftOperation(drafted);
  const { conflicts = [], behaviour = [] } = operation;
  if (conflicts.length + behaviour.length > 0) {
    files.note(relative(folder, factsFile), `heed the conflicts and the behaviour noted of ${id}.`);
  }
  const copiedFacts = factsWith(options.facts, factsFile, facts, operation);

  await withTemporaryFolder('draft-', async (work) => {
    const copy = join(work, 'spec', basename(spec));
    cpSync(folder, dirname(copy), { recursive: true });
    publish(absolute(dirname(copy), files.changes));
    const out = join(work, 'out');
    await bundle(copy, findCompanions(copy), out, { signal: options.signal });
    const description = readDescription(join(out, 'openapi.json'));
    const validatorOf = validatorsOf(description);
    for (const part of ['Request', 'Response']) {
      const path = `families/${facts.family}/examples/${id}${part}.yaml`;
      if (!files.changes.has(path)) continue;
      const at = part === 'Request' ? '/requestBody' : `/responses/${operation.response.status}`;
      const place = `/paths${step(operation.path)}/${operation.method.toLowerCase()}${at}/content`;
      const [mediaType = ''] = Object.keys(objectAt(description, place));
      // A schema that was there may ask for more than the facts say.
      const [wrong] = validatorOf(`${place}${step(mediaType)}/schema`)(files.read(path)['value']);
      if (wrong !== undefined) files.note(path, `correct the example, ${wrong}.`);
    }
    addTranslations(drafted, description.document, copy);
  });

  const written = new Map([...absolute(folder, files.changes), [factsFile, copiedFacts]]);
  publish(written);
  for (const [path, text] of files.changes) {
    const marks = text.split(mark).length - 1;
    if (marks > 0) files.note(path, `word ${count(marks, 'text')} marked ${mark}`);
  }
  return {
    operationId: id,
    files: [...written.keys()].map(displayPath),
    notes: files.notes,
  };
}

function findOperation(
  facts: FamilyFacts,
  { operation: name, facts: file }: DraftOptions,
): OperationFacts {
  const wanted = name.charAt(0).toLowerCase() + name.slice(1);
  const ids = facts.operations.map((each) => operationIdOf(each, facts));
  const found = facts.operations[ids.indexOf(wanted)];
  if (found !== undefined) return found;
  throw new UserError(
    `${displayPath(file)} has no operation ${name}; it has ${ids.sort().join(', ')}.`,
  );
}

function refuseDuplicate(files: SpecFiles, id: string, operation: OperationFacts): void {
  for (const path of files.below('paths')) {
    const known = Object.values(files.read(path)).some(
      (each) => isObject(each) && each['operationId'] === id,
    );
    if (known) throw new UserError(`${displayPath(join(files.folder, path))} has ${id} already.`);
  }
  const file = files.fileOf(operation.path);
  if (file !== undefined && operation.method.toLowerCase() in files.read(file)) {
    throw new UserError(
      `${displayPath(join(files.folder, file))} has ${operation.method} already.`,
    );
  }
}

/** The tag of the operation. A family without a group gets one, with a tag of the same name. */
function tagOf(
  facts: FamilyFacts,
  operation: OperationFacts,
  files: SpecFiles,
  texts: DraftTexts,
): string {
  const index = files.read('openapi.yaml');
  const groups = Array.isArray(index['x-tagGroups']) ? index['x-tagGroups'].filter(isObject) : [];
  const group = groups.find(
    ({ name, 'x-family': family }) => folderOf(String(family ?? name)) === facts.family,
  );
  if (group !== undefined) {
    const tags = Array.isArray(group['tags']) ? group['tags'].map(String) : [];
    const [first = ''] = tags;
    if (tags.length > 1)
      files.note('openapi.yaml', `decide which tag ${operation.operationId} has.`);
    return tags.find((tag) => tag === operation.tag) ?? first;
  }
  const isNamed = folderOf(facts.title) === facts.family;
  const name = isNamed ? facts.title : capitalize(facts.family.replaceAll('-', ' '));
  const zh = facts.title_zh ?? '';
  const description = texts.sentence(facts.title, zh);
  files.insert('openapi.yaml', ['tags'], {
    name,
    'x-displayName': texts.add(isNamed ? name : `${mark} ${facts.title}`, zh),
    description,
  });
  if (groups.length > 0) {
    files.insert('openapi.yaml', ['x-tagGroups'], { name, 'x-family': facts.family, tags: [name] });
  }
  return name;
}

/** The folder of a family: the name of its group in kebab-case. */
function folderOf(group: string): string {
  return group.toLowerCase().replaceAll(/\W+/g, '-');
}

function absolute(folder: string, files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...files].map(([path, text]) => [join(folder, path), text]));
}

/** Writes all files, or none: what was there comes back if one cannot be written. */
function publish(files: ReadonlyMap<string, string>): void {
  const undo: (() => void)[] = [];
  try {
    for (const [path, text] of files) {
      const made = mkdirSync(dirname(path), { recursive: true });
      if (made !== undefined) undo.unshift(() => rmSync(made, { recursive: true }));
      const former = existsSync(path) ? readFileSync(path) : undefined;
      undo.unshift(() => {
        if (former === undefined) rmSync(path, { force: true });
        else writeFileSync(path, former);
      });
      writeFileSync(path, text);
    }
  } catch (error) {
    for (const restore of undo) restore();
    throw new UserError(`the draft cannot be written: ${(error as Error).message}`);
  }
}
