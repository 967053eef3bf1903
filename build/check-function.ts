import { codeFindings } from '../pop/edge-functions/cloudfront-js/language/check-code.ts'
import { byPosition, type Finding, type Runtime } from '../pop/edge-functions/cloudfront-js/language/finding.ts'
import { sizeFindings } from './size-gate.ts'
import { readSourceMap, toSource } from '../pop/edge-functions/cloudfront-js/source-map.ts'

export interface CheckOptions {
  /** Named in the findings; `/`-separated. Default `function.js`. */
  readonly file?: string
  /** Default `cloudfront-js-2.0`. */
  readonly runtime?: Runtime
  /** Text of a version 3 source map: findings then point into the sources. */
  readonly sourceMap?: string
}

/**
 * Everything that can be known about a CloudFront Function without running it: size, syntax, names, closures.
 * CloudFront itself checks none of it before the first request (CFF-140).
 */
export const checkFunctionCode = (source: string, options: CheckOptions = {}): Finding[] => {
  const { file = 'function.js', runtime = 'cloudfront-js-2.0', sourceMap } = options
  const map = sourceMap === undefined ? undefined : readSourceMap(sourceMap)
  const inSource = codeFindings(source, runtime).map(finding => toSource({ ...finding, file }, map))
  return [...sizeFindings(source).map(finding => ({ ...finding, file })), ...inSource].sort(byPosition)
}
