import { isObject, step, type JsonObject } from '../../../lib/description.js';
import { renamed, withValueAt, without } from '../json.js';
import type { DocumentOperator } from './document-edit.js';
import { operationOf } from './parameters.js';

/** A media type that no body of a JSON service has. */
const otherMediaType = 'application/vnd.other';

/** Request bodies: made optional or required, dropped, and their media types. */
export const bodies: DocumentOperator = (inlined) => {
  const { document } = inlined;
  const body = operationOf(inlined)['requestBody'];
  const at = `${inlined.pointer}/requestBody`;
  if (!isObject(body)) {
    return [
      {
        operator: 'add body',
        at: inlined.pointer,
        what: 'a body is required',
        wanted: 'a request without a body',
        document: () =>
          withValueAt(document, at, {
            required: true,
            content: { 'application/json': { schema: { type: 'object' } } },
          }),
      },
    ];
  }
  const content = (body['content'] ?? {}) as JsonObject;
  const required = body['required'] === true;
  const put = (value: JsonObject | undefined) => () => withValueAt(document, at, value);
  return [
    {
      operator: required ? 'optional body' : 'required body',
      at: `${at}/required`,
      what: `the body is ${required ? 'no longer' : 'now'} required`,
      wanted: 'a request without a body',
      document: put(required ? without(body, 'required') : { ...body, required: true }),
    },
    {
      operator: 'drop body',
      at,
      what: 'the body is no longer known',
      wanted: 'a request with a body',
      document: put(undefined),
    },
    ...Object.keys(content).flatMap((mediaType) => {
      const place = `${at}/content${step(mediaType)}`;
      return [
        ...(Object.keys(content).length > 1
          ? [
              {
                operator: 'drop media type of body',
                at: place,
                what: `${mediaType} is no longer accepted`,
                wanted: `a request with ${mediaType}`,
                document: put({ ...body, content: without(content, mediaType) }),
              },
            ]
          : []),
        {
          operator: 'change media type of body',
          at: place,
          what: `${otherMediaType} takes the place of ${mediaType}`,
          wanted: `a request with ${mediaType}`,
          document: put({ ...body, content: renamed(content, mediaType, otherMediaType) }),
        },
        {
          operator: 'drop schema of body',
          at: place,
          what: `nothing is asked of a body of ${mediaType}`,
          wanted: 'an invalid body',
          document: put({
            ...body,
            content: {
              ...content,
              [mediaType]: without(content[mediaType] as JsonObject, 'schema'),
            },
          }),
        },
      ];
    }),
    ...('*/*' in content
      ? []
      : [
          {
            operator: 'any media type of body',
            at: `${at}/content`,
            what: 'a body of any media type is accepted',
            wanted: 'a request with a media type that is not documented',
            document: put({ ...body, content: { ...content, '*/*': {} } }),
          },
        ]),
  ];
};
