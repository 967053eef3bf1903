import type { Place } from '../problem.ts'
import { EXPANDED_REMEDY } from './expanded-remedy.ts'
import type { TemplateScope } from './template-scope.ts'
import type { TemplateNode } from './template-node.ts'
import { child, children } from './template-node.ts'

/** A resource that takes part: its Condition, if any, is not false. */
export interface Resource {
  readonly logicalId: string
  readonly type: string
  /** Not resolved yet. */
  readonly properties: TemplateNode | undefined
  readonly metadata: TemplateNode | undefined
  readonly place: Place
}

/** The resources of a template by logical id; those whose Condition is false are left out. */
export const readResources = (root: TemplateNode, scope: TemplateScope): ReadonlyMap<string, Resource> => {
  const resources = new Map<string, Resource>()
  const section = child(root, 'Resources')
  if (section?.kind !== 'map') {
    scope.log.error('the template has no Resources', section?.place ?? root.place, {
      remedy: 'add a Resources section',
    })
    return resources
  }
  for (const [logicalId, node] of children(section)) {
    if (logicalId === 'Fn::Transform') {
      scope.log.refused('Fn::Transform is not evaluated', node.place, { remedy: EXPANDED_REMEDY })
      continue
    }
    const resource = readResource(logicalId, node, scope)
    if (resource !== undefined) resources.set(logicalId, resource)
  }
  return resources
}

const readResource = (logicalId: string, node: TemplateNode, scope: TemplateScope): Resource | undefined => {
  const type = child(node, 'Type')
  if (type?.kind !== 'scalar' || typeof type.value !== 'string') {
    scope.log.error(`the resource ${logicalId} has no Type`, node.place, { remedy: 'add a Type' })
    return undefined
  }
  if (!takesPart(child(node, 'Condition'), scope)) return undefined
  const [properties, metadata] = [child(node, 'Properties'), child(node, 'Metadata')]
  return { logicalId, type: type.value, properties, metadata, place: node.place }
}

const takesPart = (condition: TemplateNode | undefined, scope: TemplateScope): boolean => {
  if (condition === undefined) return true
  // One that cannot be worked out is reported, and stops the load; what refers to the resource is no mistake of its own.
  if (condition.kind === 'scalar') return scope.conditions.holds(condition.text, condition.place) !== false
  scope.log.error('the Condition of a resource must be a name', condition.place, { remedy: 'name a condition' })
  return false
}
