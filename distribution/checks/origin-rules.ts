import type { CustomOrigin, Distribution, Origin } from '../model.ts'
import { canonicalPathPattern } from '../path-pattern.ts'
import { originsOf } from '../origins-of.ts'
import { PAGES } from './aws-pages.ts'
import { isServer } from './behaviors.ts'
import { patternsOverlap } from './pattern-relations.ts'
import type { Fault, Rule } from './rule.ts'

/** Viewers leave before. */
const PATIENCE_SECONDS = 10

/** The origins that some behaviour can reach. */
const usedOrigins = (distribution: Distribution): readonly Origin[] => [
  ...new Set(distribution.behaviors.flatMap(behavior => originsOf(distribution, behavior))),
]

const servers = (distribution: Distribution): readonly CustomOrigin[] =>
  usedOrigins(distribution).filter((origin): origin is CustomOrigin => origin.kind === 'custom' && isServer(origin))

export const originWaitsLong: Rule = {
  id: 'origin-waits-long',
  severity: 'warning',
  title: 'Attempts and timeouts add up beyond the patience of viewers',
  cites: ['ORIG-01', 'ORIG-02', 'ORIG-03', 'ORIG-05', 'ORIG-06', 'GRP-07'],
  page: PAGES.originSettings,
  faults: (distribution, { placeOf }) =>
    servers(distribution).flatMap((origin): Fault[] => {
      const { connectionAttempts: attempts, connectionTimeoutSeconds: connect, readTimeoutSeconds: read } = origin
      const most = origin.responseCompletionTimeoutSeconds ?? Infinity
      const sum = attempts * (connect + read)
      const seconds = Math.min(sum, most)
      if (seconds <= PATIENCE_SECONDS) return []
      const isPrimary = [...distribution.originGroups.values()].some(
        ({ primaryOriginId }) => primaryOriginId === origin.id,
      )
      const then = isPrimary ? 'the failover, at every miss' : 'an error page or a stale copy'
      const capped = most < sum ? `, capped at ${most} s` : ''
      return [
        {
          message: `${origin.id} can take ${seconds} s before ${then}: ${attempts} × (${connect} s to connect + ${read} s to answer) = ${sum} s${capped}`,
          place: placeOf(origin, 'ConnectionAttempts', 'OriginReadTimeout', 'ConnectionTimeout'),
          remedy:
            'write ConnectionAttempts: 1, ConnectionTimeout: 2 and an OriginReadTimeout of what a page may take, such as 5',
        },
      ]
    }),
}

export const originInClear: Rule = {
  id: 'origin-in-clear',
  severity: 'warning',
  title: 'Requests travel to the origin without TLS',
  cites: ['ORIG-12'],
  page: PAGES.originSettings,
  faults: (distribution, { placeOf }) =>
    servers(distribution).flatMap((origin): Fault[] => {
      // VPC-01: the way to a private subnet is not the internet.
      if (origin.protocolPolicy === 'https-only' || origin.isInVpc === true) return []
      const when = origin.protocolPolicy === 'http-only' ? 'over HTTP' : 'over HTTP when the viewer came by HTTP'
      return [
        {
          message: `${origin.id} is asked ${when}: cookies and answers can be read and changed on the way`,
          place: placeOf(origin, 'OriginProtocolPolicy'),
          remedy: 'write OriginProtocolPolicy: https-only',
        },
      ]
    }),
}

const OLD_PROTOCOLS = new Set(['SSLv3', 'TLSv1', 'TLSv1.1'])

export const originTlsOld: Rule = {
  id: 'origin-tls-old',
  severity: 'advice',
  title: 'Old versions of TLS are accepted towards the origin',
  cites: [],
  page: PAGES.originSettings,
  faults: (distribution, { placeOf }) =>
    servers(distribution).flatMap((origin): Fault[] => {
      const old = origin.sslProtocols.filter(protocol => OLD_PROTOCOLS.has(protocol))
      if (old.length === 0 || origin.protocolPolicy === 'http-only') return []
      return [
        {
          message: `${origin.id} may be spoken to in ${old.join(', ')}`,
          place: placeOf(origin, 'OriginSSLProtocols'),
          remedy: 'write OriginSSLProtocols: [TLSv1.2]',
        },
      ]
    }),
}

export const bucketOpen: Rule = {
  id: 'bucket-open',
  severity: 'warning',
  title: 'A bucket has to be public to be served',
  cites: ['S3-01', 'S3-02'],
  page: PAGES.restrictS3,
  faults: (distribution, { placeOf }) =>
    usedOrigins(distribution).flatMap((origin): Fault[] => {
      if (origin.kind !== 's3' || (origin.access !== 'none' && origin.access !== 'oac-never')) return []
      return [
        {
          message: `requests to ${origin.id} are not signed, so the bucket has to be public, and everybody can read it past CloudFront`,
          place: placeOf(origin, 'OriginAccessControlId', 'S3OriginConfig'),
          remedy:
            'add an AWS::CloudFront::OriginAccessControl with SigningBehavior always, and a bucket policy for the distribution',
        },
      ]
    }),
}

/** True when a behaviour serves some key that begins so. */
const isServed = (distribution: Distribution, originId: string, prefix: string): boolean =>
  distribution.behaviors.some(behavior =>
    originsOf(distribution, behavior).some(
      ({ id, originPath }) =>
        id === originId && patternsOverlap(`/${prefix}*`, `${originPath}${canonicalPathPattern(behavior.pathPattern)}`),
    ),
  )

export const retentionByAge: Rule = {
  id: 'retention-by-age',
  severity: 'warning',
  title: 'A lifecycle rule deletes objects by age that are still in use',
  cites: ['S3-03', 'STALE-02'],
  page: PAGES.lifecycle,
  faults: (distribution, { facts }) =>
    [...facts.buckets].flatMap(([originId, { name, expirations }]) =>
      expirations
        .filter(({ prefix }) => isServed(distribution, originId, prefix))
        .map(({ days, place }): Fault => ({
          message: `${name} behind ${originId} deletes objects ${days} days after their upload: a file that no release has changed for ${days} days is gone while pages still ask for it`,
          place,
          remedy:
            'delete by use: tag what no kept release names and expire by TagFilters, or expire noncurrent versions only',
        })),
    ),
}
