import type { Distribution } from '../model.ts'
import type { Place } from '../problem.ts'
import { STAGING_DISTRIBUTIONS } from '../quotas.ts'
import type { Reading } from './reading.ts'
import { checkFixedQuota } from './reading.ts'

export interface ReadDistribution {
  readonly distribution: Distribution
  readonly http3: boolean
  readonly place: Place
}

/** What continuous deployment cannot be had with (CD-06), and staging distributions that nothing leads to (CD-01). */
export const checkStaging = (reading: Reading, read: readonly ReadDistribution[]): void => {
  const stagingNames = read
    .filter(({ distribution }) => distribution.staging === true)
    .map(({ distribution }) => distribution.domainName)
  const last = read.findLast(({ distribution }) => distribution.staging === true)
  if (last !== undefined)
    checkFixedQuota(reading, 'staging distributions', stagingNames.length, STAGING_DISTRIBUTIONS, last.place, 'QUO-25')
  const reached = new Set(
    read.flatMap(({ distribution }) => distribution.continuousDeployment?.stagingDomainNames ?? []),
  )
  for (const each of read) {
    const { staging, continuousDeployment, domainName } = each.distribution
    if (staging === true || continuousDeployment !== undefined) checkCompatibility(reading, each)
    if (staging === true && !reached.has(domainName)) tellUnreached(reading, each)
    const names = continuousDeployment?.stagingDomainNames ?? []
    if (continuousDeployment !== undefined && !names.some(name => stagingNames.includes(name)))
      tellWithoutStaging(reading, each)
  }
}

const checkCompatibility = ({ log }: Reading, { distribution, http3, place }: ReadDistribution): void => {
  const { origins } = distribution
  if (http3) {
    log.error('continuous deployment cannot be had with HTTP/3', place, {
      remedy: 'write HttpVersion: http2',
      rule: 'CD-06',
    })
  }
  for (const { id, responseCompletionTimeoutSeconds } of origins.values()) {
    if (responseCompletionTimeoutSeconds === undefined) continue
    const message = `continuous deployment cannot be had with a ResponseCompletionTimeout, as the origin ${id} has one`
    log.error(message, place, { remedy: 'remove it', rule: 'CD-06' })
  }
}

const tellUnreached = ({ log }: Reading, { distribution, place }: ReadDistribution): void =>
  log.warning(`no policy leads to the staging distribution ${distribution.logicalId}`, place, {
    remedy: 'name its domain name in an enabled ContinuousDeploymentPolicy of the primary',
    rule: 'CD-01',
  })

const tellWithoutStaging = ({ log }: Reading, { distribution, place }: ReadDistribution): void =>
  log.warning(`the staging distribution of ${distribution.logicalId} is not in the template`, place, {
    remedy: 'add it; until then the primary gets all the traffic',
    rule: 'CD-01',
  })
