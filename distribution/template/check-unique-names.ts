import type { Place } from '../problem.ts'
import { placeText } from '../problem.ts'
import type { Reading } from './reading.ts'
import { resourcesOfType } from './reading.ts'
import type { Resource } from './resources.ts'
import type { TemplateNode } from './template-node.ts'
import { child } from './template-node.ts'

/** What an account has once by its name, and how CloudFront refuses a second one. */
const NAMED: readonly {
  readonly type: string
  readonly what: string
  /** Around the name; undefined: it is a property of the resource itself. */
  readonly config?: string
  readonly exception: string
  readonly rule?: string
}[] = [
  { type: 'Function', what: 'function', exception: 'FunctionAlreadyExists', rule: 'CFF-157' },
  { type: 'KeyValueStore', what: 'key value store', exception: 'EntityAlreadyExists' },
  { type: 'CachePolicy', what: 'cache policy', config: 'CachePolicyConfig', exception: 'CachePolicyAlreadyExists' },
  {
    type: 'OriginRequestPolicy',
    what: 'origin request policy',
    config: 'OriginRequestPolicyConfig',
    exception: 'OriginRequestPolicyAlreadyExists',
  },
  {
    type: 'ResponseHeadersPolicy',
    what: 'response headers policy',
    config: 'ResponseHeadersPolicyConfig',
    exception: 'ResponseHeadersPolicyAlreadyExists',
  },
  {
    type: 'OriginAccessControl',
    what: 'origin access control',
    config: 'OriginAccessControlConfig',
    exception: 'OriginAccessControlAlreadyExists',
  },
  { type: 'KeyGroup', what: 'key group', config: 'KeyGroupConfig', exception: 'KeyGroupAlreadyExists' },
]

interface Named {
  readonly reading: Reading
  readonly resource: Resource
  readonly name: string
  readonly place: Place
}

/** Another form than CloudFormation: much of it is deployed, and every distribution of the API brings its functions along. */
const isTranslated = ({ scope }: Reading): boolean => scope.stack.identities.size > 0

/** A stack goes into one account, several may go into several. */
export const checkUniqueNames = (readings: readonly Reading[]): void => {
  for (const { type, what, config, exception, rule } of NAMED) {
    const owners = new Map<string, Named>()
    for (const named of readings.flatMap(reading => namedOfType(reading, type, config))) {
      const owner = owners.get(named.name)
      owners.set(named.name, owner ?? named)
      if (owner === undefined) continue
      const { reading, resource, name, place } = named
      const isOneStack = owner.reading === reading
      if (!isOneStack && (isTranslated(reading) || isTranslated(owner.reading))) continue
      const which = `${owner.resource.logicalId} and ${resource.logicalId} both have the ${what} name ${name}`
      const details = {
        remedy: `give each its own name; the other one stands at ${placeText(owner.place)}`,
        ...(rule === undefined ? {} : { rule }),
      }
      if (isOneStack && !isTranslated(reading))
        reading.log.error(`${which}: CloudFront refuses the second, ${exception}`, place, details)
      else reading.log.warning(`${which}: in one account CloudFront refuses the second, ${exception}`, place, details)
    }
  }
}

const namedOfType = (reading: Reading, type: string, config: string | undefined): readonly Named[] =>
  resourcesOfType(reading, `AWS::CloudFront::${type}`).flatMap(resource => {
    const node = childOf(
      reading,
      config === undefined ? resource.properties : childOf(reading, resource.properties, config),
      'Name',
    )
    return node?.kind === 'scalar' && node.text !== ''
      ? [{ reading, resource, name: node.text, place: node.place }]
      : []
  })

const childOf = ({ scope }: Reading, node: TemplateNode | undefined, name: string): TemplateNode | undefined => {
  const found = child(node === undefined ? undefined : scope.resolve(node), name)
  return found === undefined ? undefined : scope.resolve(found)
}
