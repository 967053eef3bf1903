import type { Distribution } from '../model.ts'
import type { Problem } from '../problem.ts'
import { stops } from '../problem.ts'
import { ReaderNotes } from '../reader-notes.ts'
import { EXPANDED_REMEDY } from './expanded-remedy.ts'
import { expandServerless, SERVERLESS_TRANSFORM } from './expand-serverless.ts'
import { reportUndeclaredParameters } from './parameters.ts'
import type { ProblemLog } from './problem-log.ts'
import { readDistributions } from './read-distribution.ts'
import { passOver } from './read-unemulated.ts'
import type { Reading } from './reading.ts'
import { reportNoDistribution } from './report-no-distribution.ts'
import { SharedValues } from './shared-values.ts'
import type { TemplateNode } from './template-node.ts'
import { child } from './template-node.ts'
import type { Stack } from './template-scope.ts'
import { TemplateScope } from './template-scope.ts'

export interface StackOptions {
  /** Given parameter values by name; for every stack that declares them. */
  readonly parameters: Readonly<Record<string, string>>
  /** Values of `Fn::ImportValue` by export name; they count more than exports of loaded stacks. */
  readonly imports?: Readonly<Record<string, string>>
  /** Parameters of stacks that are left out: giving a value for one is no mistake. */
  readonly declaredElsewhere?: readonly string[]
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
  /** Where the objects of the distributions are written. */
  readonly notes: ReaderNotes
}

/** Reads stacks into the checked model. Every mistake is a problem with its place; nothing is thrown. */
export const loadStacks = (
  stacks: readonly Stack[],
  { parameters, imports = {}, declaredElsewhere = [], fileExists }: StackOptions,
  log: ProblemLog,
): LoadedTemplate => {
  const shared = new SharedValues()
  const notes = new ReaderNotes()
  const scopes = stacks.map(stack => new TemplateScope(expandedStack(stack, log), { parameters, imports, shared }, log))
  const readings = scopes
    .flatMap(scope => scope.all())
    .map((scope): Reading => ({ file: scope.stack.file, scope, log, notes, fileExists }))
  const [first] = stacks
  const declared = [...readings.flatMap(({ scope }) => [...scope.parameters.keys()]), ...declaredElsewhere]
  if (first !== undefined) reportUndeclaredParameters(parameters, declared, first.file, log)
  const distributions = readDistributions(readings)
  const passedOver = passOver(readings)
  if (distributions.length === 0 && !stops(log.problems)) {
    const hasNested = passedOver['AWS::CloudFormation::Stack'] !== undefined
    reportNoDistribution(
      readings.map(({ scope }) => scope),
      hasNested,
    )
  }
  return { distributions: stops(log.problems) ? [] : distributions, problems: log.problems, passedOver, notes }
}

const expandedStack = (stack: Stack, log: ProblemLog): Stack => {
  const nested = [...(stack.nested ?? [])].map(([logicalId, inner]) => [logicalId, expandedStack(inner, log)] as const)
  return { ...stack, root: expandTransforms(stack.root, log), nested: new Map(nested) }
}

/** Of AWS, and without effect on what CloudFront does. */
const HARMLESS_TRANSFORM = /^AWS::(LanguageExtensions|SecretsManager-|CodeDeployBlueGreen|CodeStar)/

const expandTransforms = (root: TemplateNode, log: ProblemLog): TemplateNode => {
  const transform = child(root, 'Transform')
  const names = transform?.kind === 'list' ? transform.items : transform === undefined ? [] : [transform]
  let expanded = root
  for (const node of names) {
    const named = node.kind === 'map' ? child(node, 'Name') : node
    const name = named?.kind === 'scalar' ? named.text : ''
    if (name === SERVERLESS_TRANSFORM) expanded = expandServerless(expanded)
    else if (!HARMLESS_TRANSFORM.test(name))
      log.refused(`Transform: the macro ${name} is not run`, node.place, { remedy: EXPANDED_REMEDY })
  }
  const rules = child(root, 'Rules')
  if (rules !== undefined) log.ignored('Rules have no effect: their assertions are not checked', rules.place)
  return expanded
}
