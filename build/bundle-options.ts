import type { BuildOptions } from 'esbuild'

/**
 * What esbuild must leave as it is: runtime 2.0 is ES 5.1 plus this list. Everything else is lowered, or refused with its
 * place where it cannot be. Object shorthand works on the engine but is on no list of AWS (CFF-28), so it is lowered.
 */
const RUNTIME_2_SYNTAX = {
  arrow: true,
  'async-await': true,
  'const-and-let': true,
  'exponent-operator': true,
  'template-literal': true,
  'rest-argument': true,
  'regexp-named-capture-groups': true,
  'regexp-sticky-and-unicode-flags': true,
  'regexp-lookbehind-assertions': true,
} as const

const COMMON = {
  bundle: true,
  write: false,
  metafile: true,
  logLevel: 'silent',
  charset: 'utf8',
  legalComments: 'none',
  format: 'esm',
  sourcemap: 'external',
  // Bundles depend on the sources alone, not on a tsconfig that happens to lie around.
  tsconfigRaw: '{}',
} as const satisfies BuildOptions

/** Options for a CloudFront Function. Paths are relative to `root`, so that the same input gives the same bytes anywhere. */
export const functionOptions = (root: string, entry: string, outfile: string) =>
  ({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    target: 'es5',
    platform: 'neutral',
    external: ['cloudfront', 'crypto', 'querystring', 'buffer'],
    minify: true,
    supported: RUNTIME_2_SYNTAX,
  }) as const satisfies BuildOptions

/** Options for a Lambda@Edge function on nodejs22.x, whose runtime brings the AWS SDK along. */
export const lambdaOptions = (root: string, entry: string, outfile: string) =>
  ({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    target: 'node22',
    platform: 'node',
    external: ['@aws-sdk/*'],
    minifySyntax: true,
  }) as const satisfies BuildOptions
