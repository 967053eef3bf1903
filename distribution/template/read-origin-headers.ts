import { isForbiddenOriginHeader } from '../header-restrictions.ts'
import type { Origin } from '../model.ts'
import {
  CUSTOM_HEADERS_CHARACTERS,
  CUSTOM_HEADER_NAME_CHARACTERS,
  CUSTOM_HEADER_VALUE_CHARACTERS,
  ORIGIN_CUSTOM_HEADERS_DEFAULT,
} from '../quotas.ts'
import type { Reading } from './reading.ts'
import { checkAdjustableQuota } from './reading.ts'
import type { Section } from './section.ts'

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/

/** The custom headers of an origin, names lower case (ORIG-17). */
export const readOriginHeaders = (reading: Reading, origin: Section): Origin['customHeaders'] => {
  const headers = origin.sections('OriginCustomHeaders').map(section => {
    const name = section.requiredText('HeaderName').toLowerCase()
    const value = section.requiredText('HeaderValue')
    section.finish()
    checkHeader(reading, name, value, section)
    return [name, value] as const
  })
  const place = origin.placeOf('OriginCustomHeaders')
  checkAdjustableQuota(reading, 'custom headers', headers.length, ORIGIN_CUSTOM_HEADERS_DEFAULT, place, 'QUO-14')
  const characters = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (characters > CUSTOM_HEADERS_CHARACTERS) {
    const message = `the custom headers have ${characters} characters together, at most ${CUSTOM_HEADERS_CHARACTERS}`
    reading.log.error(message, place, { remedy: 'shorten them', rule: 'QUO-15' })
  }
  return headers
}

const checkHeader = ({ log }: Reading, name: string, value: string, section: Section): void => {
  const place = section.placeOf('HeaderName')
  if (isForbiddenOriginHeader(name)) {
    log.error(`the header ${name} cannot be a custom header of an origin`, place, {
      remedy: 'use another name',
      rule: 'ORIG-18',
    })
  } else if (!HEADER_NAME.test(name) && section.gave('HeaderName')) {
    log.error(`${JSON.stringify(name)} is no header name`, place, {
      remedy: 'use letters, digits and hyphens',
      rule: 'ORIG-17',
    })
  }
  if (name.length > CUSTOM_HEADER_NAME_CHARACTERS || value.length > CUSTOM_HEADER_VALUE_CHARACTERS) {
    const message = `the header ${name.slice(0, 40)} is longer than ${CUSTOM_HEADER_NAME_CHARACTERS} (name) or ${CUSTOM_HEADER_VALUE_CHARACTERS} (value) characters`
    log.error(message, place, { remedy: 'shorten it', rule: 'QUO-15' })
  }
}
