import type { AnyNode, CallExpression, Program } from 'acorn'
import { builtinNames } from '../guest/builtins.ts'
import type { Finding, Runtime } from './finding.ts'
import { at } from './parse-function.ts'
import { absentGlobals, absentMethods, absentStatics, requirableModules, runtimeGlobals } from './runtime-globals.ts'
import { referencesOf, type Reference } from './scopes.ts'
import { walk } from './walk.ts'

const absent = (name: string): { rule: string; remedy: string } =>
  (Object.hasOwn(absentGlobals, name) ? absentGlobals[name] : undefined) ?? {
    rule: 'CFF-05',
    remedy: `declare ${name}; the runtime is strict and throws on unknown names`,
  }

/** `typeof URL` is a safe question. */
const isAsked = ({ parent }: Reference): boolean => parent?.type === 'UnaryExpression' && parent.operator === 'typeof'

const judgeGlobal = (reference: Reference, runtime: Runtime): Finding[] => {
  const { name } = reference.node
  if (reference.scope !== undefined || isAsked(reference) || runtimeGlobals[runtime].has(name)) return []
  if (builtinNames(runtime).includes(name)) {
    const message = `${name} is not in AWS's list for ${runtime}, though the engine seems to have it`
    return [at(reference.node, { rule: 'ENG-22', severity: 'warning', message, remedy: 'do without' })]
  }
  return [at(reference.node, { severity: 'error', message: `${name} does not exist in ${runtime}`, ...absent(name) })]
}

const isFunctionConstructor = ({ node, scope, parent }: Reference): boolean =>
  node.name === 'Function' &&
  scope === undefined &&
  (parent?.type === 'NewExpression' || parent?.type === 'CallExpression') &&
  parent.callee === node

const judgeConstructor = (reference: Reference): Finding[] => {
  if (!isFunctionConstructor(reference)) return []
  const message = 'the function constructor throws'
  return [at(reference.node, { rule: 'CFF-60', severity: 'error', message, remedy: 'write the function out' })]
}

const judgeStatic = ({ node, scope, parent }: Reference): Finding[] => {
  if (scope !== undefined || parent?.type !== 'MemberExpression' || parent.object !== node) return []
  if (parent.computed || parent.property.type !== 'Identifier') return []
  const name = `${node.name}.${parent.property.name}`
  const remedy = Object.hasOwn(absentStatics, name) ? absentStatics[name] : undefined
  if (remedy !== undefined)
    return [at(parent, { rule: 'CFF-42', severity: 'error', message: `${name} does not exist`, remedy })]
  if (node.name !== 'console' || parent.property.name === 'log') return []
  return [
    at(parent, { rule: 'CFF-59', severity: 'error', message: `${name} does not exist`, remedy: 'use console.log' }),
  ]
}

const judgeRequire = ({ node, scope, parent }: Reference, runtime: Runtime): Finding[] => {
  if (node.name !== 'require' || scope !== undefined || parent?.type !== 'CallExpression') return []
  const [wanted] = parent.arguments
  if (wanted?.type !== 'Literal' || typeof wanted.value !== 'string' || requirableModules[runtime].has(wanted.value))
    return []
  const remedy = `${runtime} has ${[...requirableModules[runtime]].join(', ')}; bundle other modules into the file`
  return [at(parent, { rule: 'CFF-62', severity: 'error', message: `there is no module ${wanted.value}`, remedy })]
}

const calledMethod = ({ callee }: CallExpression): string | undefined =>
  callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier'
    ? callee.property.name
    : undefined

const isConsole = ({ callee }: CallExpression): boolean =>
  callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'console'

const judgeCall = (node: AnyNode): Finding[] => {
  if (node.type !== 'CallExpression') return []
  if (isConsole(node) && node.arguments.length > 1) {
    const message = 'console.log takes one argument'
    return [at(node, { rule: 'CFF-59', severity: 'warning', message, remedy: 'join the parts with +' })]
  }
  const method = calledMethod(node)
  const remedy = method !== undefined && Object.hasOwn(absentMethods, method) ? absentMethods[method] : undefined
  if (method === undefined || remedy === undefined) return []
  const message = `.${method}() of strings and arrays is reported missing`
  return [at(node.callee, { rule: 'CFF-50', severity: 'warning', message, remedy })]
}

/** Names, modules and methods the runtime lacks: CFF-42 … CFF-62. */
export const globalsFindings = (program: Program, runtime: Runtime): Finding[] => {
  const findings = referencesOf(program).flatMap(reference => [
    ...judgeGlobal(reference, runtime),
    ...judgeConstructor(reference),
    ...judgeStatic(reference),
    ...judgeRequire(reference, runtime),
  ])
  walk(program, node => findings.push(...judgeCall(node)))
  return findings
}
