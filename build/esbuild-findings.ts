import type { Message } from 'esbuild'
import type { Finding } from '../pop/edge-functions/cloudfront-js/language/finding.ts'
import { syntaxMessage } from '../pop/edge-functions/cloudfront-js/language/syntax-gate.ts'
import { syntaxRules } from '../pop/edge-functions/cloudfront-js/language/syntax-rules.ts'

const UNSUPPORTED = /^Transforming (.+?) to the configured target environment/

const described = (text: string): Pick<Finding, 'rule' | 'message' | 'remedy'> => {
  const feature = UNSUPPORTED.exec(text)?.[1]
  const rule = feature === undefined ? undefined : syntaxRules.find(({ esbuildName }) => esbuildName?.test(feature))
  if (rule)
    return { rule: rule.rule, message: syntaxMessage(rule.feature, 'error', 'cloudfront-js-2.0'), remedy: rule.remedy }
  if (feature !== undefined) {
    return {
      rule: 'CFF-02',
      message: `${feature} does not work in cloudfront-js-2.0`,
      remedy: 'write it with older syntax',
    }
  }
  return { rule: 'BUILD', message: text.replace(/\.$/, ''), remedy: 'mend the source' }
}

/** esbuild's errors in the words of the gates. It stops where it cannot lower syntax, with the place in the source. */
export const esbuildFindings = (messages: readonly Message[], entry: string): Finding[] =>
  messages.map(({ text, location, notes }) => {
    const note = notes[0]?.text
    const finding = described(text)
    return {
      ...finding,
      severity: 'error',
      file: location?.file ?? entry,
      line: location?.line ?? 1,
      column: (location?.column ?? 0) + 1,
      remedy: finding.rule === 'BUILD' && note ? note.replace(/\.$/, '') : finding.remedy,
    }
  })
