/**
 * Regular expressions are PCRE's (CFF-39). What JavaScript has not the host translates (`pcre/`): a text in, a text out. Such an expression
 * shows the pattern it was made from, and groups that the translation needed are taken out of what it found.
 */
export const GUEST_PATTERNS = String.raw`
// CFF-40, CFF-41: fewer flags than the engine below takes.
const FLAGS = isOldRuntime ? /^(?!.*(.).*\1)[gim]*$/ : /^(?!.*(.).*\1)[gimy]*$/
const PATTERNS_KEPT_MAX = 64
const translations = new HarnessMap()
// Undefined: as it stands. Throws for a pattern that does not compile.
const translationOf = (pattern, flags) => {
  const key = flags + '/' + pattern
  if (translations.has(key)) return translations.get(key)
  const answer = askHost(host.translatePattern, pattern, flags)
  if (answer === undefined) throw new InternalError('reading the pattern failed')
  if (answer[0] === '!') throw new SyntaxError(answer.substring(1))
  const translation = answer === '' ? undefined : engineParse(answer)
  if (translations.size < PATTERNS_KEPT_MAX) translations.set(key, translation)
  return translation
}

const madePatterns = new HarnessWeakMap()
const showAs = (expression, pattern, flags) => {
  const shown = { source: pattern === '' ? '(?:)' : pattern, flags, ignoreCase: flags.includes('i'), multiline: flags.includes('m') }
  for (const name of keys(shown)) defineProperty(expression, name, { value: shown[name], configurable: true })
}
// Groups of the translation's own.
const withoutHelpers = (expression, helpers) => {
  defineProperty(expression, 'exec', {
    value: function exec(text) {
      const found = nextMatch(expression, text)
      if (found !== null) for (let i = helpers.length - 1; i >= 0; i--) removeAt(found, helpers[i], 1)
      return found
    },
    configurable: true,
  })
  // split makes an expression of its own.
  const species = function (pattern, flags) {
    return expressionOf(madePatterns.get(expression), flags)
  }
  defineProperty(expression, 'constructor', { value: { [Symbol.species]: species }, configurable: true })
}
const removeAt = Function.prototype.call.bind(Array.prototype.splice)
const expressionOf = (pattern, flags) => {
  const translation = translationOf(pattern, flags)
  // Shown as it was given; V8 would escape these.
  const isShown = regexpExec(/[\/\n\r\u2028\u2029]/, pattern) !== null
  const expression = translation === undefined ? new EngineRegExp(pattern, flags) : new EngineRegExp(translation.source, translation.flags)
  if (translation === undefined && !isShown) return expression
  madePatterns.set(expression, pattern)
  showAs(expression, pattern, flags)
  if (translation !== undefined && translation.helpers.length > 0) withoutHelpers(expression, translation.helpers)
  return expression
}

const CutRegExp = function RegExp(pattern, flags) {
  spendPattern(pattern)
  const isExpression = pattern instanceof EngineRegExp
  if (isExpression && flags === undefined && new.target === undefined) return pattern
  if (flags !== undefined && regexpExec(FLAGS, '' + flags) === null) throw new SyntaxError('Invalid RegExp flags "' + flags + '"')
  const source = isExpression ? pattern.source : pattern === undefined ? '' : '' + pattern
  return expressionOf(source, flags !== undefined ? '' + flags : isExpression ? pattern.flags : '')
}
CutRegExp.prototype = EngineRegExp.prototype
if (host.redirects) {
  // The protocols of expressions make copies by the constructor of the expression, with flags of their own.
  defineProperty(CutRegExp, Symbol.species, { get: () => EngineRegExp })
  defineProperty(EngineRegExp.prototype, 'constructor', { value: CutRegExp })
}
`
