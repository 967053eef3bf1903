import { cookieField, parseCookies } from '../../http/cookie.ts'
import type { HeaderList } from '../../http/header-list.ts'

/** The distribution a viewer stays with. Times in seconds since the epoch. */
export interface StickySession {
  readonly goesTo: 'primary' | 'staging'
  readonly startedAt: number
  readonly lastSeenAt: number
}

/** CloudFront's own name is not documented. */
export const SESSION_COOKIE = 'understudy-cd-session'

const FORM = /^([0-9a-f]{8})\.(primary|staging)\.(\d{1,11})\.(\d{1,11})$/

/** The session that a cookie names under a policy; undefined for none, and for one of another policy (CD-03). */
export const readSession = (headers: HeaderList, policyMark: string): StickySession | undefined => {
  const field = headers.joined('cookie', '; ')
  if (field === undefined || !field.includes(SESSION_COOKIE)) return undefined
  const value = parseCookies(field)?.find(({ name }) => name === SESSION_COOKIE)?.value ?? ''
  const [, mark, goesTo, startedAt, lastSeenAt] = FORM.exec(value) ?? []
  if (mark !== policyMark) return undefined
  return {
    goesTo: goesTo === 'staging' ? 'staging' : 'primary',
    startedAt: Number(startedAt),
    lastSeenAt: Number(lastSeenAt),
  }
}

/** A `Set-Cookie` value. In: how long it is to live without another request, in seconds. */
export const sessionCookie = (session: StickySession, policyMark: string, idleSeconds: number): string => {
  const { goesTo, startedAt, lastSeenAt } = session
  return `${SESSION_COOKIE}=${policyMark}.${goesTo}.${startedAt}.${lastSeenAt}; Path=/; Max-Age=${idleSeconds}; HttpOnly`
}

/** The headers without it: it belongs neither to a key nor to an origin. */
export const withoutSession = (headers: HeaderList): HeaderList => {
  const field = headers.joined('cookie', '; ')
  if (field === undefined || !field.includes(SESSION_COOKIE)) return headers
  const pairs = parseCookies(field)
  if (pairs === undefined) return headers
  const others = pairs.filter(({ name }) => name !== SESSION_COOKIE)
  const kept = headers.clone()
  if (others.length === 0) kept.delete('cookie')
  else kept.set('cookie', cookieField(others))
  return kept
}
