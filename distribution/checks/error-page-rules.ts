import type { CustomErrorResponse, Distribution } from '../model.ts'
import { originsOf } from '../origins-of.ts'
import { PAGES } from './aws-pages.ts'
import { behaviorFor, contentsOf, isServer, listed } from './behaviors.ts'
import { originResponseCode } from './function-use.ts'
import type { Fault, Rule } from './rule.ts'

type WithPage = CustomErrorResponse & { readonly page: NonNullable<CustomErrorResponse['page']> }

const withPages = ({ errorResponses }: Distribution): readonly WithPage[] =>
  [...errorResponses.values()].filter((response): response is WithPage => response.page !== undefined)

/** What else the page of a 4xx replaces: the list holds for the whole distribution (CER-01). */
const alsoReplaced = (distribution: Distribution, errorCode: number): string => {
  const others = distribution.behaviors.filter(behavior => contentsOf(behavior) !== 'pages')
  const isSigned = distribution.behaviors.some(({ trustedSigners }) => trustedSigners !== undefined)
  const refusals = errorCode === 403
  return [
    others.length === 0
      ? 'missing scripts and images'
      : `the errors of ${listed(others.map(({ pathPattern }) => pathPattern))}`,
    ...(refusals ? ['refusals of WAF, of geo restriction and of methods'] : []),
    ...(refusals && isSigned ? ['missing signatures'] : []),
  ].join(', ')
}

export const errorPageHidesErrors: Rule = {
  id: 'error-page-hides-errors',
  severity: 'warning',
  title: 'A 4xx becomes a page with status 200 in the whole distribution',
  cites: ['CER-01', 'CER-18', 'CER-19', 'S3-04'],
  page: PAGES.errorStatus,
  faults: (distribution, { placeOf }) =>
    withPages(distribution).flatMap((response): Fault[] => {
      const { errorCode, page } = response
      if (errorCode >= 500 || page.responseCode !== 200) return []
      return [
        {
          message: `every ${errorCode} becomes ${page.path} with status 200, also ${alsoReplaced(distribution, errorCode)}`,
          place: placeOf(response, 'ErrorCode'),
          remedy: `keep ResponseCode ${errorCode} for the page; send routes of a single-page app to their document in a viewer-request function`,
        },
      ]
    }),
}

export const errorPageHidesApiErrors: Rule = {
  id: 'error-page-hides-api-errors',
  severity: 'warning',
  title: 'A server error of an API becomes a page with status 200',
  cites: ['CER-01', 'CER-22'],
  page: PAGES.errorStatus,
  faults: (distribution, { placeOf }) => {
    const pages = withPages(distribution).filter(({ errorCode, page }) => errorCode >= 500 && page.responseCode === 200)
    const [first] = pages
    const apis = distribution.behaviors.filter(behavior => contentsOf(behavior) === 'api')
    if (first === undefined || apis.length === 0) return []
    return [
      {
        message: `${listed(pages.map(({ errorCode }) => String(errorCode)))} of ${listed(apis.map(({ pathPattern }) => pathPattern))} becomes ${first.page.path} with status 200 too: clients take the page for an answer`,
        place: placeOf(first, 'ErrorCode'),
        remedy:
          'fail pages over by an origin group, which is a matter of one behavior, or serve the API from a distribution of its own',
      },
    ]
  },
}

export const errorPageOnFailingOrigin: Rule = {
  id: 'error-page-on-failing-origin',
  severity: 'warning',
  title: 'The error page is fetched from the origin that fails',
  cites: ['CER-05', 'CER-08', 'CER-15', 'CER-31'],
  page: PAGES.errorPages,
  faults: (distribution, { placeOf }) =>
    withPages(distribution).flatMap((response): Fault[] => {
      const { errorCode, page } = response
      const behavior = behaviorFor(distribution, page.path)
      if (errorCode < 500 || behavior === undefined) return []
      const origins = originsOf(distribution, behavior)
      const [origin] = origins
      // A group asks its secondary for the page, and a bucket does not fail with the servers.
      if (origin === undefined || origins.length > 1 || !isServer(origin)) return []
      return [
        {
          message: `the page ${page.path} for ${errorCode} matches ${behavior.pathPattern}, so it is asked of ${origin.id}, which is what fails; viewers then get the error of that request`,
          place: placeOf(response, 'ResponsePagePath'),
          remedy: 'put the page into a bucket and add a behavior for its path before the others',
        },
      ]
    }),
}

/** What a dead or silent origin looks like (GEN-40). */
const OUTAGE_CODES = [502, 503, 504]
/** Those that CloudFront makes itself when there is no answer: no function sees them (ORR-20). */
export const SILENCE_CODES = [502, 504]

export const errorPagesIncomplete: Rule = {
  id: 'error-pages-incomplete',
  severity: 'warning',
  title: 'Some faces of a dead origin have a page and others do not',
  cites: ['CER-01', 'GEN-40', 'ORR-24'],
  page: PAGES.errorPages,
  faults: (distribution, context) => {
    const pages = withPages(distribution).filter(({ errorCode }) => errorCode >= 500)
    const [first] = pages
    if (first === undefined) return []
    const isBacked = distribution.behaviors.some(
      behavior =>
        behavior.lambdas['origin-response'] !== undefined &&
        originResponseCode(behavior, context)?.statusesWritten.size !== 0,
    )
    const covered = new Set(pages.map(({ errorCode }) => errorCode))
    const missing = (isBacked ? SILENCE_CODES : OUTAGE_CODES).filter(code => !covered.has(code))
    if (missing.length === 0) return []
    return [
      {
        message: `there is a page for ${listed([...covered].map(String))} and none for ${listed(missing.map(String))}: a refused or broken connection is a 502, a silent origin a 504, an overloaded one a 503`,
        place: context.placeOf(first, 'ErrorCode'),
        remedy: `give ${listed(missing.map(String))} the page ${first.page.path} too`,
      },
    ]
  },
}

/** Longer than this a recovered origin is not seen. */
const ERROR_SECONDS = 60

export const errorsCachedLong: Rule = {
  id: 'errors-cached-long',
  severity: 'warning',
  title: 'Server errors stay in the cache long after the origin is back',
  cites: ['ERR-05', 'ERR-06', 'ERR-07', 'CER-13'],
  page: PAGES.errorCaching,
  faults: ({ errorResponses }, { placeOf }) =>
    [...errorResponses.values()].flatMap((response): Fault[] => {
      const { errorCode, errorCachingMinTtlSeconds: seconds } = response
      if (errorCode < 500 || seconds <= ERROR_SECONDS) return []
      return [
        {
          message: `a ${errorCode} is kept for ${seconds} s at each location and URL: after one failure viewers get it that long, even when the origin answers again and said no-store`,
          place: placeOf(response, 'ErrorCachingMinTTL'),
          remedy: 'write ErrorCachingMinTTL: 5',
        },
      ]
    }),
}

export const missingObjectIs403: Rule = {
  id: 'missing-object-is-403',
  severity: 'warning',
  title: 'A missing object is a 403, and only 404 is handled',
  cites: ['S3-03', 'S3-04'],
  page: PAGES.permissionDenied,
  faults: (distribution, { facts, placeOf }) => {
    const handles = (code: number): boolean => distribution.errorResponses.get(code)?.page !== undefined
    const onlyMissing = distribution.errorResponses.get(404)
    if (onlyMissing === undefined || !handles(404) || handles(403)) return []
    const buckets = [...distribution.origins.values()].filter(
      origin => origin.kind === 's3' && facts.buckets.get(origin.id)?.mayBeListed !== true,
    )
    if (buckets.length === 0) return []
    const names = listed(buckets.map(({ id }) => id))
    return [
      {
        message: `${names} answers 403 for a missing object unless CloudFront may list the bucket, and there is an error page for 404 alone`,
        place: placeOf(onlyMissing, 'ErrorCode'),
        remedy:
          'grant s3:ListBucket on the bucket to the distribution; a page for 403 would also hide WAF, geo and signature refusals',
      },
    ]
  },
}
