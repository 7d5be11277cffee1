import { camelCase, pascalCase } from '../../lib/operation-list.js';
import { fileName } from './call.js';
import { called, layOut, prefixed, text, type Code } from './layout.js';
import type { SdkCall, SdkObject, SdkValue } from './sdk.js';
import type { SampleSettings, SdkSettings } from './settings.js';

const step = '    ';
const body = step + step;

/** A call as a Java class that uses the vendor's SDK, signed by access key. */
export function javaSample(
  call: SdkCall,
  { environment }: SampleSettings,
  settings: SdkSettings,
): string {
  const { client } = settings;
  const { install, package: service, core } = settings.java;
  const { request, values, project } = call;
  const uses = (kind: SdkValue['kind']) => values.some((value) => value.kind === kind);
  const holdsData = values.some(
    (value) => value.kind === 'plain' && typeof value.value === 'object' && value.value !== null,
  );
  const imports = [
    `${core}.auth.BasicCredentials`,
    `${service}.${client}`,
    `${service}.model.*`,
    ...(uses('file') || call.answer === 'file' ? ['java.io.*'] : []),
    ...(call.answer === 'file' ? ['java.nio.file.*'] : []),
    ...(values.some(isDecimal) ? ['java.math.BigDecimal'] : []),
    ...(uses('list') || holdsData ? ['java.util.*'] : []),
  ];
  const credentials = chain('new BasicCredentials()', [
    `.withAk(System.getenv(${text(environment.accessKey)}))`,
    `.withSk(System.getenv(${text(environment.secretKey)}))`,
    ...(project === undefined ? [] : [`.withProjectId(${text(project)})`]),
  ]);
  const built = chain(`${client}.newBuilder()`, [
    '.withCredential(credentials)',
    {
      open: '.withEndpoint(System.getenv().getOrDefault(',
      items: [text(environment.endpoint), text(call.endpoint)],
      close: '))',
      bareEnd: true,
    },
    '.build()',
  ]);
  const statement = (code: Code) => `${body}${layOut(code, step, body)};`;
  const method = `client.${camelCase(call.operationId)}(request)`;
  return [
    `// ${install}`,
    ...imports.map((name) => `import ${name};`),
    '',
    `public class ${pascalCase(call.operationId)} {`,
    `${step}public static void main(String[] args)${uses('file') ? ' throws IOException' : ''} {`,
    statement(prefixed('BasicCredentials credentials = ', credentials)),
    statement(prefixed(`${client} client = `, built)),
    '',
    `${body}// ${call.title}`,
    statement(prefixed(`${request.class} request = `, literal(request))),
    ...(call.answer === 'file' ? savingLines(method, fileName(call.operationId)) : []),
    ...(call.answer === 'file' ? [] : [statement(`System.out.println(${method})`)]),
    `${step}}`,
    '}',
    '',
  ].join('\n');
}

function savingLines(method: string, file: string): string[] {
  return [
    `${method}.consumeDownloadStream(stream -> {`,
    `${step}try {`,
    `${step}${step}Files.copy(stream, Path.of(${text(file)}), StandardCopyOption.REPLACE_EXISTING);`,
    `${step}} catch (IOException error) {`,
    `${step}${step}throw new UncheckedIOException(error);`,
    `${step}}`,
    '});',
  ].map((line) => body + line);
}

function chain(open: string, items: Code[]): Code {
  return { open, items, close: '', separator: '' };
}

function literal(value: SdkValue): Code {
  switch (value.kind) {
    case 'object':
      return objectLiteral(value);
    case 'list':
      return { open: 'List.of(', items: value.items.map(literal), close: ')', bareEnd: true };
    case 'file':
      return `new FileInputStream(${text(value.name)}), ${text(value.name)}`;
    case 'enum': {
      const type = `${value.class}.${pascalCase(value.member)}Enum`;
      return `${type}.${constant(value.value)}`;
    }
    case 'plain':
      if (value.type === 'long') return `${String(value.value)}L`;
      if (isDecimal(value)) return `BigDecimal.valueOf(${String(value.value)})`;
      return plainLiteral(value.value);
  }
}

/** The SDK has numbers that may have a fraction as decimals. */
function isDecimal(value: SdkValue): boolean {
  return value.kind === 'plain' && value.type === 'number';
}

/** The name of the constant for a value. */
function constant(value: string | number): string {
  return typeof value === 'number' ? `NUMBER_${value}` : value.replace(/\W+/g, '_').toUpperCase();
}

function objectLiteral({ class: name, members }: SdkObject): Code {
  return chain(
    `new ${name}()`,
    members.map((member) => {
      const setter = `.with${pascalCase(member.name)}`;
      const value = literal(member.value);
      // A chain of calls begins in a line of its own, and other brackets are those of the call.
      return typeof value !== 'string' && value.close === ''
        ? { open: `${setter}(`, items: [value], close: ')', bareEnd: true }
        : called(setter, value);
    }),
  );
}

/** A JSON value as Java's collections hold it. */
function plainLiteral(value: unknown): Code {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const list = (open: string, items: Code[]) => ({ open, items, close: ')', bareEnd: true });
  if (Array.isArray(value)) return list('List.of(', value.map(plainLiteral));
  const entries = Object.entries(value).map(([name, item]) =>
    prefixed(`Map.entry(${text(name)}, `, closed(plainLiteral(item))),
  );
  return entries.length === 0 ? 'Map.of()' : list('Map.ofEntries(', entries);
}

function closed(code: Code): Code {
  return typeof code === 'string' ? `${code})` : { ...code, close: `${code.close})` };
}
