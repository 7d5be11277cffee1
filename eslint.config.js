// @ts-check
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  // Results, packages of others, and programs of users, who have no compiler.
  globalIgnores([
    '**/node_modules/',
    'coverage/',
    'dist/',
    'generated/',
    // What a build has not yet put in its place.
    '.dist-*/',
    '.generated-*/',
    'release/',
    'test/package/programs/',
  ]),
  {
    files: ['**/*.js', '**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: 'tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // Brackets say that a member may be missing.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          destructuredArrayIgnorePattern: '^_',
          varsIgnorePattern: '^_+$',
          ignoreRestSiblings: true,
        },
      ],
      // An array whose elements were looked at is one of unknowns, whatever the compiler calls it.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // An empty text often means the same as none.
      '@typescript-eslint/prefer-nullish-coalescing': [
        'error',
        { ignorePrimitives: { string: true, boolean: true } },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // A function without a result may stand for one that gives a promise of none.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Values of a document are unknown, and texts wherever they are put into one.
      '@typescript-eslint/no-base-to-string': 'off',
      // Texts are split into code points on purpose.
      '@typescript-eslint/no-misused-spread': 'off',
      // It does not see what changes while a function waits.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // There are no enumerations (erasableSyntaxOnly), and hardly a class: these two take longest.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Without it, an expression that is there for its type alone would be one without effect.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // It takes a fifth of the time of all rules, for what can wait until the run of each night.
      '@typescript-eslint/no-deprecated': process.env.LINT_DEPRECATED === '1' ? 'error' : 'off',
      // Indexes are undefined for the compiler, also where a length was compared before.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Callers who write JavaScript hand over what the types forbid.
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
      // A type parameter of what reads JSON says what its caller expects.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // What an abort signal gives as its reason is passed on as it is.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      // A brand that is a getter is no member of the objects themselves.
      '@typescript-eslint/class-literal-property-style': 'off',
      // It asks for the assertions that no-non-null-assertion is about.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // Whoever takes a function that may wait gets one that need not.
      '@typescript-eslint/require-await': 'off',
      // Tools hand out functions that need no "this".
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['spec/rules/**', 'test/**'],
    rules: {
      // Spectral hands over documents of any shape, and the tests damage them.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // The server of a test may answer later.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      // What a test has damaged, or read from the facts, has no type.
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-useless-default-assignment': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off',
    },
  },
  {
    files: ['test/sandbox/**'],
    // The sandbox serves the operations that the vendor will withdraw, too.
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
);
