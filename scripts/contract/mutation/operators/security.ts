import { isObject, type JsonObject } from '../../../lib/description.js';
import { withValueAt, without } from '../json.js';
import type { DocumentEdit, DocumentOperator } from './document-edit.js';
import { operationOf } from './parameters.js';

/** How requests sign in: all of it dropped, one alternative, one part of an alternative. */
export const security: DocumentOperator = (inlined) => {
  const { document, pointer } = inlined;
  const list = (operationOf(inlined)['security'] ?? []) as readonly JsonObject[];
  const at = `${pointer}/security`;
  const put = (value: readonly JsonObject[]) => () => withValueAt(document, at, value);
  if (list.length === 0) return [];
  const anonymous = list.some((one) => Object.keys(one).length === 0);
  return [
    {
      operator: 'drop security',
      at,
      what: 'nobody has to sign in',
      wanted: 'a request without credentials',
      document: put([]),
    },
    ...(anonymous
      ? []
      : [
          {
            operator: 'add anonymous access',
            at,
            what: 'signing in is optional',
            wanted: 'a request without credentials',
            document: put([...list, {}]),
          },
        ]),
    ...(list.length > 1 ? list : []).flatMap((alternative, index) =>
      isImplied(alternative, list.toSpliced(index, 1))
        ? []
        : [
            {
              operator: 'drop alternative of security',
              at: `${at}/${index}`,
              what: `signing in by ${Object.keys(alternative).join(' and ')} is no longer possible`,
              wanted: `a request that signs in by ${Object.keys(alternative).join(' and ')}`,
              document: put(list.toSpliced(index, 1)),
            },
          ],
    ),
    ...list.flatMap((alternative, index) =>
      (Object.keys(alternative).length > 1 ? Object.keys(alternative) : [])
        .filter((scheme) => !isImplied(without(alternative, scheme), list.toSpliced(index, 1)))
        .map((scheme) => ({
          operator: 'drop part of alternative',
          at: `${at}/${index}`,
          what: `${scheme} is no longer asked for`,
          wanted: `a request that signs in without ${scheme}`,
          document: put(list.with(index, without(alternative, scheme))),
        })),
    ),
    ...[...new Set(list.flatMap((one) => Object.keys(one)))]
      .filter((scheme) => {
        const others = list.filter((one) => !(scheme in one));
        return !list.every((one) => others.includes(one) || isImplied(one, others));
      })
      .flatMap((scheme) => schemeEdits(document, scheme)),
  ];
};

/** Whether others let in whatever an alternative does, so that it makes no difference. */
function isImplied(alternative: JsonObject, others: readonly JsonObject[]): boolean {
  return others.some((other) => Object.keys(other).every((scheme) => scheme in alternative));
}

function schemeEdits(document: JsonObject, name: string): DocumentEdit[] {
  const at = `/components/securitySchemes/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const components = document['components'] as JsonObject;
  const scheme = (components['securitySchemes'] as JsonObject | undefined)?.[name];
  if (!isObject(scheme) || scheme['type'] !== 'apiKey') return [];
  const put = (value: JsonObject) => () => withValueAt(document, at, value);
  const other = scheme['in'] === 'query' ? 'header' : 'query';
  return [
    {
      operator: 'rename credential',
      at,
      what: `${String(scheme['name'])} is called ${String(scheme['name'])}-Renamed`,
      wanted: `a request that signs in by ${name}`,
      document: put({ ...scheme, name: `${String(scheme['name'])}-Renamed` }),
    },
    {
      operator: 'move credential',
      at,
      what: `${String(scheme['name'])} moves from ${String(scheme['in'])} to ${other}`,
      wanted: `a request that signs in by ${name}`,
      document: put({ ...scheme, in: other }),
    },
  ];
}
