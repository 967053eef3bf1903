import type { Place } from '../problem.ts'
import { parameterOption } from './parameters.ts'
import type { TemplateNode } from './template-node.ts'
import { child, children } from './template-node.ts'
import type { TemplateScope } from './template-scope.ts'

const DISTRIBUTION = 'AWS::CloudFront::Distribution'

interface NotCreated {
  readonly logicalId: string
  readonly condition: string
  readonly place: Place
  readonly scope: TemplateScope
}

/** Says why nothing can be served: no distribution is written, or the Condition of each is false. */
export const reportNoDistribution = (scopes: readonly TemplateScope[], hasNested: boolean): void => {
  const [first] = scopes
  if (first === undefined) return
  const [withheld] = scopes.flatMap(notCreated)
  if (withheld !== undefined) return reportCondition(withheld)
  const remedy = hasNested
    ? 'load the nested template that holds the distribution, or lay it beside this one under the name that TemplateURL ends with'
    : 'add an AWS::CloudFront::Distribution, or load another file; of Terraform the state after apply, or a plan that creates it'
  first.log.error('the template has no distribution', { file: first.stack.file, path: 'Resources' }, { remedy })
}

const notCreated = (scope: TemplateScope): readonly NotCreated[] =>
  [...children(child(scope.stack.root, 'Resources'))].flatMap(([logicalId, resource]) => {
    const [type, condition] = [child(resource, 'Type'), child(resource, 'Condition')]
    const isWithheld = type?.kind === 'scalar' && type.text === DISTRIBUTION && !scope.resources.has(logicalId)
    return isWithheld && condition?.kind === 'scalar'
      ? [{ logicalId, condition: condition.text, place: condition.place, scope }]
      : []
  })

const reportCondition = ({ logicalId, condition, place, scope }: NotCreated): void => {
  const parameters = [...parametersOf(condition, scope, new Set())]
  const remedy =
    parameters.length === 0
      ? 'change the condition for the rehearsal'
      : `make it true with ${parameters.map(parameterOption).join(' ')}`
  scope.log.error(`${logicalId} is not created: its Condition ${condition} is false`, place, { remedy })
}

/** The parameters that a condition hangs on, through other conditions too. */
const parametersOf = (condition: string, scope: TemplateScope, seen: Set<string>): ReadonlySet<string> => {
  if (seen.has(condition)) return new Set()
  seen.add(condition)
  const declaration = child(child(scope.stack.root, 'Conditions'), condition)
  return declaration === undefined ? new Set() : parametersIn(declaration, scope, seen)
}

const parametersIn = (node: TemplateNode, scope: TemplateScope, seen: Set<string>): ReadonlySet<string> => {
  if (node.kind === 'list') return new Set(node.items.flatMap(item => [...parametersIn(item, scope, seen)]))
  if (node.kind !== 'map') return new Set()
  const [ref, condition] = [child(node, 'Ref'), child(node, 'Condition')]
  if (ref?.kind === 'scalar') return scope.parameters.has(ref.text) ? new Set([ref.text]) : new Set()
  if (condition?.kind === 'scalar') return parametersOf(condition.text, scope, seen)
  return new Set([...node.entries.values()].flatMap(value => [...parametersIn(value, scope, seen)]))
}
