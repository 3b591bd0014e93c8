import tseslint from 'typescript-eslint';

/** Biome lints; ESLint has only the rules that need types. */
export default tseslint.config(
  {
    ignores: [
      'dist/**',
      '.drydock/**',
      'vitest.config.ts',
      'node_modules/**',
      '.astro/**',
      'labs/**/start/**',
      'labs/**/states/**',
      'labs/thread/**',
      'test/fixtures/**',
      '**/*.mjs',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true } },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      // What is disposed at the end of a function must not be disposed before what it returns has come.
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  },
);
