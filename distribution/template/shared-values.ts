import type { Resource } from './resources.ts'
import type { TemplateNode } from './template-node.ts'
import { child, children } from './template-node.ts'
import type { TemplateScope } from './template-scope.ts'

interface Holder {
  readonly scope: TemplateScope
  readonly value: TemplateNode
}

/** What stacks give to one another: exports, and values in Parameter Store. Worked out when somebody asks. */
export class SharedValues {
  private readonly scopes: TemplateScope[] = []
  private exports: ReadonlyMap<string, Holder> | undefined

  add(scope: TemplateScope): void {
    this.scopes.push(scope)
  }

  /** The value of `Fn::ImportValue`; undefined when no stack exports that name. Resolved in the stack that exports it. */
  exported(name: string): TemplateNode | undefined {
    this.exports ??= this.collectExports()
    const holder = this.exports.get(name)
    return holder?.scope.resolve(holder.value)
  }

  exportedNames(): readonly string[] {
    this.exports ??= this.collectExports()
    return [...this.exports.keys()]
  }

  /** What any stack keeps in Parameter Store under that name; undefined when none does. */
  storedParameter(name: string): string | undefined {
    for (const scope of this.scopes) {
      for (const resource of scope.resources.values()) {
        const value = storedBy(resource, name, scope)
        if (value !== undefined) return scope.text(value, 'the value of a parameter in Parameter Store')
      }
    }
    return undefined
  }

  private collectExports(): ReadonlyMap<string, Holder> {
    const exports = new Map<string, Holder>()
    for (const scope of this.scopes) {
      for (const [, output] of children(scope.outputs)) {
        const [named, value] = [child(child(output, 'Export'), 'Name'), child(output, 'Value')]
        if (named === undefined || value === undefined || !isCreated(output, scope)) continue
        const name = scope.text(named, 'the name of an export')
        if (name !== undefined) exports.set(name, { scope, value })
      }
    }
    return exports
  }
}

/** By a parameter itself, or by the custom resource with which the CDK writes some for another region. */
const storedBy = ({ type, properties }: Resource, name: string, scope: TemplateScope): TemplateNode | undefined => {
  if (type === 'Custom::CrossRegionExportWriter') return child(child(child(properties, 'WriterProps'), 'exports'), name)
  const named = type === 'AWS::SSM::Parameter' ? child(properties, 'Name') : undefined
  return named !== undefined && scope.text(named, 'Name') === name ? child(properties, 'Value') : undefined
}

/** The value of an output of that name, not resolved yet; undefined when there is none, or its Condition is false. */
export const outputOf = (scope: TemplateScope, name: string): TemplateNode | undefined => {
  const output = child(scope.outputs, name)
  return output === undefined || !isCreated(output, scope) ? undefined : child(output, 'Value')
}

const isCreated = (output: TemplateNode, scope: TemplateScope): boolean => {
  const condition = child(output, 'Condition')
  return condition?.kind !== 'scalar' || scope.conditions.holds(condition.text, condition.place) === true
}
