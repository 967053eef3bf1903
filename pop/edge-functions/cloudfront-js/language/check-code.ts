import type { Program } from 'acorn'
import { asyncClosureFindings } from './async-closure-gate.ts'
import { lineAt, type Refusal } from './code-text.ts'
import type { Finding, Runtime } from './finding.ts'
import { globalsFindings } from './globals-gate.ts'
import { handlerFindings } from './handler-gate.ts'
import { parseFunction } from './parse-function.ts'
import { syntaxFindings } from './syntax-gate.ts'

/** CFF-140: nothing before the first request would tell. */
export const UNREADABLE_CODE = 'CFF-140'

const unreadable = ({ text, position }: Refusal, source: string): Finding => ({
  rule: UNREADABLE_CODE,
  severity: 'error',
  file: '',
  line: lineAt(source, position),
  column: position - source.lastIndexOf('\n', position - 1),
  message: text,
  remedy: 'mend the syntax; CloudFront would deploy this code and answer 503 to every request',
})

const programFindings = (program: Program, runtime: Runtime): Finding[] => [
  ...handlerFindings(program),
  ...syntaxFindings(program, runtime),
  ...globalsFindings(program, runtime),
  ...asyncClosureFindings(program),
]

/** All that the code of a function tells without running, for the build and for the stage; the file is for the caller to name. */
export const codeFindings = (source: string, runtime: Runtime): Finding[] => {
  const parsed = parseFunction(source, runtime)
  return parsed.kind === 'refused' ? [unreadable(parsed.refusal, source)] : programFindings(parsed.program, runtime)
}

/** The same findings, each once: for a list that nobody should have to scroll through. */
export const firstOfEach = (findings: readonly Finding[]): Finding[] =>
  findings.filter((one, index) => findings.findIndex(({ message }) => message === one.message) === index)
