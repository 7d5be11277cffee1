import { camelCase } from '../../lib/operation-list.js';
import { anyToken, fileName, type Call, type CallBody, type SampleContext } from './call.js';
import { called, layOut } from './layout.js';
import { Expression, literal, quoted } from './literal.js';
import type { SampleSettings } from './settings.js';

/** A call as a TypeScript module that uses the client of the package, signed in by token. */
export function typescriptSample(
  call: Call,
  { document, words, endpoint }: SampleContext,
  settings: SampleSettings,
): string {
  const { environment } = settings;
  const functions = [
    ...(call.body && (isFile(call.body) || call.body.files.length > 0) ? ['readFile'] : []),
    ...(call.answer === 'file' ? ['writeFile'] : []),
  ];
  const imports = [
    `// ${settings.install}`,
    ...(functions.length === 0
      ? []
      : [`import { ${functions.join(', ')} } from 'node:fs/promises';`]),
    `import { ${settings.client} } from ${quoted(`${settings.package}/client`)};`,
    `import { ${call.namespace} } from ${quoted(`${settings.package}/${call.family}`)};`,
  ];
  const bound = call.parameters.filter(({ boundByClient }) => boundByClient);
  const client = [
    `const options = {`,
    `  endpoint: process.env.${environment.endpoint} ?? ${quoted(endpoint)},`,
    `  token: process.env.${environment.token} ?? '${anyToken}', // ${words.anyToken}`,
    ...[...bound, ...projectBeside(bound, document, settings)].map(
      ({ key, value }) => `  ${camelCase(key)}: ${layOut(literal(value), '  ')},`,
    ),
    '};',
    `const client = ${settings.client}(options, { ${call.namespace} });`,
  ];
  const input = Object.fromEntries(
    call.parameters
      .filter(({ boundByClient }) => !boundByClient)
      .map(({ key, value }) => [key, value] as const),
  );
  if (call.body !== undefined) input['body'] = bodyOf(call.body);
  const method = `const answer = await client.${call.namespace}.${call.operationId}`;
  const argument = Object.keys(input).length === 0 ? '' : literal(input);
  return [
    ...imports,
    '',
    ...client,
    '',
    `// ${call.title}`,
    `${layOut(called(method, argument), '  ')};`,
    call.answer === 'file'
      ? `await writeFile(${quoted(fileName(call.operationId))}, Buffer.from(await answer.arrayBuffer()));`
      : 'console.log(answer);',
    '',
  ].join('\n');
}

/** The project, which a client always has, where no request of the call names it. */
function projectBeside(
  bound: Call['parameters'],
  { components }: SampleContext['document'],
  { sdk }: SampleSettings,
): Pick<Call['parameters'][number], 'key' | 'value'>[] {
  const key = sdk?.projectParameter;
  if (key === undefined || bound.some(({ name }) => name === key)) return [];
  const all = Object.values(components?.['parameters'] ?? {}) as {
    name?: string;
    example?: unknown;
  }[];
  const value = all.find(({ name }) => name === key)?.example;
  return value === undefined ? [] : [{ key, value }];
}

/** Whether the body is a file as a whole: nobody makes up its bytes. */
const isFile = ({ value }: CallBody): boolean => value === undefined;

function bodyOf(body: CallBody): unknown {
  const { value, files } = body;
  const read = (name: string) =>
    new Expression(`new Blob([await readFile(${quoted(fileName(name))})])`);
  if (isFile(body)) return read('body');
  if (files.length === 0) return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).map(([name, member]) => [
      name,
      files.includes(name) ? read(name) : member,
    ]),
  );
}
