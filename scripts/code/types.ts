import { createRequire } from 'node:module';
import type { Identifier, Node, Statement, StringLiteral, TypeElement, TypeNode } from 'typescript';
import type { SchemaObject, TransformNodeOptions } from 'openapi-typescript';
import { UserError } from '../lib/cli.js';
import type { Family } from '../lib/families.js';
import { listOperations } from '../lib/operation-list.js';
import { isBinary, type Schema } from '../lib/schemas.js';
import { typesDocument } from './types-document.js';
import { docComment, generatedHeader, isDeclarable } from './typescript-text.js';

const require = createRequire(import.meta.url);
// As modules of CommonJS: for an import, Node.js first looks through the whole compiler for what it
// exports, which takes longer than to load it.
const ts = require('typescript') as typeof import('typescript');
const { factory } = ts;
const {
  default: openapiTS,
  astToString,
  transformSchemaObject,
} = require('openapi-typescript') as typeof import('openapi-typescript');

function binaryType(schema: Schema): TypeNode | undefined {
  if (!isBinary(schema)) return undefined;
  const blob = factory.createTypeReferenceNode('Blob');
  if (schema.type === 'string') return blob;
  return Array.isArray(schema.type) && schema.type.includes('null')
    ? factory.createUnionTypeNode([blob, factory.createLiteralTypeNode(factory.createNull())])
    : undefined;
}

/**
 * A list whose first items have schemas of their own, of which openapi-typescript forgets the others, or one
 * that has no items, which it takes for one of any.
 */
function tupleType(
  { type, prefixItems, items = true, maxItems = Infinity }: Schema,
  options: TransformNodeOptions,
): TypeNode | undefined {
  if (type !== 'array') return undefined;
  if (prefixItems === undefined) {
    return items === false ? factory.createTupleTypeNode([]) : undefined;
  }
  if (items === false || maxItems <= prefixItems.length) return undefined;
  const typeOf = (schema: unknown) => transformSchemaObject(schema as SchemaObject, options);
  const others = factory.createRestTypeNode(factory.createArrayTypeNode(typeOf(items)));
  return factory.createTupleTypeNode([...prefixItems.map(typeOf), others]);
}

/** A node with a comment as `docComment` makes it; the node alone if there is nothing to say. */
function commented<N extends Node>(node: N, comment: string): N {
  return comment === ''
    ? node
    : ts.addSyntheticLeadingComment(
        node,
        ts.SyntaxKind.MultiLineCommentTrivia,
        comment.trim().slice('/*'.length, -'*/'.length),
        true,
      );
}

/** A type as it is written, `components["schemas"]["Pet"]`, if it is a member of another. */
function indexedName(node: Node): { object: TypeNode; name: string } | undefined {
  return ts.isIndexedAccessTypeNode(node) &&
    ts.isLiteralTypeNode(node.indexType) &&
    ts.isStringLiteral(node.indexType.literal)
    ? { object: node.objectType, name: node.indexType.literal.text }
    : undefined;
}

/** Name of the schema that a type is, if it is `components["schemas"][name]`. */
function schemaName(node: Node): string | undefined {
  const schema = indexedName(node);
  const group = schema && indexedName(schema.object);
  return group?.name === 'schemas' &&
    ts.isTypeReferenceNode(group.object) &&
    ts.isIdentifier(group.object.typeName) &&
    group.object.typeName.text === 'components'
    ? schema?.name
    : undefined;
}

/** Writes every reference to a schema that is declared under its own name by that name. */
function referByName(node: Node): Node {
  const name = schemaName(node);
  return name !== undefined && isDeclarable(name)
    ? factory.createTypeReferenceNode(name)
    : ts.visitEachChild(node, referByName, undefined);
}

/** A schema under its own name: an interface if it is an object, so that messages print the name. */
function declaration(name: string, type: TypeNode, schema: Schema): Statement {
  const modifiers = [factory.createModifier(ts.SyntaxKind.ExportKeyword)];
  const tags = (['default', 'example'] as const)
    .filter((tag) => schema[tag] !== undefined)
    .map((tag) => `@${tag} ${asText(schema[tag])}`);
  if (schema.deprecated === true) tags.push('@deprecated');
  return commented(
    ts.isTypeLiteralNode(type)
      ? factory.createInterfaceDeclaration(modifiers, name, undefined, undefined, type.members)
      : factory.createTypeAliasDeclaration(modifiers, name, undefined, type),
    docComment([schema.description], tags),
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Declares the schemas at the top level, and lets `components["schemas"]` refer to them: a type that
 * is a member of another has no name that the compiler could print.
 */
function declareSchemas(nodes: Node[], schemas: Record<string, unknown>): Node[] {
  const referring = nodes.map(referByName);
  const components = referring
    .filter((node) => ts.isInterfaceDeclaration(node))
    .find((node) => node.name.text === 'components');
  const group = components?.members
    .filter((member) => ts.isPropertySignature(member))
    .find((member) => (member.name as Identifier).text === 'schemas')?.type;
  if (group === undefined || !ts.isTypeLiteralNode(group)) return referring;
  const declarations: Statement[] = [];
  const members = group.members.map((member): TypeElement => {
    if (!ts.isPropertySignature(member) || member.type === undefined) return member;
    const name = (member.name as Identifier | StringLiteral).text;
    if (!isDeclarable(name)) return member;
    declarations.push(declaration(name, member.type, schemas[name] ?? {}));
    const reference = factory.createTypeReferenceNode(name);
    return factory.createPropertySignature(member.modifiers, name, member.questionToken, reference);
  });
  const declared = (node: Node): Node =>
    node === group
      ? factory.createTypeLiteralNode(members)
      : ts.visitEachChild(node, declared, undefined);
  return [...referring.map(declared), ...declarations];
}

/**
 * Makes the types of a family.
 *
 * @throws UserError with the message of openapi-typescript
 */
export async function typesText({ name, document }: Family): Promise<string> {
  // Refuses what openapi-typescript would print on its own account before it throws.
  listOperations(document);
  const typed = typesDocument(document);
  // As text: openapi-typescript changes what it is given.
  const nodes = await openapiTS(JSON.stringify(typed), {
    alphabetize: false,
    // A default is what the server assumes; it does not oblige a caller to send the member.
    defaultNonNullable: false,
    // An object whose members the description does not name may have any.
    emptyObjectsUnknown: true,
    silent: true,
    transform: (schema, options) => binaryType(schema) ?? tupleType(schema, options),
    transformProperty(property, schema: Schema | boolean, { ctx }) {
      if (typeof schema === 'boolean') return property;
      const { $ref, description } = schema;
      if (typeof $ref !== 'string' || description !== undefined) return property;
      // Otherwise it would be the one member of which an editor has nothing to show.
      return commented(property, docComment([ctx.resolve<Schema>($ref)?.description]));
    },
  }).catch((error: unknown) => {
    throw new UserError(
      `the types cannot be made: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  const types = astToString(declareSchemas(nodes, typed.components?.schemas ?? {}));
  return `${generatedHeader(`Types of the family "${name}".`, document)}\n${types}`;
}
