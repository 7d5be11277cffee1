// @ts-check
import { pattern } from '@stoplight/spectral-functions';
import owasp from '@stoplight/spectral-owasp-ruleset';
import { oas } from '@stoplight/spectral-rulesets';
import { ownRules } from './own-rules.js';

/**
 * The rules that the description is linted with: all of `spectral:oas`, all of OWASP's, and our own.
 * Rules that cannot hold for this API are switched off here, each with its reason, and nowhere else.
 * @type {import('@stoplight/spectral-core').RulesetDefinition}
 */
const ruleset = {
  extends: [
    // The declarations of both packages are stricter, or older, than what they ship.
    [/** @type {any} */ (oas), 'all'],
    [/** @type {any} */ (owasp), 'all'],
  ],
  rules: {
    // As spectral:oas has it, but on the resolved document: its path items know no $ref, and unresolved
    // it sees the index alone.
    'oas3-schema': { ...oas.rules['oas3-schema'], resolved: true },
    // Redocly's no-invalid-media-type-examples and no-invalid-schema-examples find the same, in a tenth of
    // the time: these two compile the schema of each example anew, with all that it refers to.
    'oas3-valid-media-example': 'off',
    'oas3-valid-schema-example': 'off',
    // The vendor gives no mailbox; one made up would mislead.
    'contact-properties': 'off',
    // The tags stand in reading order: workflow, version, instance.
    'openapi-tags-alphabetical': 'off',
    // The gateway documents no rate limit headers.
    'owasp:api4:2023-rate-limit': 'off',
    // The gateway documents no Retry-After.
    'owasp:api4:2023-rate-limit-retry-after': 'off',
    // The vendor publishes no length of a list; limits-with-source guards those it does publish.
    'owasp:api4:2023-array-limit': 'off',
    // The vendor publishes no length of a text.
    'owasp:api4:2023-string-limit': 'off',
    // Names, comments and diagrams are free text.
    'owasp:api4:2023-string-restricted': 'off',
    // Counts in answers have no published range; limits-with-source guards those of the parameters.
    'owasp:api4:2023-integer-limit': 'off',
    // Whether the service allows calls from browsers is not known.
    'owasp:api8:2023-define-cors-origin': 'off',
    // As OWASP has it, but for the local mock, which speaks plain HTTP on the loopback interface.
    'owasp:api8:2023-no-server-http': {
      message: 'Server URLs must not use http:// but on the loopback interface: use https://.',
      severity: 'error',
      given: '$.servers..url',
      then: {
        function: pattern,
        functionOptions: { notMatch: '^http://(?!(localhost|127\\.0\\.0\\.1)([:/]|$))' },
      },
    },
    ...ownRules,
  },
};

export default ruleset;
