import type { PublicKey, TrustedSigners } from '../model.ts'
import { readPublicKeyPem } from '../public-key.ts'
import { KEY_GROUPS_PER_BEHAVIOR, KEYS_PER_KEY_GROUP } from '../quotas.ts'
import { remedyForId } from './made-elsewhere.ts'
import type { Reading } from './reading.ts'
import { propertiesOf, refOf, resourcesOfType } from './reading.ts'
import type { Resource } from './resources.ts'
import type { Section } from './section.ts'

/** The public keys of each key group, by the group's id. */
export type KeyGroups = ReadonlyMap<string, readonly PublicKey[]>

/** SEC-01, SEC-07 */
export const readKeyGroups = (readings: readonly Reading[]): KeyGroups => {
  const keys = new Map(readings.flatMap(reading => [...readPublicKeys(reading)]))
  return new Map(
    readings.flatMap(reading =>
      resourcesOfType(reading, 'AWS::CloudFront::KeyGroup').map(
        resource => [refOf(reading, resource), readKeyGroup(reading, resource, keys)] as const,
      ),
    ),
  )
}

/** By key pair id; undefined for one that cannot be used, which is reported. */
const readPublicKeys = (reading: Reading): ReadonlyMap<string, PublicKey | undefined> =>
  new Map(
    resourcesOfType(reading, 'AWS::CloudFront::PublicKey').map(resource => {
      const id = refOf(reading, resource)
      return [id, readPublicKey(reading, resource, id)]
    }),
  )

const readPublicKey = (reading: Reading, resource: Resource, id: string): PublicKey | undefined => {
  const properties = propertiesOf(reading, resource)
  const config = properties.requiredSection('PublicKeyConfig')
  properties.finish()
  config.labels('CallerReference', 'Comment')
  config.requiredText('Name')
  const pem = config.requiredText('EncodedKey')
  config.finish()
  if (!config.gave('EncodedKey')) return undefined
  const result = readPublicKeyPem(id, pem)
  if (result.kind === 'key') return result.key
  config.reject('EncodedKey', `the public key ${result.why}`, 'give an RSA 2048 or ECDSA P-256 public key', 'SEC-04')
  return undefined
}

const readKeyGroup = (
  reading: Reading,
  resource: Resource,
  keys: ReadonlyMap<string, PublicKey | undefined>,
): readonly PublicKey[] => {
  const properties = propertiesOf(reading, resource)
  const config = properties.requiredSection('KeyGroupConfig')
  properties.finish()
  config.labels('Comment')
  config.requiredText('Name')
  const ids = config.texts('Items')
  config.finish()
  if (!config.has('Items')) config.missing('Items', undefined)
  if (ids.length > KEYS_PER_KEY_GROUP) {
    const message = `${ids.length} keys in a key group, at most ${KEYS_PER_KEY_GROUP}`
    config.reject('Items', message, 'remove some', 'SEC-07')
  }
  for (const id of ids.filter(candidate => !keys.has(candidate)))
    config.reject(
      'Items',
      `the template has no public key ${id}`,
      remedyForId(id, keys.keys(), 'get-public-key'),
      'SEC-01',
    )
  return ids.map(id => keys.get(id)).filter(key => key !== undefined)
}

/** SEC-01, SEC-07: undefined where nobody's signature is asked for. */
export const readTrustedSigners = (
  { log }: Reading,
  behavior: Section,
  groups: KeyGroups,
): TrustedSigners | undefined => {
  const groupIds = behavior.texts('TrustedKeyGroups')
  const accounts = behavior.texts('TrustedSigners')
  if (groupIds.length === 0 && accounts.length === 0) return undefined
  if (groupIds.length > KEY_GROUPS_PER_BEHAVIOR) {
    const message = `${groupIds.length} trusted key groups, at most ${KEY_GROUPS_PER_BEHAVIOR}`
    behavior.reject('TrustedKeyGroups', message, 'name fewer', 'SEC-07')
  }
  if (accounts.length > 0) {
    const remedy = 'give their public keys with --public-key ID=FILE, or use trusted key groups'
    log.warning('the keys of trusted signers stand in no template', behavior.placeOf('TrustedSigners'), {
      remedy,
      rule: 'SEC-01',
    })
  }
  const keys = groupIds.flatMap(id => {
    const group = groups.get(id)
    if (group === undefined) {
      behavior.reject(
        'TrustedKeyGroups',
        `the template has no key group ${id}`,
        remedyForId(id, groups.keys(), 'get-key-group', ', and get-public-key for each of its keys likewise'),
        'SEC-01',
      )
    }
    return group ?? []
  })
  return { keys: new Map(keys.map(key => [key.id, key])), accounts }
}
