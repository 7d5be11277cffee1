import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import type { OpenApiDocument } from './document.js';
import { docComment } from './typescript-text.js';

/** Names that the generated types use themselves, so that a schema of that name gets no alias. */
const reservedNames = new Set([
  '$defs',
  'Array',
  'Blob',
  'Extract',
  'Omit',
  'Readonly',
  'Record',
  'Required',
  'WithRequired',
  'components',
  'operations',
  'paths',
  'webhooks',
]);

interface SchemaTexts {
  type?: unknown;
  format?: unknown;
  contentMediaType?: unknown;
  contentEncoding?: unknown;
  description?: string;
  deprecated?: boolean;
}

/** Whether a schema stands for raw bytes; text that carries bytes in base64 stays a string. */
function isBinary(schema: SchemaTexts): boolean {
  return (
    schema.format === 'binary' ||
    (schema.contentMediaType === 'application/octet-stream' && schema.contentEncoding === undefined)
  );
}

function binaryType(schema: SchemaTexts): ts.TypeNode | undefined {
  if (!isBinary(schema)) return undefined;
  const blob = ts.factory.createTypeReferenceNode('Blob');
  if (schema.type === 'string') return blob;
  return Array.isArray(schema.type) && schema.type.includes('null')
    ? ts.factory.createUnionTypeNode([
        blob,
        ts.factory.createLiteralTypeNode(ts.factory.createNull()),
      ])
    : undefined;
}

/**
 * Gives a member that is nothing but a reference the description of what it refers to; otherwise
 * the member would be the one place where an editor has nothing to show.
 */
function describeReference(
  member: ts.PropertySignature,
  schema: SchemaTexts,
  target: SchemaTexts | undefined,
): ts.PropertySignature {
  const text = target?.description;
  if (schema.description !== undefined || text === undefined) return member;
  const comment = docComment([text]).trim().slice('/*'.length, -'*/'.length);
  return ts.addSyntheticLeadingComment(member, ts.SyntaxKind.MultiLineCommentTrivia, comment, true);
}

/** Short names for the schemas, so that `Pet` can be imported instead of looked up by index. */
function schemaAliases(document: OpenApiDocument): string {
  return Object.entries(document.components?.schemas ?? {})
    .filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && !reservedNames.has(name))
    .map(([name, schema]) => {
      const { description, deprecated } = (schema ?? {}) as SchemaTexts;
      const comment = docComment([description], deprecated === true ? ['@deprecated'] : []);
      return `${comment}export type ${name} = components["schemas"]["${name}"];`;
    })
    .join('\n');
}

/**
 * Makes the types of a bundled document.
 *
 * @param json - the document as text: openapi-typescript changes what it is given
 * @throws Error of openapi-typescript
 */
export async function typesText(document: OpenApiDocument, json: string): Promise<string> {
  const nodes = await openapiTS(json, {
    alphabetize: false,
    // A default is what the server assumes; it does not oblige a caller to send the member.
    defaultNonNullable: false,
    silent: true,
    transform: (schema) => binaryType(schema as SchemaTexts),
    transformProperty: (property, schema, { ctx }) =>
      '$ref' in schema && typeof schema.$ref === 'string'
        ? describeReference(property, schema, ctx.resolve(schema.$ref))
        : property,
  });
  return `${astToString(nodes)}\n${schemaAliases(document)}`;
}
