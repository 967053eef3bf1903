/** Names on the way into a JSON document; list items by their index. */
export type CasePath = readonly string[]

const PLAIN = /^[\w-]+$/

/** `request.headers.x-a.multiValue[0]`; other names stand in brackets, as JSON: `request.querystring["a.b"]`. */
export const pathText = (path: CasePath): string =>
  path
    .map((name, index) => {
      if (/^\d+$/.test(name)) return `[${name}]`
      if (!PLAIN.test(name)) return `[${JSON.stringify(name)}]`
      return index === 0 ? name : `.${name}`
    })
    .join('')

const SEGMENT = /(?:^|\.)([\w-]+|\*)|\[(\d+|\*)\]|\[("(?:[^"\\]|\\.)*")\]/y

const quotedName = (text: string): string | undefined => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads what `pathText` writes; `*` stands for any one name. Undefined: it is no path. */
export const readPath = (text: string): CasePath | undefined => {
  const path: string[] = []
  SEGMENT.lastIndex = 0
  while (SEGMENT.lastIndex < text.length) {
    const [, plain, index, quoted] = SEGMENT.exec(text) ?? []
    const name = plain ?? index ?? (quoted === undefined ? undefined : quotedName(quoted))
    if (name === undefined) return undefined
    path.push(name)
  }
  return path.length === 0 ? undefined : path
}

/** True when `path` is the place that the pattern names, or inside of it. */
export const isWithin = (path: CasePath, pattern: CasePath): boolean =>
  pattern.length <= path.length && pattern.every((name, index) => name === '*' || name === path[index])
