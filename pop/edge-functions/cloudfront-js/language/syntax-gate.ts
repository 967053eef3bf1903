import type { AnyNode, Program } from 'acorn'
import type { CodeText, Refusal } from './code-text.ts'
import type { Finding, Runtime } from './finding.ts'
import { at } from './parse-function.ts'
import { syntaxRules } from './syntax-rules.ts'
import type { SyntaxRule } from './syntax-rule.ts'
import { tryJumpRefusal } from './try-jumps.ts'
import { walk, type Ancestors } from './walk.ts'

/** "for-of does not work in …", or for unlisted syntax that the engine takes: "… is not in AWS's list for …". */
export const syntaxMessage = (feature: string, verdict: 'warning' | 'error', runtime: Runtime): string =>
  verdict === 'error'
    ? `${feature} does not work in ${runtime}`
    : `${feature} is not in AWS's list for ${runtime}, though the engine seems to take it`

const judge = (rule: SyntaxRule, node: AnyNode, ancestors: Ancestors, runtime: Runtime): Finding[] => {
  const verdict = rule.verdict[runtime]
  if (verdict === 'ok' || !rule.matches(node, ancestors)) return []
  const message = syntaxMessage(rule.feature, verdict, runtime)
  return [at(node, { rule: rule.rule, severity: verdict, message, remedy: rule.remedy })]
}

/** Syntax of the program that the runtime rejects (error) or AWS does not promise (warning): CFF-11 … CFF-41. */
export const syntaxFindings = (program: Program, runtime: Runtime): Finding[] => {
  const findings: Finding[] = []
  walk(program, (node, ancestors) => {
    for (const rule of syntaxRules) findings.push(...judge(rule, node, ancestors, runtime))
  })
  return findings
}

/** What the engine of the runtime stumbles over first, or undefined when it compiles the program. */
export const engineRefusal = (program: Program, code: CodeText, runtime: Runtime): Refusal | undefined => {
  let first: Refusal | undefined
  walk(program, (node, ancestors) => {
    for (const { verdict, refusal, matches } of syntaxRules) {
      if (refusal === undefined || verdict[runtime] !== 'error' || !matches(node, ancestors)) continue
      const found = refusal(node, ancestors, code, runtime)
      if (first === undefined || found.position < first.position) first = found
    }
  })
  return first ?? tryJumpRefusal(program)
}
