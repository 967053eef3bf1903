import { FUNCTION_CODE_BYTES, ORIGIN_LAMBDA_BYTES, VIEWER_LAMBDA_BYTES } from '../quotas.ts'
import { PAGES } from './aws-pages.ts'
import { functionsOf, lambdasOf } from './function-use.ts'
import type { Fault, Rule } from './rule.ts'

/** Of a quota. */
const NEAR = 0.9

export const functionNearlyTooLarge: Rule = {
  id: 'function-nearly-too-large',
  severity: 'advice',
  title: 'A CloudFront Function nears the size limit',
  cites: ['QUO-16'],
  page: PAGES.functionRestrictions,
  faults: (distribution, { placeOf }) =>
    functionsOf(distribution).flatMap((fn): Fault[] => {
      const bytes = Buffer.byteLength(fn.code, 'utf8')
      if (bytes < FUNCTION_CODE_BYTES * NEAR) return []
      return [
        {
          message: `${fn.name} has ${bytes} of ${FUNCTION_CODE_BYTES} bytes: the next change may not deploy, and the limit is not raised`,
          place: placeOf(fn, 'FunctionCode'),
          remedy: 'bundle and minify it, or move tables into a key value store',
        },
      ]
    }),
}

export const functionRuntimeOld: Rule = {
  id: 'function-runtime-old',
  severity: 'advice',
  title: 'A function uses the older runtime',
  cites: ['CFF-01', 'CFF-29', 'CFF-153'],
  page: PAGES.functionRuntime,
  faults: (distribution, { placeOf }) =>
    functionsOf(distribution).flatMap((fn): Fault[] => {
      if (fn.runtime !== 'cloudfront-js-1.0') return []
      return [
        {
          message: `${fn.name} runs in cloudfront-js-1.0, which has neither async, const nor a key value store`,
          place: placeOf(fn, 'Runtime'),
          remedy:
            'write Runtime: cloudfront-js-2.0; every function of 1.0 that relies on nothing undocumented runs there',
        },
      ]
    }),
}

export const functionDoesNotCompile: Rule = {
  id: 'function-does-not-compile',
  severity: 'error',
  title: 'A function does not compile',
  cites: ['CFF-140', 'CFF-141'],
  page: PAGES.functionRuntime,
  faults: (distribution, { placeOf, codeProblemsOf }) =>
    functionsOf(distribution).flatMap(fn =>
      codeProblemsOf(fn)
        .filter(({ kind }) => kind === 'does-not-compile')
        .map(({ line, message, remedy }): Fault => ({
          message: `${fn.name} fails at each call, line ${line} of its code: ${message}`,
          place: placeOf(fn, 'FunctionCode'),
          remedy,
        })),
    ),
}

export const functionDiffers: Rule = {
  id: 'function-differs-on-cloudfront',
  severity: 'warning',
  title: 'Code that compiles and yet fails or differs on CloudFront',
  cites: ['CFF-31', 'ENG-22'],
  page: PAGES.functionRuntime,
  faults: (distribution, { placeOf, codeProblemsOf }) =>
    functionsOf(distribution).flatMap(fn =>
      codeProblemsOf(fn)
        .filter(({ kind }) => kind === 'differs-on-cloudfront')
        .map(({ line, message, remedy, rule }): Fault => ({
          message: `${fn.name}, line ${line} of its code: ${message} [${rule}]`,
          place: placeOf(fn, 'FunctionCode'),
          remedy,
        })),
    ),
}

export const lambdaPageTooLarge: Rule = {
  id: 'lambda-page-too-large',
  severity: 'warning',
  title: 'A page in the code of a Lambda nears or passes what a Lambda may answer',
  cites: ['ORR-31', 'QUO-21', 'GEN-24', 'LAE-41'],
  page: PAGES.edgeFunctions,
  faults: (distribution, { placeOf, writtenPageOf }) =>
    lambdasOf(distribution).flatMap(({ lambda, event }): Fault[] => {
      const written = writtenPageOf(lambda)
      const mostBytes = event.startsWith('viewer') ? VIEWER_LAMBDA_BYTES : ORIGIN_LAMBDA_BYTES
      if (written === undefined || written.byteLength < mostBytes * NEAR) return []
      const { byteLength, line } = written
      const consequence =
        byteLength < mostBytes
          ? 'a build that adds to it turns every such answer into a 502'
          : 'every answer with all of it is a 502'
      return [
        {
          message: `the page in line ${line} of ${lambda.logicalId} has ${byteLength} bytes, and at ${event} an answer may have ${mostBytes}, headers included: ${consequence}`,
          place: placeOf(lambda, 'Code'),
          remedy:
            'keep the page in the bucket, and reach it by an error page or an origin group, which know no such limit',
        },
      ]
    }),
}
