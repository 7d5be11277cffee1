import { describe, expect, test } from '@jest/globals';
import { document, either, failure, json, problemsOf, ref, type Sample, text } from './pets.js';

describe('damage in one place is reported with the place, the expected and the found', () => {
  const put = (api: Sample) => api.paths['/v1/pets/{pet_id}'].put;
  const schemas = (api: Sample) => api.components.schemas;
  /** Damage may give a member any type, or take it away. */
  const loose = (value: object) => value as Record<string, unknown>;

  const damages: [name: string, damage: (api: Sample) => void, reported: string[]][] = [
    [
      'an operation dropped',
      (api) => delete loose(api.paths)['/v2/pets'],
      ['updatePetV2 method: expected PUT, found (nothing)'],
    ],
    [
      'an operation added',
      (api) => (loose(api.paths)['/v1/dogs'] = { get: { operationId: 'listDogs' } }),
      ['listDogs method: expected (nothing), found GET'],
    ],
    [
      'another name',
      (api) => (put(api).operationId = 'changePet'),
      [
        'updatePet method: expected PUT, found (nothing)',
        'changePet method: expected (nothing), found PUT',
      ],
    ],
    [
      'another path',
      (api) => {
        loose(api.paths)['/v2/animals'] = api.paths['/v2/pets'];
        delete loose(api.paths)['/v2/pets'];
      },
      ['updatePetV2 path: expected /v2/pets, found /v2/animals'],
    ],
    [
      'another family',
      (api) => (api['x-tagGroups'][0]!.name = 'Dogs'),
      ['updatePet family: expected small-pets, found dogs'],
    ],
    [
      'another tag',
      (api) => (put(api).tags = ['Dogs']),
      ['updatePet tag: expected Pets, found Dogs'],
    ],
    [
      'a way to sign in dropped',
      (api) => api.security.pop(),
      ['updatePet security: expected Authorization+X-Sdk-Date | X-Auth-Token, found X-Auth-Token'],
    ],
    [
      'a parameter dropped',
      (api) => put(api).parameters.pop(),
      ['updatePet query.limit type: expected integer, found (nothing)'],
    ],
    [
      'a list that is written otherwise',
      (api) => delete loose(api.paths['/v2/pets'].put.parameters[0]!)['explode'],
      ['updatePetV2 query.kinds explode: expected false, found (nothing)'],
    ],
    [
      'a parameter in another place',
      (api) => (put(api).parameters[0]!.in = 'header'),
      ['updatePet header.limit type: expected (nothing), found integer'],
    ],
    [
      'a parameter that became required',
      (api) => (loose(put(api).parameters[0]!)['required'] = true),
      ['updatePet query.limit required: expected false, found true'],
    ],
    [
      'the range of a parameter dropped',
      (api) => delete loose(put(api).parameters[0]!.schema)['maximum'],
      ['updatePet query.limit maximum: expected 10, found (nothing)'],
    ],
    [
      'the default of a parameter changed',
      (api) => (put(api).parameters[0]!.schema.default = 1),
      ['updatePet query.limit default: expected 5, found 1'],
    ],
    [
      'another width of an integer',
      (api) => (put(api).parameters[0]!.schema.format = 'int64'),
      ['updatePet query.limit format: expected int32, found int64'],
    ],
    [
      'another media type of the body',
      (api) => {
        const { content } = put(api).requestBody;
        loose(content)['text/plain'] = content['application/json'];
        delete loose(content)['application/json'];
      },
      ['updatePet body media: expected application/json, found text/plain'],
    ],
    [
      'a body that became optional',
      (api) => (put(api).requestBody.required = false),
      ['updatePet body required: expected true, found false'],
    ],
    [
      'another schema of the body',
      (api) => (put(api).requestBody.content = json(ref('Pet'))),
      ['updatePet body schema: expected NewPet, found Pet'],
    ],
    [
      'a status dropped',
      (api) => delete put(api).responses['403'],
      ['updatePet 403 status: expected documented, found (nothing)'],
    ],
    [
      'a status added',
      (api) => (put(api).responses['404'] = failure),
      ['updatePet 404 status: expected (nothing), found documented'],
    ],
    [
      'another body of an error',
      (api) => (put(api).responses['400'] = either),
      ['updatePet 400 schema: expected Failure, found Failure | Gateway'],
    ],
    [
      'a header dropped',
      (api) => (put(api).responses['400'] = { content: failure.content }),
      ['updatePet 400 header.x-request-id type: expected string, found (nothing)'],
    ],
    [
      'a header added',
      (api) => (loose(api.paths['/v2/pets'].put.responses['204'].headers)['x-more'] = {}),
      ['updatePetV2 204 header.x-more type: expected (nothing), found any'],
    ],
    [
      'a member dropped',
      (api) => delete loose(schemas(api).NewPet.properties)['chip'],
      ['NewPet.chip type: expected string, found (nothing)'],
    ],
    [
      'a member added',
      (api) => (loose(schemas(api).NewPet.properties)['tail'] = text),
      ['NewPet.tail type: expected (nothing), found string'],
    ],
    [
      'a member added in a branch',
      (api) => (loose(schemas(api).NewPet.oneOf[1]!.properties)['tail'] = text),
      ['NewPet.tail type: expected (nothing), found string'],
    ],
    [
      'a member of an envelope dropped',
      (api) => delete loose(schemas(api).Envelope.properties)['code'],
      ['updatePet 200.code type: expected string, found (nothing)'],
    ],
    [
      'another type',
      (api) => (schemas(api).NewPet.properties.name.type = 'integer'),
      ['NewPet.name type: expected string, found integer'],
    ],
    [
      'another type of an item',
      (api) => (schemas(api).Owner.properties.phones.items = { type: 'integer' }),
      ['Owner.phones[] type: expected string, found integer'],
    ],
    [
      'a time that is any text',
      (api) => delete loose(schemas(api).Pet.properties.born)['pattern'],
      ['Pet.born layout: expected time, found (nothing)'],
    ],
    [
      'a free object without its freedom',
      (api) => (schemas(api).NewPet.properties.notes.additionalProperties = false),
      ['NewPet.notes type: expected map, found object'],
    ],
    [
      'a member no longer required',
      (api) => schemas(api).NewPet.required.pop(),
      ['NewPet.name required: expected true, found false'],
    ],
    [
      'a member required in every branch',
      (api) => (schemas(api).NewPet.oneOf[1]!.required = ['chip']),
      ['NewPet.chip required: expected false, found true'],
    ],
    [
      'a value of an enumeration renamed',
      (api) => (schemas(api).Kind.enum = ['CAT', 'EEL']),
      ['NewPet.kind enum: expected CAT | DOG, found CAT | EEL'],
    ],
    [
      'a value of a named enumeration dropped',
      (api) => schemas(api).Size.enum.pop(),
      ['Size enum: expected BIG | SMALL, found BIG'],
    ],
    [
      'a boolean that must be true in every branch',
      (api) => (schemas(api).NewPet.oneOf[1]!.properties.chipped = { enum: [true] } as never),
      ['NewPet.chipped enum: expected (nothing), found true'],
    ],
    [
      'a default changed',
      (api) => (schemas(api).Kind.default = 'DOG'),
      ['NewPet.kind default: expected CAT, found DOG'],
    ],
    [
      'a length that no source gives',
      (api) => (loose(schemas(api).NewPet.properties.chip)['maxLength'] = 3),
      ['NewPet.chip maxLength: expected (nothing), found 3'],
    ],
    [
      'another length',
      (api) => (loose(schemas(api).NewPet.properties.name)['minLength'] = 2),
      ['NewPet.name minLength: expected 1, found 2'],
    ],
    [
      'a schema of the other version',
      (api) => (schemas(api).Pet.properties.owner = ref('OwnerV2')),
      ['Pet.owner schema: expected Owner, found OwnerV2'],
    ],
    [
      'a schema dropped',
      (api) => delete loose(schemas(api))['OwnerV2'],
      ['OwnerV2.phone type: expected string, found (nothing)'],
    ],
    [
      'a region dropped',
      (api) => api.servers[0]!.variables?.region.enum.pop(),
      ['server regions: expected north | south, found north'],
    ],
  ];

  test.each(damages)('%s', (_name, damage, reported) => {
    const damaged = structuredClone(document);
    damage(damaged);
    expect(problemsOf(damaged)).toEqual(expect.arrayContaining(reported));
  });
});
