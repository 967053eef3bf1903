import type { CacheBehavior, Distribution, NameSelection } from '../model.ts'
import { PAGES } from './aws-pages.ts'
import { forwardsCookies, groupedBy, isCaching, LEGACY, listed, patternsOf } from './behaviors.ts'
import type { CheckContext, Fault, Rule } from './rule.ts'

const COOKIES = ['CookiesConfig', 'Cookies']

const nameOf = ({ name }: { readonly name: string }, what: string): string =>
  name === LEGACY ? name : `${what} ${name}`

/** `the cookie a`, `the cookies a, b`, `every cookie` */
const cookiesText = (cookies: NameSelection): string => {
  if (cookies.kind === 'none' || cookies.kind === 'all') return 'every cookie'
  const names = cookies.kind === 'matching' ? cookies.patterns : cookies.names
  if (cookies.kind === 'allExcept') return `every cookie but ${listed(names)}`
  return `the ${names.length === 1 ? 'cookie' : 'cookies'} ${listed(names)}`
}

const LOSS =
  'simultaneous requests are not collapsed, expired copies are not revalidated, and Set-Cookie is stored for everybody'

const faultsOf = (
  distribution: Distribution,
  { placeInPolicy }: CheckContext,
  policyOf: (behavior: CacheBehavior) => { readonly name: string; readonly cookies: NameSelection } | undefined,
  what: string,
): readonly Fault[] =>
  [
    ...groupedBy(
      distribution.behaviors.filter(({ cachePolicy }) => isCaching(cachePolicy)),
      policyOf,
    ),
  ].flatMap(([policy, behaviors]): Fault[] => {
    if (!forwardsCookies(policy.cookies)) return []
    return [
      {
        message: `${nameOf(policy, what)} of ${patternsOf(behaviors)} forwards ${cookiesText(policy.cookies)}: ${LOSS}`,
        place: placeInPolicy(policy, behaviors[0], ...COOKIES),
        remedy:
          'copy what matters from the cookie into a header in a viewer-request function, list the header, and forward no cookie',
      },
    ]
  })

export const cookiesLoseCollapsing: Rule = {
  id: 'cookies-lose-collapsing',
  severity: 'warning',
  title: 'A cookie that is forwarded ends request collapsing and revalidation',
  cites: ['COLL-04', 'TTL-32', 'TTL-41', 'POL-09'],
  page: PAGES.cookies,
  faults: (distribution, context) => [
    ...faultsOf(distribution, context, ({ cachePolicy }) => cachePolicy, 'the cache policy'),
    ...faultsOf(
      distribution,
      context,
      // Legacy settings are both policies at once.
      ({ cachePolicy, originRequestPolicy }) =>
        forwardsCookies(cachePolicy.cookies) && cachePolicy.name === LEGACY ? undefined : originRequestPolicy,
      'the origin request policy',
    ),
  ],
}

export const cookiesExplodeKey: Rule = {
  id: 'cookies-explode-key',
  severity: 'warning',
  title: 'Cookies that nobody listed are in the cache key',
  cites: ['KEY-03', 'POL-49'],
  page: PAGES.cookies,
  faults: ({ behaviors }, { placeInPolicy }) =>
    [...groupedBy(behaviors, ({ cachePolicy }) => cachePolicy)].flatMap(([policy, users]): Fault[] => {
      const { cookies } = policy
      if (!isCaching(policy) || (cookies.kind !== 'all' && cookies.kind !== 'allExcept')) return []
      return [
        {
          message: `${cookiesText(cookies)} is in the cache key of ${patternsOf(users)}: each viewer has copies of their own, and every analytics cookie makes another`,
          place: placeInPolicy(policy, users[0], ...COOKIES),
          remedy: 'list the cookies that change the answer, or none',
        },
      ]
    }),
}
