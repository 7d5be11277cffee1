import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { pascalCase, snakeCase } from '../../../scripts/lib/operation-list.js';
import type { NamedSample } from '../../../scripts/docs/samples/check.js';

type Language = 'python' | 'java' | 'go';
type Names = Record<Language, Record<string, string>>;

const table = parse(readFileSync(new URL('sdk-names.yaml', import.meta.url), 'utf8')) as {
  core: Record<Language, { modules: string[]; names: string[] }>;
  /** The method of each operation. */
  operations: Record<string, Record<Language, string>>;
  classes: Record<string, Names & { enums?: Record<string, Record<string, string[]>> }>;
};

/** A member that a sample gives to an instance of a class, with the code of its value. */
interface Member {
  class: string;
  name: string;
  value: string;
}

/** How a language writes what the check looks for, in code whose texts are empty. */
interface Form {
  /** An instance is made; its members follow between brackets, or in a chain of calls. */
  instance: RegExp;
  member: RegExp;
  module: RegExp;
  /** Names that the language or the sample itself brings along. */
  own: string[];
  /** How a value of a type begins. */
  value: (type: string, owner: string) => string;
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** How a literal of a type of Go begins. */
const goLiterals: Record<string, string> = {
  string: '"',
  int32: '\\d',
  int64: '\\d',
  float32: '-?\\d',
  bool: '(true|false)\\b',
  'interface{}': '',
};

/** The constants of a class, any of which a value may be. */
function constants(owner: string, language: Language, name: string): string {
  return `(${(table.classes[owner]?.enums?.[language]?.[name] ?? []).join('|')})\\b`;
}

const forms: Record<Language, Form> = {
  python: {
    instance: /([A-Z]\w*)\(/y,
    member: /(\w+)=(?!=)/y,
    module: /^from (\S+)/gm,
    own: ['get', 'open', 'print', 'write'],
    value: (type) =>
      ({
        str: '"',
        int: '\\d',
        float: '-?\\d',
        object: '',
        bool: '(True|False)\\b',
        file: 'FormFile\\(',
      })[type] ??
      (type.startsWith('list') ? '\\[' : type.startsWith('dict') ? '\\{' : `${type}\\(`),
  },
  java: {
    instance: /new ([A-Z]\w*)\(\)/y,
    member: /\.(with\w+)\(\s*/y,
    module: /^import (com\.\S+);/gm,
    own: ['main', 'getenv', 'getOrDefault', 'println', 'of', 'entry', 'ofEntries', 'copy'].concat([
      'valueOf',
      'FileInputStream',
      'UncheckedIOException',
    ]),
    value: (type, owner) =>
      ({
        String: '"',
        Integer: '\\d',
        Long: '\\d+L\\b',
        Boolean: '(true|false)\\b',
        BigDecimal: 'BigDecimal\\.valueOf\\(-?\\d',
        Object: '',
      })[type] ??
      (type.endsWith('Enum')
        ? `${owner}\\.${type}\\.${constants(owner, 'java', type)}`
        : /^(List|Map)</.test(type)
          ? `${type.slice(0, type.indexOf('<'))}\\.of`
          : type.startsWith('InputStream')
            ? 'new FileInputStream\\('
            : `new ${type}\\(`),
  },
  go: {
    instance: /model\.([A-Z]\w*)\{/y,
    member: /([A-Z]\w*):\s*/y,
    module: /"(github\.com[^"]*)"/g,
    own: ['main', 'ptr', 'Getenv', 'Println', 'Printf', 'Fatal', 'Open', 'Create', 'Close'],
    value: (type, owner) => {
      const target = type.replace('*', '');
      const enumName = `${target}Enum`;
      const plain = table.classes[owner]?.enums?.['go']?.[enumName]
        ? `model\\.Get${enumName}\\(\\)\\.${constants(owner, 'go', enumName)}`
        : goLiterals[target];
      if (plain !== undefined) {
        // Go infers the type of no number and of nothing that may be anything.
        return type === target
          ? plain
          : `ptr${/^int|^interface/.test(target) ? escaped(`[${target}]`) : ''}\\(${plain}`;
      }
      if (/^\*def\.\w+Part$/.test(type)) return type.replace('*def.', 'def\\.New') + '\\(';
      return `${escaped(type.replace('*', '&').replace(/[A-Z]\w*$/, 'model.$&'))}\\{`;
    },
  },
};

/** The members of the instances that code makes. */
function membersIn(code: string, { instance, member }: Form): Member[] {
  const found: Member[] = [];
  // The class of what is between each pair of brackets that is open.
  const open: (string | undefined)[] = [undefined];
  for (let index = 0; index < code.length;) {
    const at = (pattern: RegExp) => {
      pattern.lastIndex = index;
      return /\w/.test(code[index - 1] ?? '') ? null : pattern.exec(code);
    };
    const [made, name] = at(instance) ?? [];
    const [given, key] = made === undefined ? (at(member) ?? []) : [];
    const text = made ?? given ?? code[index]!;
    index += text.length;
    if (made?.endsWith('()')) open[open.length - 1] = name;
    else if (made !== undefined) open.push(name);
    else {
      const owner = open.at(-1);
      if (given !== undefined && owner !== undefined) {
        found.push({ class: owner, name: key!, value: code.slice(index) });
      }
      if (/[([{]\s*$/.test(text)) open.push(undefined);
      else if (/[)\]}]/.test(text)) open.pop();
    }
  }
  return found;
}

/** What a sample uses of an SDK that the table of its names does not have, or has in another form. */
export function unknownNames({ operationId, language, source }: NamedSample): string[] {
  const form = forms[language as Language];
  const { names, modules } = table.core[language as Language];
  const method = table.operations[operationId]?.[language as Language];
  const lines = source.replace(/^\s*(#|\/\/).*$/gm, '');
  const code = lines.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const known = new Set([...form.own, ...names, method]);
  const called = [...code.matchAll(/(\w+)\(/g)].map(([, name = '']) => name);
  const members = membersIn(code, form);
  return [
    ...[...lines.matchAll(form.module)]
      .filter(([, name = '']) => !modules.includes(name))
      .map(([, name]) => `the module ${name}`),
    ...called
      .filter((name) => !known.has(name) && !(name in table.classes))
      .filter((name) => !members.some((member) => member.name === name))
      .filter((name) => !/^Get\w+Enum$/.test(name))
      .map((name) => `the name ${name}`),
    ...(new RegExp(`client\\.${method}\\(`).test(code) ? [] : [`no call of ${method}`]),
    ...members.flatMap(({ class: owner, name, value }) => {
      if (names.includes(owner) && names.includes(name)) return [];
      const type = table.classes[owner]?.[language as Language][name];
      if (type === undefined) return [`the member ${owner}.${name}`];
      const fits = new RegExp(`^\\s*${form.value(type, owner)}`).test(value);
      return fits ? [] : [`a value of ${owner}.${name} that is no ${type}`];
    }),
  ];
}

/** What the settings say of members (`sdk.members`) and the SDKs do not have so. */
export function wrongMembers(members: Readonly<Record<string, string>>): string[] {
  return Object.entries(members).flatMap(([key, word]) => {
    const [, owner = '', name = ''] = /^(\w+)\.([\w-]+)/.exec(key) ?? [];
    const { python = {}, java = {}, go = {} } = table.classes[owner] ?? {};
    const types = [
      python[snakeCase(name)] ?? '',
      java[`with${pascalCase(name)}`] ?? '',
      go[pascalCase(name)] ?? '',
    ] as const;
    const [inPython, inJava, inGo] = types;
    const known: Record<string, boolean> = {
      constant: inJava.endsWith('Enum'),
      'no constant': inJava.endsWith('Enum'),
      optional: inGo.startsWith('*'),
      absent: owner in table.classes && inGo === '',
      string: inPython === 'str',
      integer: inPython === 'int',
      map: inPython.startsWith('dict'),
    };
    const isTrue = known[word] ?? types.every((type) => type.split(/\W+/).includes(word));
    return isTrue ? [] : [key];
  });
}
