import type { CustomErrorResponse } from '../model.ts'
import type { Reading } from './reading.ts'
import type { Section } from './section.ts'

/** Codes that can have a page (CER-02). */
const PAGE_CODES = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
/** Codes whose caching time can be set (ERR-01, ERR-02). */
const CACHED_CODES = [...PAGE_CODES, 412, 415]
/** CER-03 */
const RESPONSE_CODES = [200, ...PAGE_CODES]
/** ERR-05 */
const DEFAULT_CACHING_SECONDS = 10

/** The custom error responses of a distribution by error code (CER-01). */
export const readErrorResponses = (reading: Reading, config: Section): ReadonlyMap<number, CustomErrorResponse> => {
  const responses = new Map<number, CustomErrorResponse>()
  for (const section of config.sections('CustomErrorResponses')) {
    const response = readErrorResponse(reading, section)
    if (responses.has(response.errorCode)) {
      reading.log.error(`the error code ${response.errorCode} stands twice`, section.placeOf('ErrorCode'), {
        remedy: 'remove one',
        rule: 'CER-01',
      })
    }
    responses.set(response.errorCode, response)
  }
  return responses
}

const readErrorResponse = (reading: Reading, section: Section): CustomErrorResponse => {
  const errorCode = section.requiredInteger('ErrorCode', { min: 400, max: 599, rule: 'CER-02' })
  const errorCachingMinTtlSeconds =
    section.integer('ErrorCachingMinTTL', { min: 0, max: 31_536_000, rule: 'ERR-05' }) ?? DEFAULT_CACHING_SECONDS
  const page = readPage(reading, section)
  section.finish()
  const allowed = page === undefined ? CACHED_CODES : PAGE_CODES
  if (!allowed.includes(errorCode) && section.gave('ErrorCode')) {
    const remedy = `write one of ${allowed.join(', ')}`
    reading.log.error(`the error code ${errorCode} cannot be customised`, section.placeOf('ErrorCode'), {
      remedy,
      rule: 'CER-02',
    })
  }
  return reading.notes.wrote({ errorCode, errorCachingMinTtlSeconds, page }, section)
}

const readPage = ({ log }: Reading, section: Section): CustomErrorResponse['page'] => {
  const path = section.text('ResponsePagePath') ?? ''
  const responseCode = section.integer('ResponseCode', { min: 0, max: 599, rule: 'CER-03' }) ?? 0
  if (path === '' && responseCode === 0) return undefined
  if (path === '' || responseCode === 0) {
    const missing = path === '' ? 'ResponsePagePath' : 'ResponseCode'
    log.error(`ResponsePagePath and ResponseCode come together, ${missing} is missing`, section.place, {
      remedy: `add ${missing}`,
      rule: 'CER-04',
    })
    return undefined
  }
  if (!RESPONSE_CODES.includes(responseCode)) {
    const remedy = `write one of ${RESPONSE_CODES.join(', ')}`
    log.error(`the response code ${responseCode} is not allowed`, section.placeOf('ResponseCode'), {
      remedy,
      rule: 'CER-03',
    })
  }
  if (!path.startsWith('/')) {
    const remedy = `write /${path}`
    log.error('ResponsePagePath must start with /', section.placeOf('ResponsePagePath'), { remedy, rule: 'CER-05' })
  }
  return { path, responseCode }
}
