import type { Place } from '../problem.ts'
import { nameRemedy } from './nearest-name.ts'
import { SWITCH_WORDS } from './switch-words.ts'
import type { TemplateNode } from './template-node.ts'
import { children } from './template-node.ts'
import type { TemplateScope } from './template-scope.ts'

/** The named conditions of a template, each worked out once. */
export interface Conditions {
  /** Undefined when the condition cannot be worked out; the reason is reported. */
  holds(name: string, place: Place): boolean | undefined
}

export const readConditions = (section: TemplateNode | undefined, scope: TemplateScope): Conditions => {
  const declarations = new Map(children(section))
  const known = new Map<string, boolean | undefined>()
  const underway = new Set<string>()

  const evaluate = (name: string, declaration: TemplateNode): boolean | undefined => {
    if (underway.has(name)) {
      const chain = [...underway, name].join(' → ')
      scope.log.error(`conditions refer to each other in a circle: ${chain}`, declaration.place, {
        remedy: 'break the circle',
      })
      return undefined
    }
    underway.add(name)
    const value = truth(declaration, scope)
    underway.delete(name)
    return value
  }

  const holds = (name: string, place: Place): boolean | undefined => {
    if (known.has(name)) return known.get(name)
    const declaration = declarations.get(name) ?? declarations.get(switchWordFor(name, declarations))
    if (declaration === undefined) {
      scope.log.error(`there is no condition ${name}`, place, { remedy: nameRemedy(name, [...declarations.keys()]) })
      return undefined
    }
    const value = evaluate(name, declaration)
    known.set(name, value)
    return value
  }

  return { holds }
}

/** A condition that is called `Yes` is named by a word that YAML 1.1 reads as true. */
const switchWordFor = (name: string, declarations: ReadonlyMap<string, TemplateNode>): string =>
  [...declarations.keys()].find(word => String(SWITCH_WORDS.get(word)) === name) ?? name

/** The truth of a condition expression; undefined when it cannot be worked out (reported). */
export const truth = (node: TemplateNode, scope: TemplateScope): boolean | undefined => {
  const value = scope.resolve(node)
  if (value?.kind === 'unresolved') return undefined
  if (value?.kind === 'scalar' && (value.text === 'true' || value.text === 'false')) return value.text === 'true'
  scope.log.error('a condition must be true or false', node.place, {
    remedy: 'use Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition',
  })
  return undefined
}
