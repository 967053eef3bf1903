import { asyncClosureFindings } from '../pop/edge-functions/cloudfront-js/language/async-closure-gate.ts'
import { lineAt, type Refusal } from '../pop/edge-functions/cloudfront-js/language/code-text.ts'
import { byPosition, type Finding, type Runtime } from '../pop/edge-functions/cloudfront-js/language/finding.ts'
import { globalsFindings } from '../pop/edge-functions/cloudfront-js/language/globals-gate.ts'
import { handlerFindings } from '../pop/edge-functions/cloudfront-js/language/handler-gate.ts'
import { parseFunction } from '../pop/edge-functions/cloudfront-js/language/parse-function.ts'
import { sizeFindings } from './size-gate.ts'
import { readSourceMap, toSource } from './source-position.ts'
import { syntaxFindings } from '../pop/edge-functions/cloudfront-js/language/syntax-gate.ts'

export interface CheckOptions {
  /** Named in the findings; `/`-separated. Default `function.js`. */
  readonly file?: string
  /** Default `cloudfront-js-2.0`. */
  readonly runtime?: Runtime
  /** Text of a version 3 source map: findings then point into the sources. */
  readonly sourceMap?: string
}

/** CFF-140: nothing before the first request would tell. */
const unreadable = ({ text, position }: Refusal, source: string): Finding => ({
  rule: 'CFF-140',
  severity: 'error',
  file: '',
  line: lineAt(source, position),
  column: position - source.lastIndexOf('\n', position - 1),
  message: text,
  remedy: 'mend the syntax; CloudFront would deploy this code and answer 503 to every request',
})

const codeFindings = (source: string, runtime: Runtime): Finding[] => {
  const parsed = parseFunction(source, runtime)
  if (parsed.kind === 'refused') return [unreadable(parsed.refusal, source)]
  const { program } = parsed
  return [
    ...handlerFindings(program),
    ...syntaxFindings(program, runtime),
    ...globalsFindings(program, runtime),
    ...asyncClosureFindings(program),
  ]
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
