import { BlockList, isIP } from 'node:net'
import { compileWildcards } from '../../distribution/wildcards.ts'

/** What a signature grants. Times in seconds since the epoch. */
export interface AccessPolicy {
  /** With `*` and `?`; undefined: everything. */
  readonly resource: string | undefined
  readonly dateLessThan: number
  readonly dateGreaterThan: number | undefined
  /** An IPv4 address or range; undefined: from everywhere. */
  readonly sourceIp: string | undefined
}

/** The policy that a signature with `Expires` stands for, byte by byte. In: seconds since the epoch. */
export const cannedPolicyText = (url: string, expires: string): string =>
  `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`

type JsonObject = { readonly [name: string]: unknown }

/** The object, when it holds no other property than these. */
const objectOf = (value: unknown, properties: readonly string[]): JsonObject | undefined =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).every(name => properties.includes(name))
    ? (value as JsonObject)
    : undefined

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Seconds; `no-time` for what is none. */
const epochTime = (condition: unknown): number | 'no-time' => {
  const seconds = objectOf(condition, ['AWS:EpochTime'])?.['AWS:EpochTime']
  return typeof seconds === 'number' && Number.isSafeInteger(seconds) ? seconds : 'no-time'
}

/** `192.0.2.7` or `192.0.2.0/24`. */
export const isIpv4Range = (text: string): boolean => {
  const [address = '', prefix, ...more] = text.split('/')
  if (isIP(address) !== 4 || more.length > 0) return false
  return prefix === undefined || (/^\d{1,2}$/.test(prefix) && Number(prefix) <= 32)
}

/** Undefined: the text is no custom policy (one statement, `DateLessThan` at least). */
export const parseAccessPolicy = (text: string): AccessPolicy | undefined => {
  const statements = objectOf(parsedJson(text), ['Statement'])?.['Statement']
  if (!Array.isArray(statements) || statements.length !== 1) return undefined
  const statement = objectOf(statements[0], ['Resource', 'Condition'])
  const condition = objectOf(statement?.['Condition'], ['DateLessThan', 'DateGreaterThan', 'IpAddress'])
  const resource = statement?.['Resource']
  if (condition === undefined || (resource !== undefined && typeof resource !== 'string')) return undefined
  const dateLessThan = epochTime(condition['DateLessThan'])
  const dateGreaterThan = 'DateGreaterThan' in condition ? epochTime(condition['DateGreaterThan']) : undefined
  if (dateLessThan === 'no-time' || dateGreaterThan === 'no-time') return undefined
  const sourceIp = objectOf(condition['IpAddress'], ['AWS:SourceIp'])?.['AWS:SourceIp']
  if ('IpAddress' in condition && (typeof sourceIp !== 'string' || !isIpv4Range(sourceIp))) return undefined
  return { resource, dateLessThan, dateGreaterThan, sourceIp: typeof sourceIp === 'string' ? sourceIp : undefined }
}

/** SEC-06: an IPv6 address is in no range. */
const isWithin = (range: string, address: string): boolean => {
  if (isIP(address) !== 4) return false
  const [base = '', prefix = '32'] = range.split('/')
  const list = new BlockList()
  list.addSubnet(base, Number(prefix), 'ipv4')
  return list.check(address, 'ipv4')
}

/** Who asks, and when. `urls`: under which the request may have been signed. */
export interface AccessQuestion {
  readonly urls: readonly string[]
  readonly clientIp: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

const time = (seconds: number): string => {
  const date = new Date(seconds * 1_000)
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString()
}

/** Why a policy does not grant what is asked; undefined when it does. */
export const policyObjection = (policy: AccessPolicy, { urls, clientIp, now }: AccessQuestion): string | undefined => {
  const { resource, dateLessThan, dateGreaterThan, sourceIp } = policy
  if (now >= dateLessThan * 1_000) return `the signature expired at ${time(dateLessThan)}`
  if (dateGreaterThan !== undefined && now <= dateGreaterThan * 1_000)
    return `the signature is not valid before ${time(dateGreaterThan)}`
  if (sourceIp !== undefined && !isWithin(sourceIp, clientIp)) return `${clientIp} is not in ${sourceIp}`
  if (resource !== undefined && !urls.some(compileWildcards(resource)))
    return `the policy is for ${resource}, the request for ${urls[0] ?? ''}`
  return undefined
}
