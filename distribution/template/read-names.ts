import type { NameSelection } from '../model.ts'
import { POLICY_NAMES_CHARACTERS } from '../quotas.ts'
import type { Reading } from './reading.ts'
import type { Section } from './section.ts'

/** The words of one part of a policy: which property holds the behaviour, which the names. */
export interface SelectionProperties {
  readonly section: string
  readonly behavior: string
  readonly names: string
}

export const COOKIES: SelectionProperties = { section: 'CookiesConfig', behavior: 'CookieBehavior', names: 'Cookies' }
export const QUERY_STRINGS: SelectionProperties = {
  section: 'QueryStringsConfig',
  behavior: 'QueryStringBehavior',
  names: 'QueryStrings',
}
export const HEADERS: SelectionProperties = { section: 'HeadersConfig', behavior: 'HeaderBehavior', names: 'Headers' }

/** Of a cache policy, or of an origin request policy. */
export type PolicyRule = 'KEY-18' | 'POL-08'

export interface NamesLimit {
  readonly most: number
  readonly rule: PolicyRule
}

export interface NamedSelection<K extends string> {
  readonly kind: K
  readonly names: readonly string[]
}

/**
 * A behaviour such as `whitelist` with its names. Names are wanted exactly by the kinds in `withNames`, and there are at most as many as
 * the policy may list.
 */
export const readSelection = <K extends string>(
  reading: Reading,
  parent: Section,
  { section: sectionName, behavior, names: namesProperty }: SelectionProperties,
  kinds: readonly [K, ...K[]],
  withNames: readonly K[],
  { most, rule }: NamesLimit,
): NamedSelection<K> => {
  const section = parent.requiredSection(sectionName)
  const kind = section.requiredOneOf(behavior, kinds)
  const names = section.texts(namesProperty)
  section.finish()
  const place = section.placeOf(namesProperty)
  const wanted = withNames.includes(kind)
  if (wanted && names.length === 0 && !section.has(namesProperty)) section.missing(namesProperty, undefined)
  if (!wanted && names.length > 0) {
    reading.log.error(`${namesProperty} cannot stand with ${behavior} ${kind}`, place, {
      remedy: `remove ${namesProperty} or change ${behavior}`,
    })
  }
  if (names.length > most)
    reading.log.error(`${names.length} ${namesProperty}, at most ${most}`, place, {
      remedy: 'list fewer',
      rule,
    })
  return { kind, names }
}

/** Cookies and query strings: none, all, listed, all but listed (KEY-03). Names keep their case (KEY-08, KEY-13). */
export const readNameSelection = (
  reading: Reading,
  parent: Section,
  properties: SelectionProperties,
  limit: NamesLimit,
): NameSelection => {
  const { kind, names } = readSelection(
    reading,
    parent,
    properties,
    ['none', 'all', 'whitelist', 'allExcept'],
    ['whitelist', 'allExcept'],
    limit,
  )
  return kind === 'none' || kind === 'all' ? { kind } : { kind, names }
}

/** All names of a policy together have a limit (KEY-18, POL-08). */
export const checkNamesLength = (
  { log }: Reading,
  names: readonly string[],
  section: Section,
  rule: PolicyRule,
): void => {
  const characters = names.reduce((sum, name) => sum + name.length, 0)
  if (characters <= POLICY_NAMES_CHARACTERS) return
  const message = `the names of the policy have ${characters} characters together, at most ${POLICY_NAMES_CHARACTERS}`
  log.error(message, section.place, { remedy: 'list fewer names', rule })
}

export const namesOf = (selection: NameSelection): readonly string[] => ('names' in selection ? selection.names : [])
