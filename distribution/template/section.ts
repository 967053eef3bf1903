import type { Place } from '../problem.ts'
import { nearestName } from './nearest-name.ts'
import type { TemplateNode } from './template-node.ts'
import { kindInWords } from './template-node.ts'
import type { TemplateScope } from './template-scope.ts'

export interface Range {
  readonly min: number
  readonly max?: number
  readonly rule?: string
}

const DYNAMIC_REFERENCE = '{{resolve:'

/**
 * The properties of one object of the template. Each property asked for counts as known; `finish` names those nobody asked for. Wrong kinds
 * and missing properties are reported here, and the reader goes on with the fallback so that one load shows every mistake.
 */
export class Section {
  readonly place: Place
  private readonly entries: ReadonlyMap<string, TemplateNode>
  private readonly scope: TemplateScope
  private readonly known = new Set<string>()
  /** True when the object itself could not be worked out: nothing is missed then. */
  private readonly unresolved: boolean

  /** `node` is resolved already. */
  constructor(scope: TemplateScope, node: TemplateNode | undefined, place: Place) {
    this.scope = scope
    this.place = node?.place ?? place
    this.entries = node?.kind === 'map' ? node.entries : new Map<string, TemplateNode>()
    this.unresolved = node?.kind === 'unresolved'
    if (node !== undefined && node.kind !== 'map' && !this.unresolved) {
      this.unresolved = true
      this.wrong('this', 'an object', node)
    }
  }

  /** The resolved value; undefined when absent or `AWS::NoValue`. */
  get(name: string): TemplateNode | undefined {
    this.known.add(name)
    const node = this.entries.get(name)
    const value = node === undefined ? undefined : this.scope.resolve(node)
    if (value?.kind !== 'scalar' || value.value !== null) return value
    this.scope.log.error(`${name} is null`, this.placeOf(name), { remedy: 'remove it or give a value' })
    return { kind: 'unresolved', place: value.place }
  }

  /** Where a property is written, or the object when it is not. */
  placeOf(name: string): Place {
    return this.entries.get(name)?.place ?? this.place
  }

  has(name: string): boolean {
    return this.entries.has(name)
  }

  /** True when the property is written and gave a value; what did not is reported already, so checks of the value are left out. */
  gave(name: string): boolean {
    const node = this.entries.get(name)
    const value = node === undefined ? undefined : this.scope.resolve(node)
    return value?.kind === 'scalar' && value.value !== null
  }

  names(): readonly string[] {
    return [...this.entries.keys()]
  }

  text(name: string): string | undefined {
    const value = this.get(name)
    if (value === undefined || value.kind === 'unresolved') return undefined
    if (value.kind !== 'scalar') return this.wrong(name, 'a text', value)
    if (value.text.includes(DYNAMIC_REFERENCE)) {
      const text = this.withStoredParameters(value.text)
      if (!text.includes(DYNAMIC_REFERENCE)) return text
      const remedy = 'make it a parameter if the stage needs the value'
      this.scope.log.warning(`the dynamic reference in ${name} is not followed; its text is used`, value.place, {
        remedy,
      })
    }
    return value.text
  }

  /** True when a property holds a dynamic reference that nothing loaded can answer. */
  isDynamic(name: string): boolean {
    const value = this.get(name)
    return value?.kind === 'scalar' && this.withStoredParameters(value.text).includes(DYNAMIC_REFERENCE)
  }

  /** `{{resolve:ssm:name}}` of a stack that is loaded too; others stay as they are. */
  private withStoredParameters(text: string): string {
    return text.replaceAll(
      /\{\{resolve:ssm:([^:}]+)(?::\d+)?\}\}/g,
      (whole, name: string) => this.scope.shared.storedParameter(name) ?? whole,
    )
  }

  requiredText(name: string): string {
    return this.text(name) ?? this.missing(name, '')
  }

  oneOf<T extends string>(name: string, values: readonly T[], rule?: string): T | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const value = values.find(candidate => candidate === text)
    if (value === undefined) {
      const remedy = `write one of ${values.join(', ')}`
      this.scope.log.error(`${name} cannot be ${JSON.stringify(text)}`, this.placeOf(name), {
        remedy,
        ...(rule && { rule }),
      })
    }
    return value
  }

  requiredOneOf<T extends string>(name: string, values: readonly [T, ...T[]], rule?: string): T {
    return this.oneOf(name, values, rule) ?? this.missing(name, values[0])
  }

  boolean(name: string): boolean | undefined {
    const value = this.get(name)
    if (value === undefined || value.kind === 'unresolved') return undefined
    const text = value.kind === 'scalar' ? value.text : ''
    return text === 'true' || text === 'false' ? text === 'true' : this.wrong(name, 'true or false', value)
  }

  requiredBoolean(name: string): boolean {
    return this.boolean(name) ?? this.missing(name, false)
  }

  number(name: string, range: Range): number | undefined {
    const value = this.get(name)
    if (value === undefined || value.kind === 'unresolved') return undefined
    const number = value.kind === 'scalar' && value.text.trim() !== '' ? Number(value.text) : Number.NaN
    if (!Number.isFinite(number)) return this.wrong(name, 'a number', value)
    return this.within(name, number, range) ? number : undefined
  }

  integer(name: string, range: Range): number | undefined {
    const number = this.number(name, range)
    if (number === undefined || Number.isSafeInteger(number)) return number
    this.scope.log.error(`${name} must be a whole number, not ${number}`, this.placeOf(name), {
      remedy: 'give a whole number',
    })
    return undefined
  }

  requiredInteger(name: string, range: Range): number {
    return this.integer(name, range) ?? this.missing(name, range.min)
  }

  /** Resolved items; empty when absent. */
  list(name: string): readonly TemplateNode[] {
    const value = this.get(name)
    if (value === undefined || value.kind === 'unresolved') return []
    if (value.kind !== 'list') return this.wrong(name, 'a list', value) ?? []
    return value.items.map(item => this.scope.resolve(item)).filter(item => item !== undefined)
  }

  texts(name: string): readonly string[] {
    return this.list(name).flatMap(item => {
      if (item.kind === 'scalar' && item.value !== null) return [item.text]
      if (item.kind !== 'unresolved') this.wrong(`each item of ${name}`, 'a text', item)
      return []
    })
  }

  integers(name: string): readonly number[] {
    return this.texts(name).flatMap(text => {
      if (/^\d{1,9}$/.test(text)) return [Number(text)]
      this.scope.log.error(`each item of ${name} must be a whole number, not ${text}`, this.placeOf(name), {
        remedy: 'give whole numbers',
      })
      return []
    })
  }

  section(name: string): Section | undefined {
    const value = this.get(name)
    return value === undefined ? undefined : new Section(this.scope, value, this.placeOf(name))
  }

  requiredSection(name: string): Section {
    return this.section(name) ?? this.missing(name, new Section(this.scope, undefined, this.place).silenced())
  }

  sections(name: string): readonly Section[] {
    return this.list(name).map(item => new Section(this.scope, item, item.place))
  }

  /** Reported when there is no value; nothing is said when the value could not be worked out, for that is reported already. */
  missing<T>(name: string, fallback: T): T {
    if (!this.unresolved && !this.failed(name)) {
      this.scope.log.error(`${name} is missing`, this.place, { remedy: `add ${name}` })
    }
    return fallback
  }

  /** Properties that change nothing for a request, on AWS neither. */
  labels(...names: readonly string[]): void {
    for (const name of names) this.known.add(name)
  }

  /** A property with an effect on AWS and none on the stage; nothing is said when it is absent or empty. */
  ignored(name: string, reason: string, rule?: string): void {
    this.known.add(name)
    const node = this.entries.get(name)
    const value = node === undefined ? undefined : this.scope.glance(node)
    if (value === undefined || isEmpty(value)) return
    this.scope.log.ignored(`${name} has no effect: ${reason}`, this.placeOf(name), rule === undefined ? {} : { rule })
  }

  /** A property that is not emulated; nothing is said when it is absent, empty or false. */
  refused(name: string, reason: string, remedy: string, rule?: string): void {
    const value = this.get(name)
    if (value === undefined || value.kind === 'unresolved' || isEmpty(value)) return
    this.scope.log.refused(`${name}: ${reason}`, this.placeOf(name), { remedy, ...(rule && { rule }) })
  }

  /** Something not emulated at a property, or at the object when the property is not written. */
  refuse(name: string, message: string, remedy: string, rule?: string): void {
    this.scope.log.refused(message, this.placeOf(name), { remedy, ...(rule && { rule }) })
  }

  /** An error at a property, or at the object when the property is not written. */
  reject(name: string, message: string, remedy: string, rule?: string): void {
    this.scope.log.error(message, this.placeOf(name), { remedy, ...(rule && { rule }) })
  }

  /** Names every property that was not asked for. */
  finish(): void {
    for (const [name, { place }] of this.entries) {
      if (this.known.has(name) || name === '<<') continue
      const nearest = nearestName(name, this.known)
      if (nearest === undefined) {
        this.scope.log.warning(`the property ${name} is not known and has no effect`, place, {
          remedy: 'check its name',
        })
      } else this.scope.log.error(`there is no property ${name}`, place, { remedy: `write ${nearest}` })
    }
  }

  private silenced(): this {
    for (const name of this.names()) this.known.add(name)
    return Object.assign(this, { unresolved: true })
  }

  /** True when the property is written but gave no value, which has been reported. */
  private failed(name: string): boolean {
    const node = this.entries.get(name)
    return node !== undefined && this.scope.resolve(node) !== undefined
  }

  private within(name: string, value: number, { min, max = Number.MAX_SAFE_INTEGER, rule }: Range): boolean {
    if (value >= min && value <= max) return true
    const range = max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `${min} to ${max}`
    const remedy = `give ${range}`
    this.scope.log.error(`${name} must be ${range}, not ${value}`, this.placeOf(name), {
      remedy,
      ...(rule && { rule }),
    })
    return false
  }

  private wrong(name: string, expected: string, got: TemplateNode): undefined {
    const place = name === 'this' ? this.place : this.placeOf(name)
    const what = name === 'this' ? (this.place.path?.split('.').at(-1) ?? 'this') : name
    this.scope.log.error(
      `${what} must be ${expected}, not ${kindInWords(got)}`,
      got.kind === 'map' ? place : got.place,
      {
        remedy: `give ${expected}`,
      },
    )
  }
}

const isEmpty = (node: TemplateNode): boolean => {
  if (node.kind === 'list') return node.items.length === 0
  if (node.kind === 'map') return node.entries.size === 0
  return node.kind === 'scalar' && (node.text === '' || node.text === 'false')
}
