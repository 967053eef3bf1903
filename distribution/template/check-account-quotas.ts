import type { CloudFrontFunction, Distribution } from '../model.ts'
import * as quotas from '../quotas.ts'
import type { Reading } from './reading.ts'
import { checkAdjustableQuota, checkFixedQuota, resourcesOfType } from './reading.ts'

/** Resources of an account that AWS counts; what stands in one template is the least there is. */
const COUNTED: readonly {
  readonly type: string
  readonly what: string
  readonly quota: number
  readonly check: typeof checkFixedQuota
  readonly rule: string
}[] = [
  {
    type: 'Distribution',
    what: 'distributions',
    quota: quotas.DISTRIBUTIONS_DEFAULT,
    check: checkAdjustableQuota,
    rule: 'QUO-08',
  },
  {
    type: 'CachePolicy',
    what: 'cache policies',
    quota: quotas.POLICIES_DEFAULT,
    check: checkAdjustableQuota,
    rule: 'QUO-11',
  },
  {
    type: 'OriginRequestPolicy',
    what: 'origin request policies',
    quota: quotas.POLICIES_DEFAULT,
    check: checkAdjustableQuota,
    rule: 'QUO-11',
  },
  {
    type: 'ResponseHeadersPolicy',
    what: 'response headers policies',
    quota: quotas.POLICIES_DEFAULT,
    check: checkAdjustableQuota,
    rule: 'QUO-11',
  },
  { type: 'Function', what: 'functions', quota: quotas.FUNCTIONS, check: checkFixedQuota, rule: 'QUO-16' },
  {
    type: 'KeyValueStore',
    what: 'key value stores',
    quota: quotas.KEY_VALUE_STORES_DEFAULT,
    check: checkAdjustableQuota,
    rule: 'QUO-18',
  },
  {
    type: 'KeyGroup',
    what: 'key groups',
    quota: quotas.KEY_GROUPS_DEFAULT,
    check: checkAdjustableQuota,
    rule: 'SEC-07',
  },
  {
    type: 'ContinuousDeploymentPolicy',
    what: 'continuous deployment policies',
    quota: quotas.CONTINUOUS_DEPLOYMENT_POLICIES_DEFAULT,
    check: checkAdjustableQuota,
    rule: 'QUO-25',
  },
  {
    type: 'RealtimeLogConfig',
    what: 'real-time log configurations',
    quota: quotas.REAL_TIME_LOG_CONFIGS,
    check: checkFixedQuota,
    rule: 'QUO-28',
  },
  {
    type: 'OriginAccessControl',
    what: 'origin access controls',
    quota: quotas.ORIGIN_ACCESS_CONTROLS,
    check: checkFixedQuota,
    rule: 'QUO-29',
  },
]

/** Told at the first resource beyond the quota. */
export const checkAccountQuotas = (reading: Reading): void => {
  for (const { type, what, quota, check, rule } of COUNTED) {
    const resources = resourcesOfType(reading, `AWS::CloudFront::${type}`)
    const beyond = resources[quota]
    if (beyond !== undefined) check(reading, what, resources.length, quota, beyond.place, rule)
  }
}

/** QUO-18: functions that share a store. */
export const checkStoreUse = (reading: Reading, functions: Iterable<CloudFrontFunction>): void => {
  const users = new Map<string, number>()
  for (const { keyValueStore, place } of functions) {
    if (keyValueStore === undefined) continue
    const count = (users.get(keyValueStore.name) ?? 0) + 1
    users.set(keyValueStore.name, count)
    const what = `functions with the key value store ${keyValueStore.name}`
    if (count === quotas.FUNCTIONS_PER_KEY_VALUE_STORE + 1)
      checkFixedQuota(reading, what, count, quotas.FUNCTIONS_PER_KEY_VALUE_STORE, place, 'QUO-18')
  }
}

/** QUO-19: different Lambdas of a distribution. */
export const checkLambdaUse = (
  reading: Reading,
  { behaviors }: Distribution,
  place: Parameters<typeof checkAdjustableQuota>[4],
): void => {
  const names = behaviors.flatMap(({ lambdas }) => Object.values(lambdas).map(({ lambda }) => lambda.logicalId))
  const what = 'Lambda@Edge functions of a distribution'
  const count = new Set(names).size
  checkAdjustableQuota(reading, what, count, quotas.LAMBDAS_PER_DISTRIBUTION_DEFAULT, place, 'QUO-19')
}
