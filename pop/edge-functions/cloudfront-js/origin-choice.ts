import { isForbiddenOriginHeader } from '../../../distribution/header-restrictions.ts'
import { check, isRecord, type Check } from './value-checks.ts'

/** What `cf.updateRequestOrigin` may say, as the function wrote it (CFF-64); absent properties are inherited. */
export interface OriginOverrides {
  readonly domainName?: string
  readonly hostHeader?: string
  readonly originPath?: string
  readonly customHeaders?: Readonly<Record<string, string>>
  readonly connectionAttempts?: number
  readonly originShield?: { readonly enabled: boolean; readonly region?: string }
  readonly originAccessControlConfig?: {
    readonly enabled: boolean
    readonly signingBehavior?: 'always' | 'never' | 'no-override'
    readonly originType?: 's3' | 'mediapackagev2' | 'mediastore' | 'lambda'
  }
  readonly timeouts?: {
    readonly readTimeout?: number
    readonly responseCompletionTimeout?: number
    readonly keepAliveTimeout?: number
    readonly connectionTimeout?: number
  }
  readonly customOriginConfig?: {
    readonly port: number
    readonly protocol: 'http' | 'https'
    readonly sslProtocols: readonly string[]
    readonly ipAddressType?: 'ipv4' | 'ipv6' | 'dualstack'
  }
  readonly sni?: string
  readonly allowedCertificateNames?: readonly string[]
}

export interface ChosenMember {
  readonly originId: string
  readonly overrides: OriginOverrides
}

/** The origin a viewer-request function asks for (CFF-63, ORD-07). */
export type OriginChoice =
  | { readonly kind: 'update'; readonly overrides: OriginOverrides }
  | ({ readonly kind: 'select' } & ChosenMember)
  | {
      readonly kind: 'group'
      readonly primary: ChosenMember
      readonly secondary: ChosenMember
      readonly failoverStatusCodes: ReadonlySet<number>
    }

export type ReadOriginChoice =
  | { readonly kind: 'choice'; readonly choice: OriginChoice }
  | { readonly kind: 'problem'; readonly message: string }

const NAME_CHARACTERS_MAX = 253
const isHost = (value: unknown): boolean =>
  typeof value === 'string' &&
  value.length <= NAME_CHARACTERS_MAX &&
  /^(?!\d+(?:\.\d+){3}$)[A-Za-z0-9._-]+$/.test(value)

const isPath = (value: unknown): boolean =>
  value === '' || (typeof value === 'string' && value.length <= 255 && /^\/[\x21-\x7e]*(?<!\/)$/.test(value))

const isBetween =
  (low: number, high: number) =>
  (value: unknown): boolean =>
    Number.isInteger(value) && Number(value) >= low && Number(value) <= high

const isOneOf =
  (...allowed: readonly unknown[]) =>
  (value: unknown): boolean =>
    allowed.includes(value)

const isListOf = (isElement: (value: unknown) => boolean, countMax: number) => (value: unknown) =>
  Array.isArray(value) && value.length <= countMax && value.every(isElement)

const isCustomHeaders = (value: unknown): boolean =>
  isRecord(value) &&
  Object.entries(value).every(
    ([name, text]) => typeof text === 'string' && name === name.toLowerCase() && !isForbiddenOriginHeader(name),
  )

const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
const isPort = (value: unknown): boolean => value === 80 || value === 443 || isBetween(1024, 65_535)(value)
const isCertificateName = (value: unknown): boolean => typeof value === 'string' && value.length <= 64

/** Developer Guide, "Helper methods for origin modification" (CFF-64): each property, what it must be, and in words. */
const PROPERTIES: Check = {
  domainName: [isHost, 'a DNS name of at most 253 characters, no port, no address'],
  hostHeader: [isHost, 'a DNS name of at most 253 characters, no port, no address'],
  originPath: [isPath, 'a path of at most 255 characters that starts with / and does not end with it'],
  customHeaders: [isCustomHeaders, 'an object of texts by lower-case names, none of them disallowed'],
  connectionAttempts: [isBetween(1, 3), '1 to 3'],
  originShield: { enabled: [isBoolean, 'true or false'], region: [value => typeof value === 'string', 'a region'] },
  originAccessControlConfig: {
    enabled: [isBoolean, 'true or false'],
    signingBehavior: [isOneOf('always', 'never', 'no-override'), 'always, never or no-override'],
    signingProtocol: [isOneOf('sigv4'), 'sigv4'],
    originType: [isOneOf('s3', 'mediapackagev2', 'mediastore', 'lambda'), 's3, mediapackagev2, mediastore or lambda'],
  },
  timeouts: {
    readTimeout: [isBetween(1, 120), '1 to 120 seconds'],
    responseCompletionTimeout: [isBetween(1, Number.MAX_SAFE_INTEGER), 'whole seconds'],
    keepAliveTimeout: [isBetween(1, 120), '1 to 120 seconds'],
    connectionTimeout: [isBetween(1, 10), '1 to 10 seconds'],
  },
  customOriginConfig: {
    port: [isPort, '80, 443 or 1024 to 65535'],
    protocol: [isOneOf('http', 'https'), 'http or https'],
    sslProtocols: [isListOf(isOneOf('SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'), 4), 'a list of SSLv3 to TLSv1.2'],
    ipAddressType: [isOneOf('ipv4', 'ipv6', 'dualstack'), 'ipv4, ipv6 or dualstack'],
  },
  sni: [isHost, 'a DNS name of at most 253 characters'],
  // Without effect: origins with client certificates are refused when a template is loaded.
  mTLSConfig: [isOneOf('inherit', 'off'), 'inherit or off'],
  allowedCertificateNames: [isListOf(isCertificateName, 20), 'at most 20 names of at most 64 characters'],
}

/** CFF-67: of a selected origin only these may differ. */
const SELECTED_PROPERTIES: Check = Object.fromEntries(
  ['hostHeader', 'sni', 'allowedCertificateNames'].map(name => [name, PROPERTIES[name] ?? {}]),
)

const lacks = (holder: unknown, names: readonly string[]): string | undefined =>
  isRecord(holder) ? names.find(name => holder[name] === undefined) : undefined

const section = (value: Record<string, unknown>, name: string): Record<string, unknown> => {
  const found = value[name]
  return isRecord(found) ? found : {}
}

/** What one property needs of another (CFF-64). */
const combinationProblem = (value: Record<string, unknown>): string | undefined => {
  const shield = section(value, 'originShield')
  if (value['originShield'] !== undefined && shield['enabled'] === undefined) return 'originShield.enabled is required'
  if (shield['enabled'] === true && shield['region'] === undefined) return 'originShield.region is required'
  const missing = lacks(value['customOriginConfig'], ['port', 'protocol', 'sslProtocols'])
  if (missing !== undefined) return `customOriginConfig.${missing} is required`
  if (section(value, 'customOriginConfig')['ipAddressType'] !== undefined && value['domainName'] === undefined) {
    return 'customOriginConfig.ipAddressType needs domainName'
  }
  const access = value['originAccessControlConfig']
  const unsaid =
    section(value, 'originAccessControlConfig')['enabled'] === false
      ? undefined
      : lacks(access, ['enabled', 'signingBehavior', 'signingProtocol', 'originType'])
  return unsaid === undefined ? undefined : `originAccessControlConfig.${unsaid} is required`
}

const overridesProblem = (value: unknown, properties: Check): string | undefined => {
  if (!isRecord(value)) return 'the properties must be an object'
  return check(value, properties) ?? combinationProblem(value)
}

const problem = (message: string): ReadOriginChoice => ({ kind: 'problem', message })

const readUpdate = (properties: unknown): ReadOriginChoice => {
  const wrong = overridesProblem(properties, PROPERTIES)
  if (wrong !== undefined) return problem(`updateRequestOrigin: ${wrong}`)
  // Every property has been looked at.
  return { kind: 'choice', choice: { kind: 'update', overrides: properties as OriginOverrides } }
}

const readMember = (originId: unknown, overrides: unknown, properties: Check): ChosenMember | string => {
  if (typeof originId !== 'string' || originId === '') return 'the id of an origin must be a string'
  if (overrides === undefined || overrides === null) return { originId, overrides: {} }
  const wrong = overridesProblem(overrides, properties)
  return wrong ?? { originId, overrides: overrides as OriginOverrides }
}

const readSelect = (originId: unknown, overrides: unknown): ReadOriginChoice => {
  const member = readMember(originId, overrides, SELECTED_PROPERTIES)
  if (typeof member === 'string') return problem(`selectRequestOriginById: ${member}`)
  return { kind: 'choice', choice: { kind: 'select', ...member } }
}

/** GRP-02 */
const FAILOVER_STATUS_CODES = [400, 403, 404, 416, 429, 500, 502, 503, 504]

/** CFF-68 */
const readGroup = (properties: unknown): ReadOriginChoice => {
  const wrong = (message: string): ReadOriginChoice => problem(`createRequestOriginGroup: ${message}`)
  if (!isRecord(properties)) return wrong('the properties must be an object')
  const { originIds, failoverCriteria, selectionCriteria = 'default' } = properties
  if (!Array.isArray(originIds) || originIds.length !== 2) return wrong('originIds must be two')
  // The guide has both in its examples: `"origin-1"`, and an object with what is to differ.
  const [primary, secondary] = originIds.map((member: unknown) =>
    isRecord(member)
      ? readMember(member['originId'], member['originOverrides'], SELECTED_PROPERTIES)
      : readMember(member, undefined, SELECTED_PROPERTIES),
  )
  if (primary === undefined || typeof primary === 'string') return wrong(primary ?? 'originIds must be two')
  if (secondary === undefined || typeof secondary === 'string') return wrong(secondary ?? 'originIds must be two')
  if (selectionCriteria !== 'default')
    return wrong('selectionCriteria must be default; media-quality-score is not emulated')
  const codes = isRecord(failoverCriteria) ? failoverCriteria['statusCodes'] : undefined
  if (!Array.isArray(codes) || codes.length === 0 || !codes.every(isOneOf(...FAILOVER_STATUS_CODES))) {
    return wrong(`failoverCriteria.statusCodes must be a list of ${FAILOVER_STATUS_CODES.join(', ')}`)
  }
  return { kind: 'choice', choice: { kind: 'group', primary, secondary, failoverStatusCodes: new Set<number>(codes) } }
}

/** Reads the arguments of the last origin helper a function called: `[helper, first, second]`, as JSON. */
export const readOriginChoice = (text: string): ReadOriginChoice => {
  const [helper, first, second]: readonly unknown[] = JSON.parse(text)
  if (helper === 'updateRequestOrigin') return readUpdate(first)
  return helper === 'selectRequestOriginById' ? readSelect(first, second) : readGroup(first)
}
