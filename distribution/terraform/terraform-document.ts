import type { Place } from '../problem.ts'
import type { TemplateNode } from '../template/template-node.ts'
import { child, children } from '../template/template-node.ts'

/** One resource or data source of a plan or state. */
export interface TerraformResource {
  /** `module.cdn.aws_cloudfront_distribution.this[0]` */
  readonly address: string
  /** `module.cdn`, `module.site["a"]`; `''` for the root. */
  readonly modulePath: string
  readonly mode: string
  readonly type: string
  readonly name: string
  /** `[0]`, `["a"]`; `''` when there is one only. */
  readonly index: string
  readonly values: TemplateNode | undefined
  /** `true` where a value is known only after apply; undefined in a state. */
  readonly unknown: TemplateNode | undefined
  readonly place: Place
}

/** Everything of `terraform show -json` that is read. */
export interface TerraformDocument {
  readonly kind: 'plan' | 'state'
  /** By address. */
  readonly resources: ReadonlyMap<string, TerraformResource>
  /** How the values were written, of a plan: the root module. */
  readonly configuration: TemplateNode | undefined
}

export const textAt = (node: TemplateNode | undefined, name: string): string | undefined => {
  const found = child(node, name)
  return found?.kind === 'scalar' && found.value !== null ? found.text : undefined
}

export const itemsOf = (node: TemplateNode | undefined): readonly TemplateNode[] =>
  node?.kind === 'list' ? node.items : []

/** The resources of a plan as they will be, or of a state as they are; those of the prior state of a plan that are looked up, too. */
export const terraformDocument = (root: TemplateNode): TerraformDocument => {
  const planned = child(root, 'planned_values')
  const unknowns = new Map(
    itemsOf(child(root, 'resource_changes')).map(change => [
      textAt(change, 'address') ?? '',
      child(child(change, 'change'), 'after_unknown'),
    ]),
  )
  const prior = modulesOf(child(child(child(root, 'prior_state'), 'values'), 'root_module'), '', new Map())
  const data = prior.filter(({ mode }) => mode === 'data')
  const now = modulesOf(child(planned ?? child(root, 'values'), 'root_module'), '', unknowns)
  return {
    kind: planned === undefined ? 'state' : 'plan',
    resources: new Map([...data, ...now].map(resource => [resource.address, resource])),
    configuration: child(child(root, 'configuration'), 'root_module'),
  }
}

const modulesOf = (
  module: TemplateNode | undefined,
  modulePath: string,
  unknowns: ReadonlyMap<string, TemplateNode | undefined>,
): readonly TerraformResource[] => [
  ...itemsOf(child(module, 'resources')).map(node => resourceOf(node, modulePath, unknowns)),
  ...itemsOf(child(module, 'child_modules')).flatMap(inner =>
    modulesOf(inner, textAt(inner, 'address') ?? modulePath, unknowns),
  ),
]

const resourceOf = (
  node: TemplateNode,
  modulePath: string,
  unknowns: ReadonlyMap<string, TemplateNode | undefined>,
): TerraformResource => {
  const [type, name] = [textAt(node, 'type') ?? '', textAt(node, 'name') ?? '']
  const address = textAt(node, 'address') ?? `${type}.${name}`
  const values = child(node, 'values')
  return {
    address,
    modulePath,
    mode: textAt(node, 'mode') ?? 'managed',
    type,
    name,
    index: /\[[^[\]]*\]$/.exec(address)?.[0] ?? '',
    values,
    unknown: unknowns.get(address),
    place: values?.place ?? node.place,
  }
}

/** The configuration of a module by its path, without the instances' keys. */
export const moduleConfiguration = (root: TemplateNode | undefined, modulePath: string): TemplateNode | undefined =>
  moduleNames(modulePath).reduce<TemplateNode | undefined>(
    (module, name) => child(child(child(module, 'module_calls'), name), 'module'),
    root,
  )

/** `module.a["x"].module.b` → `a`, `b`. */
export const moduleNames = (modulePath: string): readonly string[] =>
  [...modulePath.matchAll(/(?:^|\.)module\.([^.[]+)(?:\[(?:"[^"]*"|\d+)\])?/g)].map(([, name = '']) => name)

/** `module.a["x"].module.b` → `module.a["x"]`; `''` above the root's modules. */
export const parentModulePath = (modulePath: string): string =>
  modulePath.replace(/(?:^|\.)module\.[^.[]+(?:\[(?:"[^"]*"|\d+)\])?$/, '')

/** How the values of a resource were written. */
export const expressionsOf = (
  { configuration }: TerraformDocument,
  { modulePath, type, name, mode }: TerraformResource,
): TemplateNode | undefined => {
  const written = mode === 'data' ? `data.${type}.${name}` : `${type}.${name}`
  const resources = itemsOf(child(moduleConfiguration(configuration, modulePath), 'resources'))
  return child(
    resources.find(node => textAt(node, 'address') === written),
    'expressions',
  )
}

/** The names an expression refers to, the most precise first. */
export const referencesOf = (expression: TemplateNode | undefined): readonly string[] =>
  itemsOf(child(expression, 'references')).flatMap(node => (node.kind === 'scalar' ? [node.text] : []))

/** The block expression whose constants agree with the values of the block: sets lose the order of the source. */
export const matchingExpression = (
  expression: TemplateNode | undefined,
  values: TemplateNode,
  index: number,
): TemplateNode | undefined => {
  const candidates = itemsOf(expression)
  const agrees = (candidate: TemplateNode | undefined): boolean =>
    candidate !== undefined &&
    [...children(candidate)].every(([name, written]) => {
      const constant = textAt(written, 'constant_value')
      return constant === undefined || constant === (textAt(values, name) ?? '')
    })
  const own = candidates[index]
  return agrees(own) ? own : candidates.find(agrees)
}
