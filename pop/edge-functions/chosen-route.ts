import type { CacheBehavior, CustomOrigin, Distribution, Origin, S3Origin } from '../../distribution/model.ts'
import { isInVpc } from '../../distribution/origins-of.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { configuredRoute, type OriginRoute } from '../origin/origin-route.ts'
import type { ChosenMember, OriginChoice, OriginOverrides } from './cloudfront-js/origin-choice.ts'
import { originIdOf } from './origin-id.ts'

export type ChosenRoute =
  | { readonly kind: 'route'; readonly route: OriginRoute }
  | { readonly kind: 'problem'; readonly message: string }

const S3_DOMAIN = /\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com$/

/** CFF-64: what is absent is inherited. */
const commonSettings = (before: Origin, overrides: OriginOverrides, distribution: Distribution) => {
  const {
    domainName = before.domainName,
    originPath,
    customHeaders,
    connectionAttempts,
    originShield,
    timeouts,
  } = overrides
  return {
    id: originIdOf(domainName, before, distribution.origins),
    domainName,
    originPath: originPath ?? before.originPath,
    customHeaders: customHeaders === undefined ? before.customHeaders : Object.entries(customHeaders),
    connectionAttempts: connectionAttempts ?? before.connectionAttempts,
    connectionTimeoutSeconds: timeouts?.connectionTimeout ?? before.connectionTimeoutSeconds,
    readTimeoutSeconds: timeouts?.readTimeout ?? before.readTimeoutSeconds,
    responseCompletionTimeoutSeconds: timeouts?.responseCompletionTimeout ?? before.responseCompletionTimeoutSeconds,
    originShieldRegion:
      originShield === undefined ? before.originShieldRegion : originShield.enabled ? originShield.region : undefined,
  }
}

const accessOf = (before: Origin, { originAccessControlConfig: config }: OriginOverrides): S3Origin['access'] => {
  if (config === undefined) return before.kind === 's3' ? before.access : 'none'
  return config.enabled && config.signingBehavior !== undefined ? `oac-${config.signingBehavior}` : 'none'
}

const portsOf = (
  before: Origin,
  config: OriginOverrides['customOriginConfig'],
): Pick<CustomOrigin, 'protocolPolicy' | 'httpPort' | 'httpsPort' | 'sslProtocols' | 'ipAddressType'> => {
  if (config !== undefined) {
    const protocolPolicy: CustomOrigin['protocolPolicy'] = config.protocol === 'http' ? 'http-only' : 'https-only'
    const { port, sslProtocols, ipAddressType } = config
    return {
      protocolPolicy,
      httpPort: config.protocol === 'http' ? port : 80,
      httpsPort: config.protocol === 'https' ? port : 443,
      sslProtocols,
      ...(ipAddressType === undefined ? {} : { ipAddressType }),
    }
  }
  if (before.kind === 'custom') return before
  return { protocolPolicy: 'https-only' as const, httpPort: 80, httpsPort: 443, sslProtocols: ['TLSv1.2'] }
}

/** Its kind is that of its domain, unless the function says how to connect. */
const isS3 = (before: Origin, { domainName, customOriginConfig }: OriginOverrides): boolean => {
  if (customOriginConfig !== undefined) return false
  return domainName === undefined ? before.kind === 's3' : S3_DOMAIN.test(domainName)
}

/** CFF-64: for the TLS connection. A new host is a new name to ask for. */
const tlsNamesOf = (
  before: Origin,
  { sni, allowedCertificateNames, hostHeader, domainName }: OriginOverrides,
): Pick<Origin, 'sni' | 'allowedCertificateNames'> => {
  const servername = sni ?? hostHeader ?? domainName ?? before.sni
  const names = allowedCertificateNames ?? before.allowedCertificateNames
  return {
    ...(servername === undefined ? {} : { sni: servername }),
    ...(names === undefined ? {} : { allowedCertificateNames: names }),
  }
}

/** The default of `hostHeader`: the new domain name, else as for any origin (CFF-64). */
const hostOf = ({ hostHeader, domainName }: OriginOverrides): { readonly hostHeader?: string } => {
  const host = hostHeader ?? domainName
  return host === undefined ? {} : { hostHeader: host }
}

const updatedOrigin = (before: Origin, overrides: OriginOverrides, distribution: Distribution): Origin => {
  const common = commonSettings(before, overrides, distribution)
  if (isS3(before, overrides))
    return {
      ...common,
      ...hostOf(overrides),
      ...tlsNamesOf(before, overrides),
      kind: 's3',
      access: accessOf(before, overrides),
    }
  const keepaliveTimeoutSeconds =
    overrides.timeouts?.keepAliveTimeout ?? (before.kind === 'custom' ? before.keepaliveTimeoutSeconds : 5)
  const { protocolPolicy, httpPort, httpsPort, sslProtocols, ipAddressType } = portsOf(
    before,
    overrides.customOriginConfig,
  )
  return {
    ...common,
    ...hostOf(overrides),
    ...tlsNamesOf(before, overrides),
    kind: 'custom',
    protocolPolicy,
    httpPort,
    httpsPort,
    sslProtocols,
    ...(ipAddressType === undefined ? {} : { ipAddressType }),
    keepaliveTimeoutSeconds,
  }
}

/** What only the distribution and the request can tell. */
const originProblem = (origin: Origin, overrides: OriginOverrides, headers: HeaderList): string | undefined => {
  // CFF-66: measured with an enabled and with an inherited OAC.
  if (overrides.hostHeader !== undefined && origin.kind === 's3' && origin.access !== 'none') {
    return 'hostHeader cannot be set together with an origin access control'
  }
  const doubled = Object.keys(overrides.customHeaders ?? {}).find(name => headers.has(name))
  if (doubled !== undefined) return `the custom header ${doubled} is in request.headers too`
  if (
    origin.kind === 's3' &&
    (origin.domainName.length > 128 || origin.domainName !== origin.domainName.toLowerCase())
  ) {
    return 'the domain name of a bucket has at most 128 characters, in lower case'
  }
  if (origin.kind === 's3' && overrides.timeouts?.keepAliveTimeout !== undefined)
    return 'keepAliveTimeout is for custom origins'
  const { readTimeoutSeconds, responseCompletionTimeoutSeconds: completionSeconds } = origin
  return completionSeconds !== undefined && completionSeconds < readTimeoutSeconds
    ? 'responseCompletionTimeout must not be less than readTimeout'
    : undefined
}

type Member =
  | { readonly kind: 'origin'; readonly origin: Origin }
  | { readonly kind: 'problem'; readonly message: string }

const member = (
  before: Origin | undefined,
  { originId, overrides }: ChosenMember,
  distribution: Distribution,
  headers: HeaderList,
): Member => {
  if (before === undefined) return { kind: 'problem', message: `the distribution has no origin ${originId}` }
  const origin = Object.keys(overrides).length === 0 ? before : updatedOrigin(before, overrides, distribution)
  const message = originProblem(origin, overrides, headers)
  return message === undefined ? { kind: 'origin', origin } : { kind: 'problem', message }
}

/**
 * Where a viewer-request function sends its request (CFF-63 to CFF-68, GRP-16). In: `headers` as the function left them. The behaviour and
 * the cache key stay as they are (ORD-07).
 */
export const chosenRoute = (
  distribution: Distribution,
  behavior: CacheBehavior,
  choice: OriginChoice,
  headers: HeaderList,
): ChosenRoute => {
  const configured = configuredRoute(distribution, behavior)
  if (choice.kind === 'group') {
    const [primary, secondary] = [choice.primary, choice.secondary].map(one =>
      member(distribution.origins.get(one.originId), one, distribution, headers),
    )
    if (primary?.kind !== 'origin') return primary ?? { kind: 'problem', message: 'no primary' }
    if (secondary?.kind !== 'origin') return secondary ?? { kind: 'problem', message: 'no secondary' }
    const failover = { secondary: secondary.origin, statusCodes: choice.failoverStatusCodes }
    return { kind: 'route', route: { primary: primary.origin, failover } }
  }
  // VPC-03
  if (choice.kind === 'update' && isInVpc(configured.primary))
    return { kind: 'problem', message: 'updateRequestOrigin does not change a VPC origin' }
  const chosen: ChosenMember =
    choice.kind === 'select' ? choice : { originId: configured.primary.id, overrides: choice.overrides }
  const before = choice.kind === 'select' ? distribution.origins.get(choice.originId) : configured.primary
  const made = member(before, chosen, distribution, headers)
  if (made.kind === 'problem') return made
  // CFF-65: of a group only the primary changes.
  return {
    kind: 'route',
    route: { primary: made.origin, failover: choice.kind === 'update' ? configured.failover : undefined },
  }
}
