import type { Distribution } from '../model.ts'
import type { Problem } from '../problem.ts'
import { stops } from '../problem.ts'
import { parseTemplate } from './parse-template.ts'
import { ProblemLog } from './problem-log.ts'
import { readDistributions } from './read-distribution.ts'
import { passOver } from './read-unemulated.ts'
import type { Reading } from './reading.ts'
import type { TemplateNode } from './template-node.ts'
import { child } from './template-node.ts'
import { TemplateScope } from './template-scope.ts'

export interface TemplateSource {
  /** For places in messages; code of Lambdas is looked for beside it. */
  readonly file: string
  readonly text: string
  /** Given parameter values by name. */
  readonly parameters: Readonly<Record<string, string>>
  /** Values of `Fn::ImportValue` by export name. */
  readonly imports?: Readonly<Record<string, string>>
  /** True for a file or folder that exists. */
  readonly fileExists: (path: string) => boolean
}

export interface LoadedTemplate {
  /** Empty when a problem stops the load. */
  readonly distributions: readonly Distribution[]
  /** In the order they were met; use `stops` to see whether they forbid serving. */
  readonly problems: readonly Problem[]
  /** Resources of services other than CloudFront, Lambda and S3: how many of each type. */
  readonly passedOver: Readonly<Record<string, number>>
}

/** Reads a CloudFormation template into the checked model. Every mistake is a problem with its place; nothing is thrown. */
export const loadTemplate = (source: TemplateSource): LoadedTemplate => {
  const log = new ProblemLog()
  const root = parseTemplate(source, log)
  if (root === undefined) return { distributions: [], problems: log.problems, passedOver: {} }
  refuseMacros(root, log)
  const { file, parameters, imports = {}, fileExists } = source
  const scope = new TemplateScope(root, { file, parameters, imports }, log)
  const reading: Reading = { file, scope, log, fileExists }
  const distributions = readDistributions(reading)
  const passedOver = passOver(reading)
  if (distributions.length === 0 && !stops(log.problems)) {
    const remedy = 'add an AWS::CloudFront::Distribution, or load another file'
    log.error('the template has no distribution', { file, path: 'Resources' }, { remedy })
  }
  return { distributions: stops(log.problems) ? [] : distributions, problems: log.problems, passedOver }
}

const refuseMacros = (root: TemplateNode, log: ProblemLog): void => {
  const transform = child(root, 'Transform')
  const remedy = 'load the template as the transform expands it'
  if (transform !== undefined) log.refused('Transform: macros are not run', transform.place, { remedy })
  const rules = child(root, 'Rules')
  if (rules !== undefined) log.ignored('Rules have no effect: their assertions are not checked', rules.place)
}
