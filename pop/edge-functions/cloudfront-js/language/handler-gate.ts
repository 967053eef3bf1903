import type { AnyNode, Program } from 'acorn'
import type { Finding } from './finding.ts'
import { at } from './parse-function.ts'

const declaresHandler = (node: AnyNode): boolean => node.type === 'FunctionDeclaration' && node.id?.name === 'handler'

const bindsHandler = (node: AnyNode): boolean =>
  node.type === 'VariableDeclaration' &&
  node.declarations.some(({ id }) => id.type === 'Identifier' && id.name === 'handler')

const assignsGlobalHandler = (node: AnyNode): boolean => {
  if (node.type !== 'ExpressionStatement' || node.expression.type !== 'AssignmentExpression') return false
  const target = node.expression.left
  if (target.type !== 'MemberExpression' || target.object.type !== 'Identifier') return false
  const isGlobal = target.object.name === 'global' || target.object.name === 'globalThis'
  return isGlobal && target.property.type === 'Identifier' && target.property.name === 'handler'
}

const declaration = (node: AnyNode): AnyNode =>
  node.type === 'ExportNamedDeclaration' && node.declaration ? node.declaration : node

/** The entry point must be a top-level `function handler` (CFF-03); two other forms run but are not documented (CFF-04). */
export const handlerFindings = (program: Program): Finding[] => {
  const statements = program.body.map(declaration)
  if (statements.some(declaresHandler)) return []
  const undocumented = statements.find(node => bindsHandler(node) || assignsGlobalHandler(node))
  const remedy = 'declare function handler(event) { … } at the top level'
  if (undocumented) {
    return [
      at(undocumented, {
        rule: 'CFF-04',
        severity: 'warning',
        message: 'AWS documents only a function declaration as handler',
        remedy,
      }),
    ]
  }
  return [
    at(program, { rule: 'CFF-03', severity: 'error', message: 'there is no top-level function named handler', remedy }),
  ]
}
