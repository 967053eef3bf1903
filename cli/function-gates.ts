import type { CodeProblem } from '../distribution/checks/rule.ts'
import type { CloudFrontFunction } from '../distribution/model.ts'
import { createFunctionRunner } from '../pop/edge-functions/cloudfront-js/create-function-runner.ts'

const compileProblemOf = (fn: CloudFrontFunction) => {
  const created = createFunctionRunner(fn)
  return created.kind === 'ready' ? created.compileProblem : undefined
}

/** What the gates say of a function: why it does not compile, and what fails or differs on CloudFront although it does. */
export const codeProblemsOf = (fn: CloudFrontFunction): readonly CodeProblem[] => {
  const created = createFunctionRunner(fn)
  if (created.kind === 'invalid') return []
  const { compileProblem, warnings } = created
  if (compileProblem === undefined)
    return warnings.map(({ line, message, remedy, rule }) => ({
      kind: 'differs-on-cloudfront',
      line,
      message,
      remedy,
      rule,
    }))
  const isOld = fn.runtime === 'cloudfront-js-1.0'
  const compilesLater = isOld && compileProblemOf({ ...fn, runtime: 'cloudfront-js-2.0' }) === undefined
  const remedy = compilesLater
    ? 'write Runtime: cloudfront-js-2.0, which knows it'
    : 'use what the runtime knows: docs/functions.md has the list'
  return [{ kind: 'does-not-compile', ...compileProblem, remedy, rule: 'CFF-140' }]
}
