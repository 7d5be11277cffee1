import { isJson } from '../../lib/openapi/document.js';
import { pascalCase } from '../../lib/operation-list.js';
import { fileName } from './call.js';
import { called, layOut, prefixed, text, type Code } from './layout.js';
import type { SdkCall, SdkMember, SdkValue } from './sdk.js';
import type { SampleSettings, SdkSettings } from './settings.js';

const step = '\t';

/** A call as a Go program that uses the vendor's SDK, signed by access key. */
export function goSample(
  call: SdkCall,
  { environment, contentType }: SampleSettings,
  settings: SdkSettings,
): string {
  const { client } = settings;
  const { install, package: service, core } = settings.go;
  const name = /\w+(?=\/v\d+$)/.exec(service)?.[0] ?? 'service';
  const { request, values, project } = call;
  const files = values.flatMap((value) => (value.kind === 'file' ? [value.name] : []));
  // The SDK of Go alone has the type of a JSON request among its members, of most requests.
  const isForm = call.body !== undefined && !isJson(call.body.mediaType);
  const hasType = !isForm && settings.members[`${request.class}.Content-Type`] !== 'absent';
  const type: SdkMember = {
    name: 'Content-Type',
    required: true,
    value: { kind: 'plain', type: 'string', value: contentType },
  };
  const members = [...(hasType ? [type] : []), ...request.members];
  const code = prefixed('request := &', objectLiteral(request.class, members));
  const written = layOut(code, step, step);
  const orFail = (value: string, source: string[]) => [
    `${step}${value}, err := ${source[0]}`,
    ...source.slice(1).map((line) => step + line),
    `${step}if err != nil {`,
    `${step}${step}log.Fatal(err)`,
    `${step}}`,
  ];
  return [
    `// ${install}`,
    'package main',
    '',
    'import (',
    ...(call.answer === 'file' ? [] : [`${step}"fmt"`]),
    `${step}"log"`,
    `${step}"os"`,
    '',
    `${step}"${core}/auth/basic"`,
    ...(isForm ? [`${step}"${core}/def"`] : []),
    `${step}${name} "${service}"`,
    `${step}"${service}/model"`,
    ')',
    '',
    ...(/\bptr[[(]/.test(written) ? ['func ptr[T any](value T) *T { return &value }', ''] : []),
    'func main() {',
    ...orFail('credentials', [
      'basic.NewCredentialsBuilder().',
      `${step}WithAk(os.Getenv(${text(environment.accessKey)})).`,
      `${step}WithSk(os.Getenv(${text(environment.secretKey)})).`,
      ...(project === undefined ? [] : [`${step}WithProjectId(${text(project)}).`]),
      `${step}SafeBuild()`,
    ]),
    `${step}endpoint := os.Getenv(${text(environment.endpoint)})`,
    `${step}if endpoint == "" {`,
    `${step}${step}endpoint = ${text(call.endpoint)}`,
    `${step}}`,
    ...orFail('builder', [
      `${name}.${client}Builder().`,
      `${step}WithCredential(credentials).`,
      `${step}WithEndpoint(endpoint).`,
      `${step}SafeBuild()`,
    ]),
    `${step}client := ${name}.New${client}(builder)`,
    '',
    `${step}// ${call.title}`,
    ...files.flatMap((file) => orFail(variable(file), [`os.Open(${text(file)})`])),
    step + written,
    ...orFail('response', [`client.${pascalCase(call.operationId)}(request)`]),
    ...(call.answer === 'file'
      ? [
          ...orFail('file', [`os.Create(${text(fileName(call.operationId))})`]),
          `${step}defer file.Close()`,
          `${step}if _, err := response.Consume(file); err != nil {`,
          `${step}${step}log.Fatal(err)`,
          `${step}}`,
        ]
      : [`${step}fmt.Println(response)`]),
    '}',
    '',
  ].join('\n');
}

/** The variable of a file that is opened before the request is made. */
function variable(file: string): string {
  return file.replace(/\.\w+$/, '').replace(/\W+/g, '_');
}

function objectLiteral(name: string, members: readonly SdkMember[]): Code {
  const isForm = members.some(({ value }) => value.kind === 'file');
  return {
    open: `model.${name}{`,
    items: members.map((member) =>
      prefixed(
        `${pascalCase(member.name)}: `,
        isForm && member.value.kind !== 'file' ? partLiteral(member.value) : memberLiteral(member),
      ),
    ),
    close: '}',
  };
}

/** A value in a form with files. */
function partLiteral(value: SdkValue): Code {
  const plain = value.kind === 'enum' || value.kind === 'plain' ? value.value : undefined;
  return `def.NewMultiPart(${JSON.stringify(plain)})`;
}

/**
 * A member's value: objects and values of any type are pointers, and so is what may be left out, but for
 * maps and decimals.
 */
function memberLiteral({ required, value }: SdkMember): Code {
  const code = literal(value);
  switch (value.kind) {
    case 'object':
      return prefixed('&', code);
    case 'file':
      return code;
    case 'list':
      return required ? code : prefixed('&', code);
    case 'enum':
      return required ? code : called('ptr', code);
    case 'plain': {
      if (value.type === 'any') return called('ptr[interface{}]', code);
      if (required || value.type === 'map' || value.type === 'number') return code;
      // A number alone would be of the type int.
      return called(
        { integer: 'ptr[int32]', long: 'ptr[int64]', string: 'ptr', boolean: 'ptr' }[value.type],
        code,
      );
    }
  }
}

/** The name of the constant for a value. */
function constant(value: string | number): string {
  return typeof value === 'number'
    ? `E_${value}`
    : value
        .replace(/(?<=[a-z\d])[A-Z]/g, '_$&')
        // Of punctuation, that of Chinese texts is left out.
        .replace(/[^\p{ASCII}]/gu, '')
        .replace(/\W+/g, '_')
        .toUpperCase();
}

function literal(value: SdkValue): Code {
  switch (value.kind) {
    case 'object':
      return objectLiteral(value.class, value.members);
    case 'list': {
      const [first] = value.items;
      const type =
        first?.kind === 'object'
          ? `model.${first.class}`
          : first?.kind === 'plain' && first.type === 'string'
            ? 'string'
            : 'interface{}';
      return { open: `[]${type}{`, items: value.items.map(literal), close: '}' };
    }
    case 'file':
      return `def.NewFilePart(${variable(value.name)})`;
    case 'enum': {
      const type = value.class + pascalCase(value.member);
      return `model.Get${type}Enum().${constant(value.value)}`;
    }
    case 'plain':
      return plainLiteral(value.value);
  }
}

/** A JSON value as Go holds one of no known type. */
function plainLiteral(value: unknown): Code {
  if (value === null) return 'nil';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) {
    return { open: '[]interface{}{', items: value.map(plainLiteral), close: '}' };
  }
  const items = Object.entries(value).map(([name, item]) =>
    prefixed(`${text(name)}: `, plainLiteral(item)),
  );
  return { open: 'map[string]interface{}{', items, close: '}' };
}
