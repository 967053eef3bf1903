import type { Place } from '../problem.ts'
import { nameRemedy } from './nearest-name.ts'
import type { ProblemLog } from './problem-log.ts'
import type { TemplateNode } from './template-node.ts'
import { listNode, textNode, unresolved } from './template-node.ts'

const FUNCTION_TAGS = [
  'And',
  'Base64',
  'Cidr',
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'Equals',
  'FindInMap',
  'GetAZs',
  'GetAtt',
  'GetStackOutput',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'RefAll',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'ValueOf',
  'ValueOfAll',
]

const LONG_FORMS = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...FUNCTION_TAGS.map(name => [`!${name}`, `Fn::${name}`] as const),
])

/** YAML's own tags, which leave the value as it is. */
const PLAIN_TAGS = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map(name => `tag:yaml.org,2002:${name}`),
)

/** True for every tag that is not one of YAML's own plain ones. */
export const hasShortTag = (tag: string | undefined): boolean =>
  tag !== undefined && tag !== '!' && !PLAIN_TAGS.has(tag)

/**
 * The long form of a tagged value, `!Sub x` → `Fn::Sub: x`. `argument` gives the untagged value for the path below the tag. Unknown tags are
 * reported.
 */
export const withShortTag = (
  tag: string,
  argument: (tagPath: readonly string[]) => TemplateNode,
  path: readonly string[],
  place: Place,
  log: ProblemLog,
): TemplateNode => {
  const longForm = LONG_FORMS.get(tag)
  if (longForm === undefined) {
    log.error(`the tag ${tag} is not known`, place, { remedy: nameRemedy(tag, [...LONG_FORMS.keys()]) })
    return unresolved(place)
  }
  const value = argument([longForm])
  const below: Place = { ...place, path: [...path, longForm].join('.') }
  const entry = longForm === 'Fn::GetAtt' ? attributePair(value, below) : { ...value, place: below }
  return { kind: 'map', entries: new Map([[longForm, entry]]), place }
}

/** `!GetAtt Function.FunctionMetadata.FunctionARN` → `[Function, FunctionMetadata.FunctionARN]` */
const attributePair = (value: TemplateNode, place: Place): TemplateNode => {
  if (value.kind !== 'scalar') return { ...value, place }
  const dot = value.text.indexOf('.')
  const names = dot === -1 ? [value.text] : [value.text.slice(0, dot), value.text.slice(dot + 1)]
  return listNode(
    names.map(name => textNode(name, place)),
    place,
  )
}
