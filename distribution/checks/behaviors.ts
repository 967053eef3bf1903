import { originsOf } from '../origins-of.ts'
import { compilePathPattern } from '../path-pattern.ts'
import type { CacheBehavior, CachePolicy, Distribution, NameSelection, Origin } from '../model.ts'

/** The name that readers give to policies made of a behaviour's legacy settings (POL-20). */
export const LEGACY = 'ForwardedValues'

/** False for a policy that disables caching (COLL-03, ERR-10). */
export const isCaching = ({ maxTtlSeconds }: CachePolicy): boolean => maxTtlSeconds > 0

const WEBSITE = /\.s3-website[.-]/i

/** True for an origin that runs a program of the user; a bucket only has files, whichever way it is asked. */
export const isServer = ({ kind, domainName }: Origin): boolean => kind === 'custom' && !WEBSITE.test(domainName)

const API = /(^|[/*._-])(api|graphql|rpc|trpc|ws|socket|webhooks?|oauth2?|auth|login|logout|signin)([/*._-]|$)/i
const FILES_FOLDER =
  /(^|[/*])(assets?|static|_next|_nuxt|_astro|images?|img|icons?|css|js|fonts?|media|videos?|build|dist|chunks|public|downloads?|uploads?|wp-content|wp-includes|\.well-known)([/*]|$)/i
const FILE_NAME = /\.(?!html?\b|php\b|aspx?\b)[a-z0-9*?]{1,12}$/i

export type Contents = 'pages' | 'files' | 'api'

/** What a behaviour serves, by the looks of its pattern. */
export const contentsOf = ({ pathPattern }: CacheBehavior): Contents => {
  if (API.test(pathPattern)) return 'api'
  return FILES_FOLDER.test(pathPattern) || FILE_NAME.test(pathPattern) ? 'files' : 'pages'
}

/** Pages that a server renders, so that answers may be for one viewer only. */
const rendersPages = (distribution: Distribution, behavior: CacheBehavior): boolean =>
  contentsOf(behavior) === 'pages' &&
  originsOf(distribution, behavior)[0] !== undefined &&
  originsOf(distribution, behavior).slice(0, 1).every(isServer)

/** The behaviour that takes a path (BEH-01). */
export const behaviorFor = ({ behaviors }: Distribution, path: string): CacheBehavior | undefined =>
  behaviors.find(({ pathPattern }) => compilePathPattern(pathPattern)(path))

export const forwardsCookies = (cookies: NameSelection | undefined): boolean =>
  cookies !== undefined && cookies.kind !== 'none'

const ALL_BUT_CLOUDFRONTS = new Set(['allViewer', 'allViewerAndWhitelistCloudFront', 'legacy'])

/** Whether the policies of a behaviour send a viewer's header on to the origin, or have CloudFront add it. In: lower case. */
export const forwardsHeader = ({ cachePolicy, originRequestPolicy }: CacheBehavior, name: string): boolean => {
  if (name === 'cookie') return forwardsCookies(cachePolicy.cookies) || forwardsCookies(originRequestPolicy?.cookies)
  if (cachePolicy.headers.includes(name)) return true
  if (originRequestPolicy === undefined) return false
  const { headers, cloudFrontHeaders = [] } = originRequestPolicy
  const isListed = 'names' in headers && headers.names.includes(name)
  if (name.startsWith('cloudfront-'))
    return cloudFrontHeaders.includes(name) || (headers.kind !== 'allExcept' && isListed)
  if (headers.kind === 'allExcept') return !isListed
  return ALL_BUT_CLOUDFRONTS.has(headers.kind) || isListed
}

/** Behaviours by something they share, such as a policy; those for which it is undefined are left out. */
export const groupedBy = <T extends object>(
  behaviors: readonly CacheBehavior[],
  share: (behavior: CacheBehavior) => T | undefined,
): ReadonlyMap<T, readonly [CacheBehavior, ...CacheBehavior[]]> => {
  const groups = new Map<T, [CacheBehavior, ...CacheBehavior[]]>()
  for (const behavior of behaviors) {
    const shared = share(behavior)
    if (shared === undefined) continue
    const group = groups.get(shared)
    if (group === undefined) groups.set(shared, [behavior])
    else group.push(behavior)
  }
  return groups
}

/** Cache policies of the behaviours whose pages a server renders, with those behaviours. */
export const pagesByCachePolicy = (
  distribution: Distribution,
): readonly (readonly [CachePolicy, readonly [CacheBehavior, ...CacheBehavior[]]])[] => [
  ...groupedBy(
    distribution.behaviors.filter(behavior => rendersPages(distribution, behavior)),
    ({ cachePolicy }) => cachePolicy,
  ),
]

const SHOWN = 4

/** `/a, /b and 3 more` */
export const listed = (names: readonly string[]): string => {
  if (names.length <= SHOWN) return names.join(', ')
  return `${names.slice(0, SHOWN - 1).join(', ')} and ${names.length - SHOWN + 1} more`
}

export const patternsOf = (behaviors: readonly CacheBehavior[]): string =>
  listed(behaviors.map(({ pathPattern }) => pathPattern))
