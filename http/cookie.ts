export interface CookiePair {
  readonly name: string
  readonly value: string
}

/**
 * The pairs of a `Cookie` field in order, values raw. Undefined when the field is not of the form `name=value; name=value`
 * (KEY-10: such a field is not forwarded at all); names that start with `$` are dropped (KEY-10).
 */
export const parseCookies = (field: string): CookiePair[] | undefined => {
  const pairs: CookiePair[] = []
  for (const part of field.split(';')) {
    const text = part.trim()
    if (text === '') continue
    const equals = text.indexOf('=')
    if (equals <= 0) return undefined
    const name = text.slice(0, equals)
    if (!name.startsWith('$')) pairs.push({ name, value: text.slice(equals + 1) })
  }
  return pairs
}

/** KEY-09: sorted by name, equal names in arrival order. */
export const sortedCookies = (pairs: readonly CookiePair[]): CookiePair[] =>
  pairs.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))

export const cookieField = (pairs: readonly CookiePair[]): string =>
  pairs.map(({ name, value }) => `${name}=${value}`).join('; ')
