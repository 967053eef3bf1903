import type { Reading } from './reading.ts'
import { splitAtDot } from './references.ts'
import type { Resource } from './resources.ts'
import type { TemplateNode } from './template-node.ts'
import { child } from './template-node.ts'

/** Who must be able to assume the role of a Lambda at the edge: Lambda, and Lambda@Edge, which replicates it (LAE-71). */
const SERVICES = ['lambda.', 'edgelambda.']

/** The role that a Lambda names by `Fn::GetAtt`. Looked at as it is written: a role elsewhere is nothing to complain about. */
const roleOf = ({ scope }: Reading, lambda: Resource): Resource | undefined => {
  const role = child(lambda.properties, 'Role')
  const target = child(role === undefined ? undefined : scope.glance(role), 'Fn::GetAtt')
  const name = target?.kind === 'list' ? target.items[0] : target
  const resource = name?.kind === 'scalar' ? scope.resources.get(splitAtDot(name.text)[0] ?? '') : undefined
  return resource?.type === 'AWS::IAM::Role' ? resource : undefined
}

const textsWithin = (node: TemplateNode): readonly string[] => {
  if (node.kind === 'scalar') return [node.text]
  if (node.kind === 'unresolved') return []
  return (node.kind === 'list' ? node.items : [...node.entries.values()]).flatMap(textsWithin)
}

/** CloudFront refuses to associate a Lambda whose role Lambda@Edge cannot assume (LAE-71, CMB-04). */
export const checkLambdaRole = (reading: Reading, lambda: Resource): void => {
  const role = roleOf(reading, lambda)
  const trust = child(role?.properties, 'AssumeRolePolicyDocument')
  if (role === undefined || trust === undefined) return
  const texts = textsWithin(trust)
  const missing = SERVICES.filter(service => !texts.some(text => text === '*' || text.startsWith(service)))
  if (missing.length === 0) return
  const names = missing.map(service => `${service}amazonaws.com`).join(' and ')
  reading.log.error(`the role ${role.logicalId} of ${lambda.logicalId} cannot be assumed by ${names}`, trust.place, {
    remedy: `add ${names} to Principal.Service of its AssumeRolePolicyDocument`,
    rule: 'LAE-71',
  })
}
