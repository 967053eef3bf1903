import { randomBytes } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const CHARACTERS = 53

let prefix = ''
let used = ALPHABET.length

/** An id of the form of `x-amz-cf-id`: 54 characters of base64 and `==`. Random are the first 53; the last one counts through 64 ids. */
export const nextRequestId = (): string => {
  if (used === ALPHABET.length) {
    prefix = randomBytes(40).toString('base64url').slice(0, CHARACTERS)
    used = 0
  }
  return `${prefix}${ALPHABET[used++] ?? ''}==`
}
