import type { Place } from '../problem.ts'
import { readConditions } from './conditions.ts'
import type { Conditions } from './conditions.ts'
import { expandLoops } from './expand-loops.ts'
import { evaluateIntrinsic, intrinsicName } from './intrinsics.ts'
import { readParameters } from './parameters.ts'
import type { ParameterValue, PassedValue } from './parameters.ts'
import type { ProblemLog } from './problem-log.ts'
import { NO_VALUE, pseudoParameters } from './pseudo-parameters.ts'
import type { PseudoParameters } from './pseudo-parameters.ts'
import { Identities } from './resource-identity.ts'
import type { Identity } from './resource-identity.ts'
import type { Resource } from './resources.ts'
import { readResources } from './resources.ts'
import type { SharedValues } from './shared-values.ts'
import type { TemplateNode } from './template-node.ts'
import { child, kindInWords, textNode, unresolved } from './template-node.ts'

/** Values deeper than this refer to each other without end. */
const EVALUATION_DEPTH_MAX = 200

/** One stack as readers see it: a CloudFormation tree, written as such or translated from another form. */
export interface Stack {
  readonly file: string
  readonly root: TemplateNode
  /** `AWS::StackName` */
  readonly name: string
  /** Goes before logical ids where ids are made from them; `''` for the first stack, so that a further one does not change its ids. */
  readonly idPrefix: string
  /** What `Ref` and `Fn::GetAtt` give for resources that are deployed already, by logical id. */
  readonly identities: ReadonlyMap<string, Identity>
  /** Nested stacks whose templates are at hand, by logical id. */
  readonly nested?: ReadonlyMap<string, Stack>
}

/** A stack within a stack, of CloudFormation and of SAM. */
export const NESTED_STACK_TYPES: ReadonlySet<string> = new Set([
  'AWS::CloudFormation::Stack',
  'AWS::Serverless::Application',
])

/** What a translation gives. */
export type StackBody = Pick<Stack, 'root' | 'identities'>

export interface ScopeInput {
  /** Given values; those that the stack does not declare are left out. */
  readonly parameters: Readonly<Record<string, string>>
  /** Values of `Fn::ImportValue` by export name. */
  readonly imports: Readonly<Record<string, string>>
  readonly shared: SharedValues
  /** What the stack around this one passes for a parameter; undefined: nothing. */
  readonly passed?: (name: string) => PassedValue | undefined
}

/** Everything a value of the template can refer to, and the evaluation of values. */
export class TemplateScope {
  readonly log: ProblemLog
  readonly stack: Stack
  readonly shared: SharedValues
  readonly pseudoParameters: PseudoParameters
  readonly imports: Readonly<Record<string, string>>
  readonly parameters: ReadonlyMap<string, ParameterValue>
  readonly conditions: Conditions
  readonly mappings: TemplateNode | undefined
  readonly outputs: TemplateNode | undefined
  /** Without those whose Condition is false. */
  readonly resources: ReadonlyMap<string, Resource>
  readonly identities: Identities
  private readonly input: ScopeInput
  private readonly nestedScopes = new Map<string, TemplateScope>()
  private depth = 0

  constructor(stack: Stack, input: ScopeInput, log: ProblemLog) {
    const { imports, parameters, shared, passed } = input
    this.log = log
    this.input = input
    this.stack = stack
    this.shared = shared
    this.pseudoParameters = pseudoParameters(stack.name, parameters)
    this.imports = imports
    this.parameters = readParameters(child(stack.root, 'Parameters'), { given: parameters, passed }, log)
    const root = expandLoops(stack.root, this.parameters, log)
    this.mappings = child(root, 'Mappings')
    this.outputs = child(root, 'Outputs')
    this.conditions = readConditions(child(root, 'Conditions'), this)
    this.resources = new Map()
    this.identities = new Identities(this, stack.identities)
    this.resources = readResources(root, this)
    shared.add(this)
  }

  /**
   * The value a node stands for: functions are evaluated, one level deep; children are resolved when they are asked for. Undefined is
   * `AWS::NoValue`: the property does not exist.
   */
  resolve(node: TemplateNode): TemplateNode | undefined {
    const name = intrinsicName(node, this.log)
    if (name === undefined) return node
    const argument = child(node, name)
    if (argument === undefined || this.depth > EVALUATION_DEPTH_MAX) return this.tooDeep(node.place)
    this.depth++
    const value = evaluateIntrinsic(name, argument, node.place, this)
    this.depth--
    return value
  }

  /**
   * The node as far as it can be seen without working its value out: branches are chosen, parameters looked up. For values that have no effect
   * on the stage, so that nobody is asked for a certificate to rehearse.
   */
  glance(node: TemplateNode): TemplateNode | undefined {
    const [name, argument] = [intrinsicName(node, this.log), child(node, 'Fn::If') ?? child(node, 'Ref')]
    if (name === 'Fn::If' && argument?.kind === 'list') {
      const [condition, whenTrue, whenFalse] = argument.items
      const holds = condition?.kind === 'scalar' && this.conditions.holds(condition.text, node.place)
      const chosen = holds === true ? whenTrue : whenFalse
      return chosen === undefined ? node : this.glance(chosen)
    }
    if (name !== 'Ref' || argument?.kind !== 'scalar') return node
    if (argument.text === NO_VALUE) return undefined
    const parameter = this.parameters.get(argument.text)
    return parameter?.kind === 'text' ? textNode(parameter.text, node.place) : node
  }

  /** The node as a text; reports and gives undefined when it is none. */
  text(node: TemplateNode, what: string): string | undefined {
    const value = this.resolve(node)
    if (value?.kind === 'scalar' && value.value !== null) return value.text
    if (value?.kind !== 'unresolved') this.reportKind(what, 'a text', value, node.place)
    return undefined
  }

  /** The resolved items of a list; reports and gives undefined when the node is none. */
  list(node: TemplateNode, what: string): readonly TemplateNode[] | undefined {
    const value = this.resolve(node)
    if (value?.kind === 'list') return value.items.map(item => this.resolve(item)).filter(item => item !== undefined)
    if (value?.kind !== 'unresolved') this.reportKind(what, 'a list', value, node.place)
    return undefined
  }

  /** The items of a list as texts; undefined when one of them is none. */
  texts(node: TemplateNode, what: string): readonly string[] | undefined {
    const texts = this.list(node, what)?.map(item => this.text(item, `each item of ${what}`))
    return texts?.every(text => text !== undefined) === true ? texts : undefined
  }

  /** What is in a nested stack; undefined when its template is not at hand. */
  nested(logicalId: string): TemplateScope | undefined {
    const [stack, resource] = [this.stack.nested?.get(logicalId), this.resources.get(logicalId)]
    if (stack === undefined || resource === undefined) return undefined
    const passed = (name: string): PassedValue | undefined => this.passedTo(resource, name)
    const scope = this.nestedScopes.get(logicalId) ?? new TemplateScope(stack, { ...this.input, passed }, this.log)
    this.nestedScopes.set(logicalId, scope)
    return scope
  }

  /** This stack and all within it. */
  all(): readonly TemplateScope[] {
    const inner = [...this.resources.keys()].map(logicalId => this.nested(logicalId))
    return [this, ...inner.filter(scope => scope !== undefined).flatMap(scope => scope.all())]
  }

  private passedTo({ properties }: Resource, name: string): PassedValue | undefined {
    const node = child(child(properties, 'Parameters'), name)
    return node === undefined ? undefined : () => this.passedText(node, name)
  }

  private passedText(node: TemplateNode, name: string): ReturnType<PassedValue> {
    const value = this.resolve(node)
    if (value === undefined) return { kind: 'nothing' }
    if (value.kind === 'unresolved') return { kind: 'bad' }
    const what = `the value of the parameter ${name}`
    const text = value.kind === 'list' ? this.texts(value, what)?.join(',') : this.text(value, what)
    return text === undefined ? { kind: 'bad' } : { kind: 'text', text }
  }

  private tooDeep(place: Place): TemplateNode {
    this.log.error('values refer to each other too deeply', place, { remedy: 'write the value out' })
    return unresolved(place)
  }

  private reportKind(what: string, expected: string, value: TemplateNode | undefined, place: Place): void {
    const got = value === undefined ? 'AWS::NoValue' : kindInWords(value)
    this.log.error(`${what} must be ${expected}, not ${got}`, place, { remedy: `give ${expected}` })
  }
}
