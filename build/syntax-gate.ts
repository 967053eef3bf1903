import type { AnyNode, Program } from 'acorn'
import type { Finding, Runtime } from './finding.ts'
import { at } from './parse-function.ts'
import { syntaxRules, type SyntaxRule } from './syntax-rules.ts'
import { walk, type Ancestors } from './walk.ts'

/** "for-of does not exist in …", or for unlisted syntax that the engine takes: "… is not listed for …". */
export const syntaxMessage = (feature: string, verdict: 'warning' | 'error', runtime: Runtime): string =>
  verdict === 'error'
    ? `${feature} does not work in ${runtime}`
    : `${feature} is not in AWS's list for ${runtime}, though the engine seems to take it`

const judge = (rule: SyntaxRule, node: AnyNode, ancestors: Ancestors, runtime: Runtime): Finding[] => {
  const verdict = rule.verdict[runtime]
  if (verdict === 'ok' || !rule.matches(node, ancestors)) return []
  return [
    at(node, {
      rule: rule.rule,
      severity: verdict,
      message: syntaxMessage(rule.feature, verdict, runtime),
      remedy: rule.remedy,
    }),
  ]
}

/** Syntax of the program that the runtime rejects (error) or AWS does not promise (warning): CFF-11 … CFF-41. */
export const syntaxFindings = (program: Program, runtime: Runtime): Finding[] => {
  const findings: Finding[] = []
  walk(program, (node, ancestors) => {
    for (const rule of syntaxRules) findings.push(...judge(rule, node, ancestors, runtime))
  })
  return findings
}
