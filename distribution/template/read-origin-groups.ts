import type { Origin, OriginGroup } from '../model.ts'
import { ORIGIN_GROUPS_DEFAULT } from '../quotas.ts'
import { nameRemedy } from './nearest-name.ts'
import type { Reading } from './reading.ts'
import { checkAdjustableQuota } from './reading.ts'
import type { Section } from './section.ts'

/** GRP-02 */
const FAILOVER_STATUS_CODES = [400, 403, 404, 416, 429, 500, 502, 503, 504]

/** The origin groups of a distribution by id (GRP-01). */
export const readOriginGroups = (
  reading: Reading,
  config: Section,
  origins: ReadonlyMap<string, Origin>,
): ReadonlyMap<string, OriginGroup> => {
  const groups = new Map<string, OriginGroup>()
  const section = config.section('OriginGroups')
  if (section === undefined) return groups
  const items = counted(section)
  checkAdjustableQuota(reading, 'origin groups', items.length, ORIGIN_GROUPS_DEFAULT, section.place, 'QUO-09')
  for (const item of items) {
    const group = readOriginGroup(reading, item, origins)
    if (groups.has(group.id) || origins.has(group.id)) {
      item.reject('Id', `the id ${group.id} is taken by another origin or group`, 'give the group its own id', 'GRP-01')
    }
    groups.set(group.id, group)
  }
  return groups
}

/** The Items of a section, held against its Quantity. */
const counted = (section: Section): readonly Section[] => {
  const items = section.sections('Items')
  checkQuantity(section, items.length)
  return items
}

const checkQuantity = (section: Section, count: number): void => {
  const quantity = section.requiredInteger('Quantity', { min: 0 })
  section.finish()
  if (quantity !== count && section.gave('Quantity')) {
    section.reject('Quantity', `Quantity is ${quantity} but there are ${count} Items`, `write ${count}`, 'GRP-01')
  }
}

const readOriginGroup = (reading: Reading, section: Section, origins: ReadonlyMap<string, Origin>): OriginGroup => {
  const id = section.requiredText('Id')
  const failoverStatusCodes = readFailoverCodes(section)
  const [primaryOriginId = '', secondaryOriginId = ''] = readMembers(reading, section, origins)
  if (section.oneOf('SelectionCriteria', ['default', 'media-quality-based']) === 'media-quality-based') {
    const remedy = 'use default for the rehearsal'
    reading.log.refused('selection by media quality is not emulated', section.placeOf('SelectionCriteria'), {
      remedy,
      rule: 'GRP-17',
    })
  }
  section.finish()
  return reading.notes.wrote({ id, primaryOriginId, secondaryOriginId, failoverStatusCodes }, section)
}

const readFailoverCodes = (section: Section): ReadonlySet<number> => {
  const criteria = section.requiredSection('FailoverCriteria')
  const statusCodes = criteria.requiredSection('StatusCodes')
  criteria.finish()
  const codes = statusCodes.integers('Items')
  checkQuantity(statusCodes, codes.length)
  for (const code of codes.filter(candidate => !FAILOVER_STATUS_CODES.includes(candidate))) {
    statusCodes.reject(
      'Items',
      `${code} cannot cause a failover`,
      `write one of ${FAILOVER_STATUS_CODES.join(', ')}`,
      'GRP-02',
    )
  }
  return new Set(codes)
}

const readMembers = ({ log }: Reading, section: Section, origins: ReadonlyMap<string, Origin>): readonly string[] => {
  const members = section.requiredSection('Members')
  const ids = counted(members).map(member => {
    const id = member.requiredText('OriginId')
    member.finish()
    if (!origins.has(id) && member.gave('OriginId')) {
      log.error(`there is no origin ${id}`, member.placeOf('OriginId'), {
        remedy: nameRemedy(id, [...origins.keys()]),
        rule: 'GRP-01',
      })
    }
    return id
  })
  if (members.has('Items') && (ids.length !== 2 || ids[0] === ids[1])) {
    members.reject(
      'Items',
      'an origin group has two different members',
      'name the primary, then the secondary',
      'GRP-01',
    )
  }
  return ids
}
