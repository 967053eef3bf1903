import { isObject, parseObject } from './json.ts'
import { isReleaseName } from './keys.ts'
import type { Claim, LivePeriod, LiveRecord, Switching } from './live-record.ts'

const FORMAT = 1

const isoOf = (at: number): string => new Date(at).toISOString()

export const recordText = ({ history, claim, switching }: LiveRecord): string =>
  `${JSON.stringify(
    {
      format: FORMAT,
      history: history.map(({ name, liveSince }) => ({ name, liveSince: isoOf(liveSince) })),
      ...(claim === undefined ? {} : { claim: { ...claim, renewedAt: isoOf(claim.renewedAt) } }),
      ...(switching === undefined ? {} : { switching: { ...switching, startedAt: isoOf(switching.startedAt) } }),
    },
    undefined,
    2,
  )}\n`

/** A record from its text; undefined when it is not one. */
export const parseRecord = (text: string): LiveRecord | undefined => {
  const value = parseObject(text)
  if (value === undefined || value['format'] !== FORMAT || !Array.isArray(value['history'])) return undefined
  const history = value['history'].map(periodOf)
  const claim = optional(value['claim'], claimOf)
  const switching = optional(value['switching'], switchingOf)
  if (!history.every(period => period !== undefined) || claim === 'invalid' || switching === 'invalid') return undefined
  return {
    history,
    ...(claim === undefined ? {} : { claim }),
    ...(switching === undefined ? {} : { switching }),
  }
}

const optional = <T>(value: unknown, parse: (value: unknown) => T | undefined): T | undefined | 'invalid' =>
  value === undefined ? undefined : (parse(value) ?? 'invalid')

const timeOf = (value: unknown): number | undefined => {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

const nameOf = (value: unknown): string | undefined =>
  typeof value === 'string' && isReleaseName(value) ? value : undefined

const periodOf = (value: unknown): LivePeriod | undefined => {
  if (!isObject(value)) return undefined
  const name = nameOf(value['name'])
  const liveSince = timeOf(value['liveSince'])
  return name === undefined || liveSince === undefined ? undefined : { name, liveSince }
}

const claimOf = (value: unknown): Claim | undefined => {
  if (!isObject(value)) return undefined
  const { token, digest } = value
  const name = nameOf(value['name'])
  const renewedAt = timeOf(value['renewedAt'])
  if (typeof token !== 'string' || typeof digest !== 'string') return undefined
  return name === undefined || renewedAt === undefined ? undefined : { token, name, digest, renewedAt }
}

const switchingOf = (value: unknown): Switching | undefined => {
  if (!isObject(value)) return undefined
  const to = nameOf(value['to'])
  const from = nameOf(value['from'])
  const startedAt = timeOf(value['startedAt'])
  if (to === undefined || startedAt === undefined) return undefined
  return { to, startedAt, ...(from === undefined ? {} : { from }) }
}
