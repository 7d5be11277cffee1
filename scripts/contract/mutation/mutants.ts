import { bareMediaType } from '../oracle/media-type.js';
import { isObject, step, type Description, type JsonObject } from '../../lib/description.js';
import { documentedAnswers } from './documented-answer.js';
import { damagesOf } from './answers/damage.js';
import { headerDrift } from './answers/header-drift.js';
import { responsesOnTrial } from './answers/response.js';
import { schemaDrift } from './answers/schema-drift.js';
import { descriptionOf, type InlinedOperation } from './inline.js';
import { valueAt, withValueAt } from './json.js';
import type { Mutant, Play } from './mutant.js';
import { documentEdits } from './operators/document.js';
import type { DocumentContext } from './operators/document-edit.js';
import type { SchemaContext, SchemaEdit } from './operators/edit.js';
import { operationOf } from './operators/parameters.js';
import { schemaEdits } from './operators/schema.js';
import { documentEquivalence, requestEquivalence, type RequestPlace } from './equivalence.js';
import { schemaSites, type SchemaSite } from './sites.js';

/** All mutants of one operation, in a stable order. */
export type MutantsOf = (inlined: InlinedOperation) => Mutant[];

/** Makes the mutants of the operations of a description. */
export function mutantsOf(description: Description, all: readonly InlinedOperation[]): MutantsOf {
  const context: SchemaContext = { enumerations: enumerationsOf(description.document) };
  return (inlined) =>
    numbered([
      ...documentMutants(inlined, documentContext(all, inlined)),
      ...requestMutants(inlined, context),
      ...responseMutants(inlined, context),
      ...headerMutants(inlined, context),
      ...damageMutants(inlined),
    ]);
}

type Draft = Omit<Mutant, 'id'>;

function documentMutants(inlined: InlinedOperation, context: DocumentContext): Draft[] {
  return documentEdits(inlined, context).map((edit) => {
    const { operator, at, what, wanted, document } = edit;
    return {
      operationId: inlined.operation.id,
      operator,
      pointer: inlined.origin(at),
      what,
      wanted,
      play: {
        kind: 'document' as const,
        document,
        proof: () => documentEquivalence(edit, valueAt(inlined.document, at)),
      },
    };
  });
}

/** Changed schemas of parameters and bodies, which Prism asks of requests. */
function requestMutants(inlined: InlinedOperation, context: SchemaContext): Draft[] {
  return requestSchemas(inlined).flatMap(({ root, place }) =>
    schemaSites(valueAt(inlined.document, root)).flatMap((site) =>
      schemaEdits(site.schema, context).map((edit) =>
        drafted(inlined, root, site, edit, 'sent', requestPlay(inlined, root, place, site, edit)),
      ),
    ),
  );
}

function requestPlay(
  { document }: InlinedOperation,
  root: string,
  place: RequestPlace,
  site: SchemaSite,
  edit: SchemaEdit,
): Play {
  return {
    kind: 'document',
    document: () => withValueAt(document, root + site.at, edit.schema),
    proof: () => requestEquivalence(place, site, edit),
  };
}

function requestSchemas(inlined: InlinedOperation): { root: string; place: RequestPlace }[] {
  const operation = operationOf(inlined);
  const parameters = (operation['parameters'] ?? []) as readonly JsonObject[];
  const body = operation['requestBody'];
  const content: JsonObject = isObject(body) && isObject(body['content']) ? body['content'] : {};
  const owner = `${inlined.pointer}/requestBody/content`;
  return [
    ...parameters.flatMap((parameter, index) =>
      parameter['schema'] === undefined
        ? []
        : [
            {
              root: `${inlined.pointer}/parameters/${index}/schema`,
              place: {
                in: String(parameter['in']),
                required: parameter['required'] === true,
                mediaType: '',
                root: parameter['schema'],
              },
            },
          ],
    ),
    ...Object.keys(content).map((mediaType) => ({
      root: `${owner}${step(mediaType)}/schema`,
      place: {
        in: 'body',
        required: isObject(body) && body['required'] === true,
        mediaType: bareMediaType(mediaType),
        root: valueAt(inlined.document, `${owner}${step(mediaType)}/schema`),
      },
    })),
  ];
}

/** Changed schemas of answers: the provider sends what the change lets in. */
function responseMutants(inlined: InlinedOperation, context: SchemaContext): Draft[] {
  return responsesOnTrial(inlined).flatMap((response) => {
    const root = valueAt(inlined.document, response.schema);
    return schemaSites(root).flatMap((site) =>
      schemaEdits(site.schema, context).map((edit) =>
        drafted(
          inlined,
          response.schema,
          site,
          edit,
          `answered with ${response.status}`,
          schemaDrift(response, inlined.document, root, site, edit),
        ),
      ),
    );
  });
}

function headerMutants(inlined: InlinedOperation, context: SchemaContext): Draft[] {
  const documented = documentedAnswers(descriptionOf(inlined), inlined.pointer);
  return documented.flatMap(({ status, headers }) =>
    headers.flatMap(({ name, schema }) => {
      const root = schema === undefined ? undefined : valueAt(inlined.document, schema);
      if (schema === undefined || !isObject(root)) return [];
      return schemaEdits(root, context).map((edit) =>
        drafted(
          inlined,
          schema,
          { at: '', schema: root, way: [], alone: true },
          edit,
          `answered with ${status}`,
          headerDrift(inlined.document, documented, status, name, root, edit.schema),
        ),
      );
    }),
  );
}

function drafted(
  inlined: InlinedOperation,
  root: string,
  site: SchemaSite,
  edit: SchemaEdit,
  when: string,
  play: Play,
): Draft {
  const answer = when !== 'sent';
  return {
    operationId: inlined.operation.id,
    operator: answer ? `${edit.operator} (answer)` : edit.operator,
    pointer: inlined.origin(root + site.at + edit.at),
    what: answer ? `${when}: ${edit.what}` : edit.what,
    wanted: answer ? `an answer that shows it: ${edit.wanted}` : edit.wanted,
    play,
  };
}

function damageMutants(inlined: InlinedOperation): Draft[] {
  return damagesOf(inlined).map(({ operator, at, what, play }) => ({
    operationId: inlined.operation.id,
    operator,
    pointer: inlined.origin(at),
    what,
    wanted: 'any request that is answered like this',
    play,
  }));
}

/** Ids for mutants, which tell apart what one operator does several times in one place. */
function numbered(drafts: readonly Draft[]): Mutant[] {
  const counts = new Map<string, number>();
  return drafts.map((draft) => {
    const { operationId, operator, pointer, what } = draft;
    const id = `${operationId} · ${operator} · ${pointer} · ${what}`;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return { id: count === 1 ? id : `${id} (${count})`, ...draft };
  });
}

function documentContext(
  all: readonly InlinedOperation[],
  { operation }: InlinedOperation,
): DocumentContext {
  const samePath = all.filter((one) => one.operation.path === operation.path);
  return {
    isFirstOfPath: samePath[0]?.operation.id === operation.id,
    isServed: (path, method) =>
      all.some(
        (one) => one.operation.method.toLowerCase() === method && overlap(one.operation.path, path),
      ),
  };
}

/** Whether some path fits both templates. */
export function overlap(one: string, other: string): boolean {
  const left = one.split('/');
  const right = other.split('/');
  return (
    left.length === right.length &&
    left.every((segment, index) => {
      const against = right[index] ?? '';
      return segment === against || segment.includes('{') || against.includes('{');
    })
  );
}

function enumerationsOf(value: unknown): (readonly unknown[])[] {
  if (Array.isArray(value)) return value.flatMap(enumerationsOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'enum' && Array.isArray(member) ? [member as unknown[]] : enumerationsOf(member),
  );
}
