import { oas } from '@stoplight/spectral-rulesets';

/** For descriptions without a ruleset of their own: what OpenAPI itself demands. */
export default {
  extends: [oas],
  rules: {
    // As it is, the rule looks at references instead of what they lead to, and refuses a path item
    // that stands in a file of its own.
    'oas3-schema': { ...oas.rules['oas3-schema'], resolved: true },
    // Takes `items: false` for none, and demands `items` where OpenAPI 3.1 does not.
    'array-items': 'off',
    // Knows no name beyond ASCII in a path; Redocly's path-parameters-defined does.
    'path-params': 'off',
  },
};
