import { snakeCase } from '../../lib/operation-list.js';
import { fileName } from './call.js';
import { called, layOut, prefixed, text, type Code } from './layout.js';
import type { SdkCall, SdkValue } from './sdk.js';
import type { SampleSettings, SdkSettings } from './settings.js';

const step = '    ';

/** A call as a Python module that uses the vendor's SDK, signed by access key. */
export function pythonSample(
  call: SdkCall,
  { environment }: SampleSettings,
  settings: SdkSettings,
): string {
  const { install, package: service, core } = settings.python;
  const { request, values, project } = call;
  const classes = values.flatMap((value) => (value.kind === 'object' ? [value.class] : []));
  const names = [...new Set([settings.client, ...classes])].sort();
  const variable = (name: string) => `os.environ[${text(name)}]`;
  const endpoint: Code = {
    open: '.with_endpoint(os.environ.get(',
    items: [text(environment.endpoint), text(call.endpoint)],
    close: '))',
  };
  return [
    `# ${install}`,
    'import os',
    '',
    `from ${core}.auth.credentials import BasicCredentials`,
    ...(values.some(({ kind }) => kind === 'file')
      ? [`from ${core}.http.formdata import FormFile`]
      : []),
    importLine(service, names),
    '',
    layOut(
      {
        open: 'credentials = BasicCredentials(',
        items: [
          variable(environment.accessKey),
          variable(environment.secretKey),
          ...(project === undefined ? [] : [text(project)]),
        ],
        close: ')',
      },
      step,
    ),
    'client = (',
    `${step}${settings.client}.new_builder()`,
    `${step}.with_credentials(credentials)`,
    step + layOut(endpoint, step, step),
    `${step}.build()`,
    ')',
    '',
    `# ${call.title}`,
    layOut(prefixed('request = ', literal(request)), step),
    `response = client.${snakeCase(call.operationId)}(request)`,
    ...(call.answer === 'file'
      ? [
          `with open(${text(fileName(call.operationId))}, "wb") as file:`,
          `${step}response.consume_download_stream(lambda stream: file.write(stream.content))`,
        ]
      : ['print(response)']),
    '',
  ].join('\n');
}

function importLine(module: string, names: readonly string[]): string {
  const line = `from ${module} import ${names.join(', ')}`;
  return line.length < 80
    ? line
    : layOut({ open: `from ${module} import (`, items: names, close: ')' }, step);
}

function literal(value: SdkValue): Code {
  switch (value.kind) {
    case 'object':
      return {
        open: `${value.class}(`,
        items: value.members.map((member) =>
          prefixed(`${snakeCase(member.name)}=`, literal(member.value)),
        ),
        close: ')',
      };
    case 'list':
      return { open: '[', items: value.items.map(literal), close: ']' };
    case 'file':
      return called('FormFile', `open(${text(value.name)}, "rb")`);
    case 'enum':
      return JSON.stringify(value.value);
    case 'plain':
      return plainLiteral(value.value);
  }
}

/** A JSON value as a Python literal. */
function plainLiteral(value: unknown): Code {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return { open: '[', items: value.map(plainLiteral), close: ']' };
  const items = Object.entries(value).map(([name, item]) =>
    prefixed(`${text(name)}: `, plainLiteral(item)),
  );
  return { open: '{', items, close: '}' };
}
