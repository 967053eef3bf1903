import { truth } from './conditions.ts'
import type { Intrinsic } from './intrinsics.ts'
import type { TemplateNode } from './template-node.ts'
import { booleanNode, unresolved } from './template-node.ts'

const condition: Intrinsic = (argument, at, scope) => {
  const holds = argument.kind === 'scalar' ? scope.conditions.holds(argument.text, at) : undefined
  return holds === undefined ? unresolved(at) : booleanNode(holds, at)
}

const branch: Intrinsic = (argument, at, scope) => {
  const [name, whenTrue, whenFalse] = argument.kind === 'list' ? argument.items : []
  if (name?.kind !== 'scalar' || whenTrue === undefined || whenFalse === undefined) {
    scope.log.error('Fn::If wants the name of a condition and two values', at, { remedy: 'give three items' })
    return unresolved(at)
  }
  const holds = scope.conditions.holds(name.text, at)
  return holds === undefined ? unresolved(at) : scope.resolve(holds ? whenTrue : whenFalse)
}

const equals: Intrinsic = (argument, at, scope) => {
  const [left, right] = argument.kind === 'list' ? argument.items : []
  if (left === undefined || right === undefined) {
    scope.log.error('Fn::Equals wants a list of two', at, { remedy: 'give two values' })
    return unresolved(at)
  }
  const [leftText, rightText] = [scope.text(left, 'a side of Fn::Equals'), scope.text(right, 'a side of Fn::Equals')]
  return leftText === undefined || rightText === undefined ? unresolved(at) : booleanNode(leftText === rightText, at)
}

/** And, Or and Not over the truth of their operands; every operand is worked out, so that every mistake is seen. */
const logical =
  (
    name: string,
    operands: { least: number; most: number },
    decide: (values: readonly boolean[]) => boolean,
  ): Intrinsic =>
  (argument, at, scope) => {
    const items: readonly TemplateNode[] = argument.kind === 'list' ? argument.items : []
    if (items.length < operands.least || items.length > operands.most) {
      const count = operands.least === operands.most ? `${operands.least}` : `${operands.least} to ${operands.most}`
      scope.log.error(`${name} wants a list of ${count}`, at, { remedy: `give ${count}` })
      return unresolved(at)
    }
    const values = items.map(item => truth(item, scope))
    const known = values.filter(value => value !== undefined)
    return known.length < values.length ? unresolved(at) : booleanNode(decide(known), at)
  }

export const conditionFunctions: readonly (readonly [string, Intrinsic])[] = [
  ['Condition', condition],
  ['Fn::If', branch],
  ['Fn::Equals', equals],
  ['Fn::And', logical('Fn::And', { least: 2, most: 10 }, values => values.every(value => value))],
  ['Fn::Or', logical('Fn::Or', { least: 2, most: 10 }, values => values.some(value => value))],
  ['Fn::Not', logical('Fn::Not', { least: 1, most: 1 }, ([value]) => value === false)],
]
