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

export interface NamedSelection<K extends string> {
  readonly kind: K
  readonly names: readonly string[]
}

/**
 * A behaviour such as `whitelist` with its names. Names are wanted exactly by the kinds in `withNames`, and there are at most `most` of them
 * (QUO-12, KEY-18, POL-08).
 */
export const readSelection = <K extends string>(
  reading: Reading,
  parent: Section,
  { section: sectionName, behavior, names: namesProperty }: SelectionProperties,
  kinds: readonly [K, ...K[]],
  withNames: readonly K[],
  most: number,
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
      rule: 'QUO-12',
    })
  return { kind, names }
}

/** Cookies and query strings: none, all, listed, all but listed (KEY-03). Names keep their case (KEY-08, KEY-13). */
export const readNameSelection = (
  reading: Reading,
  parent: Section,
  properties: SelectionProperties,
  most: number,
): NameSelection => {
  const { kind, names } = readSelection(
    reading,
    parent,
    properties,
    ['none', 'all', 'whitelist', 'allExcept'],
    ['whitelist', 'allExcept'],
    most,
  )
  return kind === 'none' || kind === 'all' ? { kind } : { kind, names }
}

/** All names of a policy together have a limit (QUO-12, KEY-18, POL-08). */
export const checkNamesLength = ({ log }: Reading, names: readonly string[], section: Section): void => {
  const characters = names.reduce((sum, name) => sum + name.length, 0)
  if (characters <= POLICY_NAMES_CHARACTERS) return
  const message = `the names of the policy have ${characters} characters together, at most ${POLICY_NAMES_CHARACTERS}`
  log.error(message, section.place, { remedy: 'list fewer names', rule: 'QUO-12' })
}

export const namesOf = (selection: NameSelection): readonly string[] => ('names' in selection ? selection.names : [])
