import {
  defaultOf,
  formatOf,
  operationIdOf,
  parametersOf,
  rangeOf,
  bareMediaType,
  schemaNameOf,
  valuesOf,
  type Fact,
  type FamilyFacts,
  type OperationFacts,
} from '../../../scripts/lib/facts.js';
import { listOf, softKeywords, textOf, type Facts } from './fact.js';

/** What holds for every operation: `common.yaml`. */
export interface CommonFacts {
  readonly server: { readonly url: string; readonly regions: readonly string[] };
  /** Each is one way to sign in: the headers that have to be sent together. */
  readonly security: readonly (readonly string[])[];
  /** The API's own form of a time. */
  readonly time_pattern: string;
  /** What every answer may carry. */
  readonly headers: Readonly<Record<string, Fact>>;
  /** By status: the schemas of its body, of which one fits. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly schemas: NonNullable<FamilyFacts['schemas']>;
}

/** The facts of the sources, family by family. */
export function expectedFacts(families: readonly FamilyFacts[], common: CommonFacts): Facts {
  const facts: Facts = new Map();
  const shared: FamilyFacts = { ...common, family: 'common', title: '', operations: [] };
  for (const family of [...families, shared]) {
    for (const operation of family.operations) addOperation(facts, operation, family, common);
    for (const [version, schemas] of Object.entries(family.schemas ?? {})) {
      const add = adder(facts, version, family, common);
      for (const [name, { fields, ...schema }] of Object.entries(schemas)) {
        const subject = schemaNameOf(name, version, family.schemas ?? {});
        add(subject, fields ? { type: 'object' } : schema);
        for (const [member, fact] of Object.entries(fields ?? {})) {
          add(`${subject}.${member}`, fact, true);
        }
      }
    }
  }
  facts.set('server url', common.server.url).set('server regions', listOf(common.server.regions));
  return facts;
}

/** The names of the schemas that have facts of their own. */
export function schemaNames(families: readonly Pick<FamilyFacts, 'schemas'>[]): Set<string> {
  const names = families.flatMap(({ schemas = {} }) =>
    Object.entries(schemas).flatMap(([version, named]) =>
      Object.keys(named).map((name) => schemaNameOf(name, version, schemas)),
    ),
  );
  return new Set(names);
}

function addOperation(
  facts: Facts,
  operation: OperationFacts,
  family: FamilyFacts,
  common: CommonFacts,
): void {
  const id = operationIdOf(operation, family);
  const add = adder(facts, operation.version, family, common);
  const { method, path, tag, request, response, statuses = {}, error_members: named } = operation;
  facts.set(`${id} method`, method).set(`${id} path`, path).set(`${id} family`, family.family);
  facts.set(`${id} security`, listOf(common.security.map((way) => listOf(way, '+'))));
  if (tag !== undefined) facts.set(`${id} tag`, tag);
  for (const fact of parametersOf(operation)) add(`${id} ${fact.in}.${fact.name}`, fact, true);
  for (const [name, style] of Object.entries(operation.array_style ?? {})) {
    if (style === 'csv') facts.set(`${id} query.${name} explode`, 'false');
  }
  if (request) {
    facts.set(`${id} body media`, bareMediaType(request.media_type));
    add(`${id} body`, request, true);
  }

  const { status, shape, members = {}, body, media_type: media = 'application/json' } = response;
  const isFile = shape.startsWith('file');
  if (shape !== 'empty') {
    facts.set(`${id} ${status} media`, media);
    add(`${id} ${status}`, body ?? { type: isFile ? 'file' : 'object' });
  }
  for (const [member, fact] of Object.entries(members)) {
    add(`${id} ${status}.${member}`, fact, true);
  }
  for (const error of new Set([...Object.keys(common.errors), ...Object.keys(named ?? {})])) {
    // A source may know of one of the bodies only.
    const schemas = common.errors[error] ?? [];
    const own = Object.entries(common.schemas['v1'] ?? {})
      .filter(([, { fields = {} }]) => named?.[error]?.every((member) => member in fields))
      .map(([name]) => name);
    const isOther = own.length > 0 && !own.some((name) => schemas.includes(name));
    facts.set(`${id} ${error} media`, 'application/json');
    facts.set(`${id} ${error} schema`, listOf(isOther ? own : schemas));
  }
  for (const each of new Set([status, ...Object.keys(statuses), ...Object.keys(common.errors)])) {
    facts.set(`${id} ${each} status`, 'documented');
    for (const [name, fact] of Object.entries(common.headers)) {
      add(`${id} ${each} header.${name.toLowerCase()}`, fact, true);
    }
  }
  for (const name of response.headers ?? []) {
    if (name.toLowerCase() === 'content-type') continue;
    add(`${id} ${status} header.${name.toLowerCase()}`, { type: 'string' }, true);
  }
}

/** Adds what is known of a value at a place. */
function adder(facts: Facts, version: string, { schemas = {} }: FamilyFacts, common: CommonFacts) {
  const time = new RegExp(common.time_pattern);
  return function add(place: string, fact: Fact, isMember = false): void {
    const set = (keyword: string, value: unknown) => {
      if (value !== undefined) facts.set(`${place} ${keyword}`, textOf(value));
    };
    if (isMember) set('required', fact.required === true);
    set('default', defaultOf(fact));
    if (fact.schema !== undefined) {
      set('schema', schemaNameOf(fact.schema, version, schemas));
      return;
    }
    const isTime = fact.layout === 'time' || time.test(String(fact.example));
    const values = valuesOf(fact);
    set('type', fact.map ? 'map' : fact.type);
    set('format', formatOf(fact));
    if (values) set('enum', listOf(values));
    if (isTime && fact.type === 'string') set('layout', 'time');
    for (const [keyword, bound] of Object.entries(rangeOf(fact))) set(keyword, bound);
    for (const keyword of softKeywords) set(keyword, fact[keyword]);
    if (fact.items) add(`${place}[]`, fact.items);
    if (fact.map) add(`${place}{}`, fact.map);
  };
}
