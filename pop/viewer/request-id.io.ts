import { randomFillSync } from 'node:crypto'

const ID_BYTES = 40
const pool = Buffer.alloc(ID_BYTES * 256)
let position = pool.length

/** An id of the form of `x-amz-cf-id`: 54 characters of base64 and `==`. */
export const nextRequestId = (): string => {
  if (position === pool.length) {
    randomFillSync(pool)
    position = 0
  }
  const id = pool.toString('base64url', position, position + ID_BYTES)
  position += ID_BYTES
  return `${id}==`
}
