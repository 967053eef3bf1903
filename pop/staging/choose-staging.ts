import { createHash } from 'node:crypto'
import type { StagingTraffic } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { readSession, sessionCookie, type StickySession } from './session-cookie.ts'

export interface StagingChoice {
  readonly goesTo: 'primary' | 'staging'
  readonly why: string
  /** A `Set-Cookie` value that keeps the viewer there; undefined: nothing keeps it. */
  readonly setCookie: string | undefined
}

type Weighted = Extract<StagingTraffic, { kind: 'weight' }>
type Stickiness = NonNullable<Weighted['stickiness']>

const marks = new WeakMap<Weighted, string>()

/** Differs when a policy does, so that a changed policy begins new sessions (CD-03). */
const markOf = (traffic: Weighted): string => {
  const known = marks.get(traffic)
  if (known !== undefined) return known
  const mark = createHash('sha256').update(JSON.stringify(traffic)).digest('hex').slice(0, 8)
  marks.set(traffic, mark)
  return mark
}

/** CD-03: a session ends when it is idle, or when it has lasted long enough. In: seconds since the epoch. */
const isAlive = ({ startedAt, lastSeenAt }: StickySession, stickiness: Stickiness, now: number): boolean =>
  startedAt <= lastSeenAt &&
  lastSeenAt <= now &&
  now - lastSeenAt < stickiness.idleSeconds &&
  now - startedAt < stickiness.maximumSeconds

const drawn = ({ weight }: Weighted, random: () => number): StagingChoice => {
  const goesTo = random() < weight ? 'staging' : 'primary'
  return { goesTo, why: `drawn, ${weight} of the traffic goes to staging`, setCookie: undefined }
}

const sticky = (
  traffic: Weighted,
  stickiness: Stickiness,
  headers: HeaderList,
  random: () => number,
  now: number,
): StagingChoice => {
  const mark = markOf(traffic)
  const known = readSession(headers, mark)
  const alive = known !== undefined && isAlive(known, stickiness, now) ? known : undefined
  const choice = alive === undefined ? drawn(traffic, random) : { goesTo: alive.goesTo, why: 'the session stays there' }
  const session: StickySession = { goesTo: choice.goesTo, startedAt: alive?.startedAt ?? now, lastSeenAt: now }
  return { ...choice, setCookie: sessionCookie(session, mark, stickiness.idleSeconds) }
}

/** CD-02, CD-03: whether a viewer gets the staging distribution. In: numbers from 0 to below 1, milliseconds since the epoch. */
export const chooseStaging = (
  traffic: StagingTraffic,
  headers: HeaderList,
  random: () => number,
  now: number,
): StagingChoice => {
  if (traffic.kind === 'header') {
    const isMeant = headers.get(traffic.name) === traffic.value
    const why = `${traffic.name} ${isMeant ? 'has the value of the policy' : 'is absent or has another value'}`
    return { goesTo: isMeant ? 'staging' : 'primary', why, setCookie: undefined }
  }
  return traffic.stickiness === undefined
    ? drawn(traffic, random)
    : sticky(traffic, traffic.stickiness, headers, random, Math.floor(now / 1_000))
}
