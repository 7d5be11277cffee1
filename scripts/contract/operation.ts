import { isObject, step, type Description, type JsonObject } from '../lib/description.js';

/** One operation of the description, with the pointers that the oracle needs. */
export interface ContractOperation {
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  /** Template with names of path parameters in braces. */
  readonly path: string;
  /** JSON pointer to the Operation Object. */
  readonly pointer: string;
  readonly parameters: readonly ContractParameter[];
  readonly body: ContractBody | undefined;
  readonly responses: readonly ContractResponse[];
}

/** A parameter with its example and its schema. */
export interface ContractParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  /** Undefined if the description gives none. */
  readonly example: unknown;
  /** JSON pointer to the schema. */
  readonly schema: string;
}

/** A request body of one media type. */
export interface ContractBody {
  readonly mediaType: string;
  readonly required: boolean;
  readonly schema: string;
  readonly examples: readonly NamedExample[];
}

/** An answer with one status. */
export interface ContractResponse {
  /** As the description writes it: `200`, `5XX`. */
  readonly status: string;
  readonly mediaType: string;
  readonly schema: string;
  readonly examples: readonly NamedExample[];
}

/** A named example of a media type. */
export interface NamedExample {
  readonly name: string;
  readonly value: unknown;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The operations of a bundled description, in its order. */
export function operationsOf(description: Description): ContractOperation[] {
  const paths = description.document['paths'] as JsonObject;
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => isObject((item as JsonObject)[method])).map((method) =>
      readOperation(description, path, method),
    ),
  );
}

function readOperation(description: Description, path: string, method: string): ContractOperation {
  const item = `/paths${step(path)}`;
  const pointer = `${item}/${method}`;
  const operation = description.at(pointer) as JsonObject;
  const body = operation['requestBody'] as JsonObject | undefined;
  return {
    id: operation['operationId'] as string,
    method: method.toUpperCase(),
    path,
    pointer,
    parameters: [item, pointer].flatMap((owner) => readParameters(description, owner)),
    body: body && {
      required: body['required'] === true,
      ...(readContents(description, `${pointer}/requestBody`)[0] as Omit<ContractBody, 'required'>),
    },
    responses: Object.keys(operation['responses'] as JsonObject).flatMap((status) =>
      readContents(
        description,
        description.followPointer(`${pointer}/responses${step(status)}`),
      ).map((content) => ({ status, ...content })),
    ),
  };
}

function readParameters(description: Description, owner: string): ContractParameter[] {
  const list = (description.at(owner) as JsonObject)['parameters'];
  if (!Array.isArray(list)) return [];
  return list.map((_, index) => {
    const pointer = description.followPointer(`${owner}/parameters/${index}`);
    const parameter = description.at(pointer) as JsonObject;
    return {
      name: parameter['name'] as string,
      in: parameter['in'] as string,
      required: parameter['required'] === true,
      example: parameter['example'],
      schema: description.followPointer(`${pointer}/schema`),
    };
  });
}

function readContents(
  description: Description,
  owner: string,
): { mediaType: string; schema: string; examples: NamedExample[] }[] {
  const content = (description.at(owner) as JsonObject)['content'] as JsonObject;
  return Object.keys(content).map((mediaType) => {
    const pointer = `${owner}/content${step(mediaType)}`;
    const examples = (description.at(pointer) as JsonObject)['examples'] as JsonObject;
    return {
      mediaType,
      schema: description.followPointer(`${pointer}/schema`),
      examples: Object.entries(examples).map(([name, example]) => ({
        name,
        value: (description.follow(example) as JsonObject)['value'],
      })),
    };
  });
}
