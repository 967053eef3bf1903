import { named, unexpectedFrom, type CodeText, type Refusal } from './code-text.ts'
import type { Runtime } from './finding.ts'

type Words = string | ((found: RegExpExecArray, code: CodeText, position: number, runtime: Runtime) => string)

const lineFrom = ({ source }: CodeText, position: number): string => source.slice(position).split('\n', 1)[0] ?? ''

/** CFF-33 */
const awaitProblem = (runtime: Runtime): string =>
  runtime === 'cloudfront-js-1.0'
    ? 'Token "await" not supported in this version'
    : 'await is only valid in async functions'

const AWAIT =
  /^(?:Cannot use keyword 'await' outside|Cannot use 'await'|The keyword 'await'|Unexpected reserved word 'await')/

/** The parser's sentences, and what the engine says to the same code (measured). Anything else is an unexpected token. */
const WORDS: readonly (readonly [RegExp, Words])[] = [
  [AWAIT, (_, _code, _position, runtime) => awaitProblem(runtime)],
  [/^Unterminated string constant/, (_, code, position) => `Unterminated string "${lineFrom(code, position)}"`],
  [/^(?:Bad character escape sequence|Code point out of bounds)/, (_, code, position) => escapeProblem(code, position)],
  [
    /^Octal (?:literal|escape)/,
    "Octal escape sequences can't be used in untagged template literals or in strict mode code",
  ],
  [/^Unterminated template/, 'Unterminated template literal'],
  [/^Unterminated regular expression/, (_, code, position) => `Unterminated RegExp "${lineFrom(code, position - 1)}"`],
  [/^Unterminated comment/, 'Unexpected token "/*"'],
  [/^Identifier '(.+)' has already been declared/, ([, name]) => `"${name}" has already been declared`],
  [/^'return' outside of function/, 'Illegal return statement'],
  [/^Unsyntactic (break|continue)/, ([, kind], code, position) => jumpProblem(kind ?? '', code, position)],
  [/^Label '(.+)' is already declared/, ([, name]) => `Label "${name}" has already been declared`],
  [/^Multiple default clauses/, 'More than one default clause in switch statement'],
  [/^Illegal newline after throw/, 'Illegal newline after throw'],
  [/^Missing catch or finally clause/, 'Missing catch or finally after try'],
  [/^'with' in strict mode/, 'Token "(" not supported in this version'],
  [/^Deleting local variable in strict mode/, 'Delete of an unqualified identifier'],
  [
    /^Binding (\w+) in strict mode/,
    ([, name], { source }, position) =>
      `Identifier "${name}" is forbidden in ${/\bfunction\s+$/.test(source.slice(0, position)) ? 'function' : 'var'} declaration`,
  ],
  [
    /^Assigning to (eval|arguments) in strict mode/,
    ([, name]) => `Identifier "${name}" is forbidden as left-hand in assignment`,
  ],
  [/^Argument name clash/, 'Duplicate parameter names'],
  [/^Redefinition of __proto__ property/, 'Duplicate __proto__ fields are not allowed in object literals'],
  [/^getter should have no params/, 'Getter must not have any formal parameters'],
  [/^setter should have exactly one param/, 'Setter must have exactly one formal parameter'],
  [/^Comma is not permitted after the rest element/, 'Rest parameter must be last formal parameter'],
  [/^(?:Invalid|Duplicate) regular expression flag/, (_, code, position) => flagsProblem(code, position)],
  [
    /^Invalid regular expression: \/(.*)\/: (.*)$/,
    ([text, pattern, reason]) => patternProblem(pattern, reason) ?? text,
  ],
  [/^for-\w+ loop variable declaration may not have an initializer/, 'Invalid left-hand side in for-loop'],
  [
    /^The keyword '(\w+)' is reserved|^Unexpected (?:strict mode )?reserved word '(\w+)'/,
    ([, a, b], code, position) =>
      tokenProblem(a ?? b ?? '', code.source.slice(0, position)) ?? `Unexpected token "${a ?? b}"`,
  ],
  [/^'super' keyword/, 'Token "super" not supported in this version'],
  [/^'new\.target' can only/, 'Unexpected token "."'],
  [/^Cannot use 'import\.meta'/, 'Token "import" not supported in this version'],
  [/^Expected number in radix/, (_, { source }, position) => `Unexpected token "${radixToken(source, position)}"`],
]

/** The text that an escape of no character stands in. */
const escapeProblem = ({ source }: CodeText, position: number): string => {
  const start = Math.max(...['"', "'", '`'].map(quote => source.lastIndexOf(quote, position - 1)))
  const end = source.indexOf(source[start] ?? '"', position)
  return `Invalid Unicode code point "${source.slice(start + 1, end === -1 ? undefined : end)}"`
}

/** `0xg` is read as 0x and a name, `0b2` as one token. */
const radixToken = (source: string, position: number): string => {
  const [before, rest] = [source.slice(position - 2, position), /^\w*/.exec(source.slice(position))?.[0] ?? '']
  return /0x/i.test(before) && rest !== '' ? rest : before + rest
}

/** The engine reads flags up to the first that it does not know or has read; a capital is none. */
const flagsProblem = ({ source }: CodeText, position: number): string => {
  const found = /^\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\/([\w$]*)/.exec(source.slice(position - 1))?.[1] ?? ''
  let known = 0
  while (/[gimy]/.test(found[known] ?? '') && !found.slice(0, known).includes(found[known] ?? '')) known++
  const next = found[known] ?? ''
  return /[a-z]/.test(next)
    ? `Invalid RegExp flags "${found.slice(0, known + 1)}"`
    : `Unexpected token "${found.slice(known)}"`
}

/** What PCRE says to the mistakes that both engines see; others keep the words of this one. */
const PATTERN_WORDS: Readonly<Record<string, string>> = {
  'Unterminated group': 'missing closing parenthesis',
  'Unterminated character class': 'missing terminating ] for character class',
}

const patternProblem = (pattern = '', reason = ''): string | undefined => {
  const words = PATTERN_WORDS[reason]
  return words === undefined ? undefined : `pcre_compile2("${pattern}") failed: ${words} at ""`
}

const jumpProblem = (kind: string, code: CodeText, position: number): string => {
  const label = /^\w+[ \t]+([\w$]+)/.exec(lineFrom(code, position))?.[1]
  const isKnown =
    label === undefined ||
    new RegExp(`(?<![\\w$.])${label.replaceAll('$', '\\$')}\\s*:`).test(code.source.slice(0, position))
  return isKnown ? `Illegal ${kind} statement` : `Undefined label "${label}"`
}

const RVALUE = /^Assigning to rvalue/

/** The side that cannot be assigned to belongs to `++`, `--` or `=`. */
const rvalueProblem = ({ source }: CodeText, position: number): string => {
  if (/(?:\+\+|--)\s*$/.test(source.slice(0, position))) return 'prefix operation'
  return /^[^\n=]*?(?:\+\+|--)/.test(source.slice(position)) ? 'postfix operation' : 'assignment'
}

const tokenAfter = ({ source }: CodeText, position: number): number =>
  position + (/^(?:\s|\/\/.*|\/\*[^]*?\*\/)*/.exec(source.slice(position))?.[0].length ?? 0)

/** Where the engine notices, if elsewhere: what has no end at the end, what is missing at the next token. */
const PLACES: readonly (readonly [RegExp, (code: CodeText, position: number) => number])[] = [
  [/^Unterminated (?:template|comment)/, ({ source }) => source.length],
  [/^Illegal newline after throw/, tokenAfter],
  [/^Missing catch or finally clause/, code => tokenAfter(code, code.tokens.at(-1)?.end ?? 0)],
]
const placeOf = (message: string, position: number, code: CodeText): number =>
  PLACES.find(([pattern]) => pattern.test(message))?.[1](code, position) ?? position

/** In: what the parser said, without place. Out: what the engine says. */
export const parseProblem = (message: string, position: number, code: CodeText, runtime: Runtime): Refusal => {
  if (RVALUE.test(message)) {
    return { text: `ReferenceError: Invalid left-hand side in ${rvalueProblem(code, position)}`, position }
  }
  for (const [pattern, words] of WORDS) {
    const found = pattern.exec(message)
    if (found === null) continue
    const text = typeof words === 'string' ? words : words(found, code, position, runtime)
    return { text: `SyntaxError: ${text}`, position: placeOf(message, position, code) }
  }
  if (/\bawait\s*$/.test(code.source.slice(0, position)))
    return { text: `SyntaxError: ${awaitProblem(runtime)}`, position }
  return unexpectedAt(code, position)
}

/** What the engine says to a token in a place where it has a sentence of its own for it. */
const tokenProblem = (token: string, before: string): string | undefined => {
  if (token === '**' && /[\w$)\]'"`]\s*$/.test(before))
    return 'Either left-hand side or entire exponentiation must be parenthesized'
  if (!/(?:\)|\belse|\bdo)\s*$/.test(before) || /\bcatch\s*\([^()]*\)\s*$/.test(before)) return undefined
  if (token === 'function') return 'Functions can only be declared at top level or inside a block'
  if (token !== 'let' && token !== 'const') return undefined
  return `${token} declaration cannot appear in a single-statement context`
}

const NO_INITIALIZER = 'SyntaxError: missing initializer in const declaration'
/** The declaration ends after the name. */
const lacksInitializer = (token: string, before: string): boolean =>
  /\bconst\s+(?:[\w$]+\s*=[^;,(){}[\]]*,\s*)*[\w$]+\s*$/.test(before) &&
  (/^[,;}]?$/.test(token) || /[\w$]\s*\n\s*$/.test(before))

/** Where the parser gave up there may be no token: then it is one character. */
const unexpectedAt = (code: CodeText, position: number): Refusal => {
  const [before, rest] = [code.source.slice(0, position), code.source.slice(position)]
  const isEnd = rest.trim() === ''
  const spaced =
    /^\s*(?:0\d(?=\d)|[\w$]+|(['"])(?:\\.|(?!\1).)*\1|=>|\.\.\.|\.\d+|[=!]==?|&&|\|\||\?\?|\*\*=?|>>>?=?|<<=?|\+\+|--|[-+*/%&|^<>]=|[\s\S])/.exec(
      rest,
    )?.[0] ?? ''
  const token = spaced.trim()
  if (lacksInitializer(token, before)) return { text: NO_INITIALIZER, position, isWithoutLine: true }
  const own = tokenProblem(token, before)
  if (own !== undefined) return { text: `SyntaxError: ${own}`, position }
  if (isEnd) return unexpectedFrom(code, code.source.length)
  return { text: `SyntaxError: Unexpected token "${named(token)}"`, position: position + spaced.length - token.length }
}
