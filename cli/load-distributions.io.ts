import { loadTemplateFile } from '../distribution/load-template.io.ts'
import type { Distribution } from '../distribution/model.ts'
import { problemText, stops } from '../distribution/problem.ts'
import { Failure } from './failure.ts'
import { say, styled } from './terminal.io.ts'

export interface TemplateOptions {
  readonly template: string
  /** `KEY=VALUE`, parsed. */
  readonly parameters: ReadonlyMap<string, string>
  /** Shows what was ignored, too. */
  readonly verbose?: boolean
}

/** Loads every distribution of a template; says what was loaded and what is wrong with it. Throws a failure when it cannot be served. */
export const loadDistributions = async ({
  template,
  parameters,
  verbose = false,
}: TemplateOptions): Promise<[Distribution, ...Distribution[]]> => {
  const { distributions, problems } = await loadTemplateFile(template, { parameters: Object.fromEntries(parameters) })
  if (stops(problems)) {
    const reasons = problems.filter(({ severity }) => severity === 'error' || severity === 'refused')
    throw new Failure(reasons.map(problemText).join('\n'))
  }
  const shown = problems.filter(({ severity }) => severity === 'warning' || verbose)
  for (const problem of shown) say(problemText(problem))
  const ignoredCount = problems.filter(({ severity }) => severity === 'ignored').length
  if (ignoredCount > 0 && !verbose)
    say(styled('dim', `${ignoredCount} properties have no effect on the stage (--verbose names them)`))
  const [first, ...others] = distributions
  if (first === undefined) throw new Failure(`✘ no AWS::CloudFront::Distribution in it   ${template}`)
  return [first, ...others]
}
