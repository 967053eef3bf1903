/**
 * `match`, `replace` and `split` by an expression. V8 does the last two on a slow path once `RegExp.prototype` is frozen, 10 and 25 times as
 * slow; the search itself stays fast, so here they stand on it (ECMA-262, 22.2.6.8, 22.2.6.11 and 22.2.6.14), and each match counts. What is
 * not plain goes the engine's way.
 */
export const GUEST_EXPRESSION_METHODS = String.raw`
const expressionExec = RegExp.prototype.exec
const expressionMethods = { match: RegExp.prototype[Symbol.match], replace: RegExp.prototype[Symbol.replace], split: RegExp.prototype[Symbol.split] }
// A text, and an expression with nothing of its own that the protocol would ask, neither by the function nor by a translation (patterns.ts).
// No expression has another flag than g, i, m and y: after an empty match comes the next character.
const arePlain = (text, pattern, name) =>
  typeof text === 'string' &&
  isObject(pattern) &&
  pattern instanceof EngineRegExp &&
  pattern.exec === expressionExec &&
  pattern[Symbol[name]] === expressionMethods[name]

// A match takes as long as a step does.
const ELEMENTS_A_MATCH = 8
const nextMatch = (pattern, text) => {
  walk(ELEMENTS_A_MATCH)
  return engineExec(pattern, text)
}
// All of them first: what the function does in a callback changes nothing that is found.
const matchesOf = (text, pattern) => {
  const matches = []
  if (!pattern.global) {
    const found = nextMatch(pattern, text)
    if (found !== null) matches[0] = found
    return matches
  }
  pattern.lastIndex = 0
  for (let found = nextMatch(pattern, text); found !== null; found = nextMatch(pattern, text)) {
    matches[matches.length] = found
    if (found[0] === '') pattern.lastIndex++
  }
  return matches
}
const answeredPart = (callback, found, text) => {
  if (found.length === 1 && found.groups === undefined) return callback(found[0], found.index, text)
  const parts = [...found, found.index, text]
  if (found.groups !== undefined) parts[parts.length] = found.groups
  return callback(...parts)
}
const replacedText = (text, pattern, replacement) => {
  const matches = matchesOf(text, pattern)
  let replaced = ''
  let from = 0
  for (let i = 0; i < matches.length; i++) {
    const found = matches[i]
    const part = typeof replacement === 'string' ? replacement : answeredPart(replacement, found, text)
    replaced += textEnd(text, from, found.index) + (typeof part === 'string' ? part : stringOf(part))
    from = found.index + found[0].length
  }
  return matches.length === 0 ? text : replaced + textEnd(text, from)
}

// The same expression, searching from a place: split must leave the function's own as it is.
const FINDERS_KEPT_MAX = 64
const finders = new HarnessMap()
const finderOf = pattern => {
  const flags = (pattern.ignoreCase ? 'gi' : 'g') + (pattern.multiline ? 'm' : '')
  const key = flags + '/' + pattern.source
  const known = finders.get(key)
  if (known !== undefined) return known
  const finder = new EngineRegExp(pattern.source, flags)
  if (finders.size < FINDERS_KEPT_MAX) finders.set(key, finder)
  return finder
}
const searchFrom = (finder, text, index) => {
  finder.lastIndex = index
  return nextMatch(finder, text)
}
const splitText = (text, pattern, partsMax) => {
  const parts = []
  if (partsMax === 0) return parts
  const finder = finderOf(pattern)
  if (text === '') return searchFrom(finder, text, 0) === null ? [text] : parts
  let from = 0
  let found = searchFrom(finder, text, 0)
  while (found !== null && found.index < text.length) {
    const end = found.index + found[0].length
    if (end === from) {
      found = searchFrom(finder, text, from + 1)
      continue
    }
    parts[parts.length] = textEnd(text, from, found.index)
    for (let i = 1; i < found.length && parts.length < partsMax; i++) parts[parts.length] = found[i]
    if (parts.length >= partsMax) return parts
    from = end
    found = from < text.length ? searchFrom(finder, text, from) : null
  }
  parts[parts.length] = textEnd(text, from)
  return parts
}

// As in engine-answers.ts, nothing found is an empty list.
const allMatched = (text, pattern) => {
  const matches = matchesOf(text, pattern)
  for (let i = 0; i < matches.length; i++) matches[i] = matches[i][0]
  return matches
}

const isPlainReplacement = replacement =>
  typeof replacement === 'function' || (typeof replacement === 'string' && textIndex(replacement, '$') === -1)
const canReplace = (text, pattern, replacement) => arePlain(text, pattern, 'replace') && isPlainReplacement(replacement)
const canSplit = (text, separator) => arePlain(text, separator, 'split') && !hasOwn(separator, 'source')
const matchText = uncurried(String.prototype.match)
const replaceText = uncurried(String.prototype.replace)
const replaceAllText = String.prototype.replaceAll === undefined ? undefined : uncurried(String.prototype.replaceAll)
const splitTextBy = uncurried(String.prototype.split)
addMethods(String.prototype, {
  match(pattern) {
    const isPlain = arePlain(this, pattern, 'match') && pattern.global
    return isPlain ? allMatched(this, pattern) : matchText(this, pattern)
  },
  replace(pattern, replacement) {
    return canReplace(this, pattern, replacement) ? replacedText(this, pattern, replacement) : replaceText(this, pattern, replacement)
  },
  split(separator, limit) {
    return canSplit(this, separator) ? splitText(this, separator, limit === undefined ? 4294967295 : limit >>> 0) : splitTextBy(this, separator, limit)
  },
})
if (replaceAllText !== undefined) {
  addMethods(String.prototype, {
    replaceAll(pattern, replacement) {
      const isPlain = canReplace(this, pattern, replacement) && pattern.global
      return isPlain ? replacedText(this, pattern, replacement) : replaceAllText(this, pattern, replacement)
    },
  })
}
`
