// @ts-check
import { pattern } from '@stoplight/spectral-functions';
import { enumValuesExplained } from './functions/enum-values-explained.js';
import { fileNamedAfterContent } from './functions/file-named-after-content.js';
import { limitsWithSource } from './functions/limits-with-source.js';
import { namedExamples } from './functions/named-examples.js';
import { noBareObject } from './functions/no-bare-object.js';
import { noDraftMark } from './functions/no-draft-mark.js';
import { noFormatDateTime } from './functions/no-format-date-time.js';
import { noKeywordPrismIgnores } from './functions/no-keyword-prism-ignores.js';
import { onlyTextBesideRef } from './functions/only-text-beside-ref.js';
import { paginationDeclared } from './functions/pagination-declared.js';
import { requestBodiesClosed } from './functions/request-bodies-closed.js';
import { resourceIdsDeclared } from './functions/resource-ids-declared.js';
import { safeToRepeatDeclared } from './functions/safe-to-repeat-declared.js';
import { sourcesPresent } from './functions/sources-present.js';
import { textPresent } from './functions/text-present.js';

/**
 * A rule that looks at the whole resolved document and words its own findings.
 * @param {string} description
 * @param {import('@stoplight/spectral-core').RulesetFunctionWithValidator<any, any>} check
 * @param {Record<string, unknown>} [functionOptions]
 */
function rule(description, check, functionOptions) {
  return {
    description,
    message: '{{error}}',
    severity: /** @type {const} */ ('error'),
    given: '$',
    then: { function: check, ...(functionOptions && { functionOptions }) },
  };
}

/** The rules of this project, by name. What each is for stands with its function. */
export const ownRules = {
  'file-named-after-content': rule(
    'Every referenced file is named after what it holds.',
    fileNamedAfterContent,
    {
      responseNames: {
        400: 'InvalidRequest',
        401: 'Unauthorized',
        403: 'Forbidden',
        429: 'TooManyRequests',
        500: 'GatewayFailure',
        502: 'GatewayFailure',
        504: 'GatewayFailure',
      },
    },
  ),
  'operation-id-form': {
    description: 'Every operationId is camelCase.',
    message:
      'operationId {{value}} is not camelCase: write letters and digits only, the first one small.',
    severity: /** @type {const} */ ('error'),
    given: '$.paths[*][*].operationId',
    then: { function: pattern, functionOptions: { match: '^[a-z][A-Za-z0-9]*$' } },
  },
  'text-present': rule('Everything that a reader meets is described.', textPresent),
  'enum-values-explained': rule('Every enumerated value is explained.', enumValuesExplained),
  'named-examples': rule(
    'Every request body, JSON answer and error has a named example.',
    namedExamples,
    // 400, 401, 429 and 500 are demanded by the OWASP rules already.
    { errorStatuses: ['403', '502', '504'] },
  ),
  'no-keyword-prism-ignores': rule(
    'No schema uses a keyword that the mock ignores.',
    noKeywordPrismIgnores,
  ),
  'no-format-date-time': rule("No schema claims RFC 3339 for the API's times.", noFormatDateTime),
  'no-draft-mark': rule('No text is a draft that a person still has to word.', noDraftMark),
  'no-bare-object': rule('No schema is an object without content.', noBareObject),
  'request-bodies-closed': rule(
    'Every object of a request refuses unknown members or is called free-form.',
    requestBodiesClosed,
  ),
  'safe-to-repeat-declared': rule(
    'Every operation says whether it is safe to repeat.',
    safeToRepeatDeclared,
  ),
  'pagination-declared': rule(
    'Every list that takes an offset and a limit says how it pages.',
    paginationDeclared,
  ),
  'resource-ids-declared': rule(
    'Every mark that a value is the id of a record says of which one.',
    resourceIdsDeclared,
  ),
  'limits-with-source': rule('Every limit stands beside its source.', limitsWithSource),
  'sources-present': rule('Every operation names its sources.', sourcesPresent, {
    pages: ['DOC-EN', 'DOC-ZH'],
    code: ['SDK-GO', 'SDK-TS', 'SDK-PY', 'SDK-JAVA', 'TF'],
  }),
  'only-text-beside-ref': rule('Nothing but text stands beside a $ref.', onlyTextBesideRef),
};
