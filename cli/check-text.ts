import type { Finding, Severity } from '../distribution/checks/rule.ts'
import { placeText } from '../distribution/problem.ts'

const HEADINGS: readonly (readonly [severity: Severity, one: string, several: string])[] = [
  ['error', 'error', 'errors'],
  ['warning', 'warning', 'warnings'],
  ['advice', 'piece of advice', 'pieces of advice'],
]

const SIGNS: Readonly<Record<Severity, string>> = { error: '✘', warning: '•', advice: '·' }

const findingText = ({ rule, message, place, remedy }: Finding): string =>
  `${SIGNS[rule.severity]} ${message}   ${placeText(place)} [${rule.id}]\n  → ${remedy}\n  docs/checks.md#${rule.id}, ${rule.page.title}: ${rule.page.url}`

/** The findings of the checks for the terminal, by severity. */
export const findingsText = (findings: readonly Finding[]): string =>
  HEADINGS.flatMap(([severity, one, several]) => {
    const own = findings.filter(({ rule }) => rule.severity === severity)
    if (own.length === 0) return []
    return [`${own.length} ${own.length === 1 ? one : several}\n`, ...own.map(finding => `${findingText(finding)}\n`)]
  }).join('\n')
