import * as refusals from './engine-refusals.ts'
import { both, since2, type SyntaxRule } from './syntax-rule.ts'

/** `import` and `export`, and what reads like them. */
export const moduleRules: readonly SyntaxRule[] = [
  {
    rule: 'CFF-03',
    feature: 'export',
    verdict: both('error'),
    remedy: 'leave out the export; CloudFront calls the top-level function named handler',
    refusal: refusals.illegalExport,
    matches: ({ type }) => type.startsWith('Export'),
  },
  {
    rule: 'CFF-34',
    feature: "import of 'cloudfront'",
    verdict: since2(),
    remedy: 'set the runtime to cloudfront-js-2.0',
    refusal: refusals.unknownModule,
    matches: node => node.type === 'ImportDeclaration' && node.source.value === 'cloudfront',
  },
  {
    rule: 'CFF-34',
    feature: 'an import that is not a default import',
    verdict: both('error'),
    remedy: "write import cf from 'cloudfront' and use cf.…",
    refusal: refusals.nonDefaultImport,
    matches: node =>
      node.type === 'ImportSpecifier' ||
      node.type === 'ImportNamespaceSpecifier' ||
      (node.type === 'ImportDeclaration' && node.specifiers.length === 0),
  },
  {
    rule: 'CFF-34',
    feature: 'an import inside of a block or function',
    verdict: both('error'),
    remedy: 'make it the first statement',
    refusal: refusals.illegalImport,
    matches: (node, [parent]) => node.type === 'ImportDeclaration' && parent?.type !== 'Program',
  },
  {
    rule: 'CFF-34',
    feature: 'an import below other statements',
    verdict: both('warning'),
    remedy: 'make it the first statement; object spread also puts a helper before it, so write Object.assign',
    matches: (node, [parent]) =>
      node.type === 'ImportDeclaration' &&
      parent?.type === 'Program' &&
      parent.body.slice(0, parent.body.indexOf(node)).some(({ type }) => type !== 'ImportDeclaration'),
  },
  {
    rule: 'CFF-35',
    feature: 'import of a module other than cloudfront',
    verdict: both('error'),
    remedy: "use require for 'crypto', 'querystring' and 'buffer'; bundle everything else into the file",
    refusal: refusals.unknownModule,
    matches: node =>
      node.type === 'ImportDeclaration' && !['cloudfront', 'crypto', 'querystring'].includes(String(node.source.value)),
  },
  {
    rule: 'CFF-35',
    feature: "import of 'crypto' or 'querystring'",
    // AWS's own samples for 2.0 import crypto.
    verdict: { 'cloudfront-js-1.0': 'warning', 'cloudfront-js-2.0': 'ok' },
    remedy: "write var crypto = require('crypto')",
    matches: node => node.type === 'ImportDeclaration' && ['crypto', 'querystring'].includes(String(node.source.value)),
  },
  {
    rule: 'CFF-36',
    feature: 'import()',
    verdict: both('error'),
    remedy: 'bundle the module into the file',
    refusal: refusals.firstNotSupported,
    matches: ({ type }) => type === 'ImportExpression',
  },
  {
    rule: 'CFF-36',
    feature: 'new.target or import.meta',
    verdict: both('error'),
    remedy: 'pass the value as an argument',
    refusal: refusals.metaProperty,
    matches: ({ type }) => type === 'MetaProperty',
  },
]
