import { createHmac } from 'node:crypto'
import { remembered } from './remembered.ts'

/** The pseudonym of a viewer, for one day. In: the day (`2027-06-11`), the address, the User-Agent. */
export type ClientKeyOf = (day: string, ip: string, userAgent: string | undefined) => string

/**
 * Pseudonyms by HMAC with a key of the day (cloudfront-logs 9, rule 4): the same viewer on the same day gets the same one; nobody without
 * the keys can find the address or join two days.
 *
 * In: `keyOfDay`, at least 32 random bytes a day.
 */
export const clientKeys = (keyOfDay: (day: string) => Uint8Array): ClientKeyOf => {
  // Neither a day nor an address can hold a line feed by the time it is here; a User-Agent is last.
  const pseudonym = remembered(text => {
    const [day = ''] = text.split('\n', 1)
    return createHmac('sha256', keyOfDay(day)).update(text).digest('base64url').slice(0, PSEUDONYM_CHARACTERS)
  })
  return (day, ip, userAgent) => pseudonym(`${day}\n${JSON.stringify(ip)}\n${userAgent ?? ''}`)
}

/** 96 bits: no two viewers of a day meet by chance. */
const PSEUDONYM_CHARACTERS = 16
