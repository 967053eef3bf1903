import { acceptanceIdle } from './acceptance-rules.ts'
import { behaviorNeverMatches, protectedPathExposed, rewriteKeepsBehavior } from './behavior-rules.ts'
import { cookiesExplodeKey, cookiesLoseCollapsing } from './cookie-rules.ts'
import {
  errorPageHidesApiErrors,
  errorPageHidesErrors,
  errorPageOnFailingOrigin,
  errorPagesIncomplete,
  errorsCachedLong,
  missingObjectIs403,
} from './error-page-rules.ts'
import {
  fallbackLivesLong,
  groupAsksSamePath,
  groupMissesSilence,
  originResponseAlone,
  writesDoNotFailOver,
} from './failover-rules.ts'
import {
  functionDiffers,
  functionDoesNotCompile,
  functionNearlyTooLarge,
  functionRuntimeOld,
  lambdaPageTooLarge,
} from './function-code-rules.ts'
import { cloudFrontHeaderNotListed, headerNeverArrives, headerNotListed, queryNeverArrives } from './function-rules.ts'
import { headersExplodeKey, hostToS3, queryExplodesKey } from './key-rules.ts'
import {
  cacheControlTooLate,
  cachingDisabled,
  compressionMissing,
  maximumTtlEndsStale,
  minimumTtlOverridesNoStore,
} from './lifetime-rules.ts'
import { bucketOpen, originInClear, originTlsOld, originWaitsLong, retentionByAge } from './origin-rules.ts'
import type { Rule } from './rule.ts'
import { headersMissingOnErrors, securityHeadersMissing } from './security-header-rules.ts'
import { noAccessLog, viewerInClear, viewerTlsOld } from './viewer-rules.ts'

/** Every rule of `understudy check`, in the order of docs/checks.md. */
export const RULES: readonly Rule[] = [
  cookiesLoseCollapsing,
  cookiesExplodeKey,
  headersExplodeKey,
  queryExplodesKey,
  minimumTtlOverridesNoStore,
  cachingDisabled,
  maximumTtlEndsStale,
  cacheControlTooLate,
  compressionMissing,
  errorPageHidesErrors,
  errorPageHidesApiErrors,
  errorPageOnFailingOrigin,
  errorPagesIncomplete,
  errorsCachedLong,
  missingObjectIs403,
  originResponseAlone,
  fallbackLivesLong,
  groupMissesSilence,
  groupAsksSamePath,
  writesDoNotFailOver,
  originWaitsLong,
  originInClear,
  originTlsOld,
  hostToS3,
  bucketOpen,
  retentionByAge,
  behaviorNeverMatches,
  protectedPathExposed,
  rewriteKeepsBehavior,
  headerNotListed,
  headerNeverArrives,
  cloudFrontHeaderNotListed,
  queryNeverArrives,
  functionDoesNotCompile,
  functionDiffers,
  functionNearlyTooLarge,
  functionRuntimeOld,
  lambdaPageTooLarge,
  viewerInClear,
  viewerTlsOld,
  headersMissingOnErrors,
  securityHeadersMissing,
  noAccessLog,
  acceptanceIdle(() => RULES.map(({ id }) => id)),
]
