import { readFileSync } from 'node:fs'
import type { PublicKey } from '../distribution/model.ts'
import { readPublicKeyPem } from '../distribution/public-key.ts'
import { parseAssignments } from './assignments.ts'
import { Failure } from './failure.ts'

const textOf = (option: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Failure(`✘ ${option}: the file ${file} cannot be read`, 2)
  }
}

/** `--public-key ID=FILE`, by key pair id. */
export const parsePublicKeys = (given: readonly string[]): Map<string, PublicKey> =>
  new Map(
    [...parseAssignments('--public-key', given, 'KEY_PAIR_ID=FILE')].map(([id, file]) => {
      const reading = readPublicKeyPem(id, textOf(`--public-key ${id}`, file))
      if (reading.kind === 'unusable') throw new Failure(`✘ --public-key ${id}: ${file} ${reading.why} [SEC-04]`, 2)
      return [id, reading.key]
    }),
  )
