import { createHash } from 'node:crypto'
import type { ClientHello } from './client-hello-fields.ts'

/** What tells one TLS implementation from another (REQH-11). */
export interface Fingerprints {
  readonly ja3: string | undefined
  readonly ja4: string | undefined
}

/** JA3: the MD5 of the hello's numbers, in decimal and in their order. */
export const ja3 = ({ legacyVersion, ciphers, extensions, groups, pointFormats }: ClientHello): string => {
  const text = [[legacyVersion], ciphers, extensions, groups, pointFormats].map(numbers => numbers.join('-')).join(',')
  return createHash('md5').update(text).digest('hex')
}

const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x0304, '13'],
  [0x0303, '12'],
  [0x0302, '11'],
  [0x0301, '10'],
  [0x0300, 's3'],
])

const SERVER_NAME = 0
const ALPN = 16

const hex = (number: number): string => number.toString(16).padStart(4, '0')
const hashOf = (text: string): string =>
  text === '' ? '0'.repeat(12) : createHash('sha256').update(text).digest('hex').slice(0, 12)
const count = (numbers: readonly number[]): string => String(Math.min(99, numbers.length)).padStart(2, '0')

/** First and last character of the name; of its hexadecimal form when one of the two is no letter or digit. */
const alpnPart = (name: string | undefined): string => {
  if (name === undefined) return '00'
  const ends = `${name.at(0) ?? ''}${name.at(-1) ?? ''}`
  if (/^[0-9A-Za-z]{2}$/.test(ends)) return ends
  const bytes = Buffer.from(name, 'latin1').toString('hex')
  return `${bytes.at(0) ?? '0'}${bytes.at(-1) ?? '0'}`
}

/** JA4 of a hello over TCP: what it can do, then the hashes of its ciphers and extensions, each sorted. */
export const ja4 = ({
  legacyVersion,
  ciphers,
  extensions,
  signatureAlgorithms,
  supportedVersions,
  alpn,
}: ClientHello): string => {
  const version =
    VERSIONS.get(Math.max(...(supportedVersions.length === 0 ? [legacyVersion] : supportedVersions))) ?? '00'
  const addressed = extensions.includes(SERVER_NAME) ? 'd' : 'i'
  const sorted = ciphers.map(hex).toSorted().join(',')
  const others = extensions
    .filter(type => type !== SERVER_NAME && type !== ALPN)
    .map(hex)
    .toSorted()
    .join(',')
  const algorithms = signatureAlgorithms.map(hex).join(',')
  const offered = algorithms === '' || others === '' ? others : `${others}_${algorithms}`
  return `t${version}${addressed}${count(ciphers)}${count(extensions)}${alpnPart(alpn)}_${hashOf(sorted)}_${hashOf(offered)}`
}
