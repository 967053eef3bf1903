import { loadTemplateFiles, type LoadTemplateOptions, type ServableFiles } from '../distribution/load-template.io.ts'
import type { Distribution } from '../distribution/model.ts'
import { problemText, type Problem } from '../distribution/problem.ts'
import { codePathOf } from './keep-unchanged.ts'
import { Failure } from './failure.ts'
import { say, styled } from './terminal.io.ts'

export interface TemplateOptions {
  readonly templates: readonly string[]
  /** `KEY=VALUE`, parsed. */
  readonly parameters: ReadonlyMap<string, string>
  /** `NAME=VALUE`, parsed: values that other stacks export. */
  readonly imports?: ReadonlyMap<string, string>
  /** Shows what was ignored, too. */
  readonly verbose?: boolean
  /** The only stacks of a folder that may be left out; by default each that does not load. */
  readonly mayLeaveOut?: readonly string[]
  /** What reads the files; by default this thread. */
  readonly read?: (paths: readonly string[], options: LoadTemplateOptions) => Promise<ServableFiles>
}

export interface LoadedDistributions {
  readonly distributions: readonly [Distribution, ...Distribution[]]
  /** Every file or folder that the distributions were made of. */
  readonly files: readonly string[]
  /** Files of stacks that did not load, and are not served. */
  readonly leftOut: readonly string[]
}

/** A configuration that cannot be served, and the files that could mend it. */
export class LoadFailure extends Failure {
  readonly files: readonly string[]

  constructor(message: string, files: readonly string[]) {
    super(message)
    this.files = files
  }
}

/** `7 resources of other services are passed over (AWS::IAM::Role 4, AWS::S3Vectors::Index 3)` */
const passedOverText = (passedOver: ServableFiles['passedOver']): string | undefined => {
  const counts = Object.entries(passedOver).toSorted(([, a], [, b]) => b - a)
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return undefined
  const shown = counts.slice(0, TYPES_SHOWN).map(([type, count]) => `${type} ${count}`)
  const rest = counts.length > TYPES_SHOWN ? `, ${counts.length - TYPES_SHOWN} more types` : ''
  return `${total} ${total === 1 ? 'resource' : 'resources'} of other services passed over (${shown.join(', ')}${rest})`
}

const TYPES_SHOWN = 4

const isReason = ({ severity }: Problem): boolean => severity === 'error' || severity === 'refused'

const tell = ({ problems, passedOver, leftOut }: ServableFiles, verbose: boolean): void => {
  for (const stack of leftOut) {
    for (const problem of stack.problems.filter(isReason)) say(problemText(problem))
    say(`${styled('yellow', 'left out')}   ${stack.file}: it does not load; the other stacks of its folder are served`)
  }
  const shown = problems.filter(({ severity }) => severity === 'warning' || verbose)
  for (const problem of shown) say(problemText(problem))
  const ignoredCount = problems.filter(({ severity }) => severity === 'ignored').length
  if (ignoredCount > 0 && !verbose)
    say(
      styled(
        'dim',
        `${ignoredCount} ${ignoredCount === 1 ? 'property has' : 'properties have'} no effect on the stage (understudy check names them)`,
      ),
    )
  const others = passedOverText(passedOver)
  if (others !== undefined) say(styled('dim', others))
}

/** Loads every distribution of the templates; says what was loaded and what is wrong with it. Throws a failure when it cannot be served. */
export const loadFromFiles = async ({
  templates,
  parameters,
  imports = new Map(),
  verbose = false,
  mayLeaveOut,
  read = loadTemplateFiles,
}: TemplateOptions): Promise<LoadedDistributions> => {
  const loaded = await read(templates, {
    parameters: Object.fromEntries(parameters),
    imports: Object.fromEntries(imports),
  })
  const missed = loaded.leftOut.filter(({ file }) => mayLeaveOut?.includes(file) === false)
  const reasons = [...missed.flatMap(stack => stack.problems), ...loaded.problems].filter(isReason)
  if (reasons.length > 0) throw new LoadFailure(reasons.map(problemText).join('\n'), loaded.files)
  tell(loaded, verbose)
  const [first, ...others] = loaded.distributions
  if (first === undefined) throw new Failure(`✘ no AWS::CloudFront::Distribution in it   ${templates.join(', ')}`)
  const code = loaded.distributions.flatMap(({ behaviors }) =>
    behaviors.flatMap(({ lambdas }) => Object.values(lambdas).map(({ lambda }) => codePathOf(lambda))),
  )
  const files = new Set([...loaded.files, ...code.filter(path => path !== undefined)])
  return { distributions: [first, ...others], files: [...files], leftOut: loaded.leftOut.map(({ file }) => file) }
}

/** The same for one template and its distributions alone. */
export const loadDistributions = async (options: {
  readonly template: string
  readonly parameters: ReadonlyMap<string, string>
}): Promise<readonly [Distribution, ...Distribution[]]> =>
  (await loadFromFiles({ templates: [options.template], parameters: options.parameters })).distributions
