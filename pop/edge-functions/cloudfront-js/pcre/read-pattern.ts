import { bothCases, literal } from './character-sets.ts'
import { END, readEscape, START } from './escapes.ts'
import { groupProblem, NAMED_GROUP, NAMED_REFERENCE, OPTIONS } from './group-syntax.ts'
import { PatternProblem } from './pattern-problem.ts'
import type { Piece } from './pieces.ts'
import { readClass } from './read-class.ts'

/** Options that hold from where they are written to the end of the group. */
interface Options {
  readonly ignoresCase: boolean
  readonly isMultiline: boolean
  readonly dotTakesAll: boolean
  readonly isSpaced: boolean
}

interface OpenGroup {
  /** Where its pieces start, for a quantifier behind it. */
  readonly start: number
  readonly options: Options
  readonly closing: readonly Piece[]
  /** Where a lookbehind starts in the pattern. */
  readonly lookbehindAt: number | undefined
}

export interface ReadPattern {
  readonly pieces: readonly Piece[]
  /** It means the same to both engines as it was written. */
  readonly isPlain: boolean
  /** Taken from the front, where it holds for the whole. */
  readonly ignoresCase: boolean
  /** The pattern says itself where it is multiline, and where case counts. */
  readonly setsOptions: boolean
}

const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})/

/** In: a pattern of PCRE2 and the flags behind it. Out: what JavaScript has to be told. Throws a `PatternProblem`. */
export class PatternReader {
  private readonly pattern: string
  private readonly pieces: Piece[] = []
  private readonly groups: OpenGroup[] = []
  private readonly groupCount: number
  private readonly names: ReadonlySet<string>
  private readonly namesOpened = new Set<string>()
  private at = 0
  private options: Options
  /** Where the pieces of the latest atom start; undefined where nothing stands that could be repeated. */
  private atom: number | undefined
  private opened = 0
  private helpers = 0
  private isPlain = true
  private readonly leadingCase: boolean
  private readonly setsOptions: boolean
  /** `\K` and `|` outside of every group. */
  private restart: number | undefined
  private hasAlternatives = false

  constructor(pattern: string, flags: string) {
    this.pattern = pattern
    const bare = pattern.replace(/\\[^]|\[\]?(?:\\[^]|[^\]\\])*\]/g, '..')
    this.groupCount = [...bare.matchAll(/\((?!\?|\*)|\(\?(?:P?<(?![=!])|')/g)].length
    this.names = new Set([...pattern.matchAll(/\(\?(?:P?<|')([A-Za-z_]\w*)[>']/g)].map(([, name = '']) => name))
    this.leadingCase = pattern.startsWith('(?i)')
    const own = [...bare.matchAll(/\(\?[imsx]*(?:-[imsx]+)?[:)]/g)].filter(([text]) => /[im]/.test(text)).length
    this.setsOptions = own > (this.leadingCase ? 1 : 0)
    const ignoresCase = this.setsOptions && flags.includes('i')
    this.options = { ignoresCase, isMultiline: flags.includes('m'), dotTakesAll: false, isSpaced: false }
  }

  read(): ReadPattern {
    while (this.at < this.pattern.length) this.readOne()
    if (this.groups.length > 0) throw new PatternProblem('missing closing parenthesis', '')
    if (this.restart !== undefined) this.startAgain(this.restart)
    return {
      pieces: this.pieces,
      isPlain: this.isPlain,
      ignoresCase: this.leadingCase && !this.setsOptions,
      setsOptions: this.setsOptions,
    }
  }

  private get rest(): string {
    return this.pattern.slice(this.at)
  }

  private put(text: string, lengthRead: number, isPlain = true): void {
    this.atom = this.pieces.length
    this.pieces.push(text)
    this.at += lengthRead
    this.isPlain &&= isPlain
  }

  /** Something that has no width: nothing of it is repeated. */
  private putMark(text: string, lengthRead: number, isPlain = true): void {
    this.put(text, lengthRead, isPlain)
    this.atom = undefined
  }

  private skip(length: number): void {
    this.at += length
    this.isPlain = false
  }

  private readOne(): void {
    const character = this.pattern[this.at] ?? ''
    if (this.options.isSpaced && /[\s#]/.test(character))
      return this.skip(/^(?:\s+|#[^\n]*\n?)/.exec(this.rest)?.[0].length ?? 1)
    if (character === '\\') return this.readEscape()
    if (character === '[') return this.readCharacterClass()
    if (character === '(') return this.readOpening()
    if (character === ')') return this.readClosing()
    if (character === '|') return this.readAlternative()
    if (QUANTIFIER.test(this.rest)) return this.readQuantifier()
    if (character === '^' || character === '$') return this.readAnchor(character)
    if (character === '.') return this.put(this.options.dotTakesAll ? '[^]' : '.', 1, !this.options.dotTakesAll)
    if (!this.options.ignoresCase || bothCases(character).length < 2) return this.put(character, 1)
    this.put(`[${bothCases(character)}]`, 1, false)
  }

  private readAnchor(character: string): void {
    const { isMultiline } = this.options
    if (!this.setsOptions) return this.putMark(character, 1)
    if (character === '^') return this.putMark(isMultiline ? '(?<![^\\n])' : START, 1, false)
    this.putMark(isMultiline ? '(?![^\\n])' : `(?=\\n?${END})`, 1, false)
  }

  private readCharacterClass(): void {
    const { text, end, isPlain } = readClass(this.pattern, this.at, this.options.ignoresCase)
    this.put(isPlain && !this.options.ignoresCase ? this.pattern.slice(this.at, end) : text, end - this.at, isPlain)
  }

  private readAlternative(): void {
    if (this.groups.length === 0) this.hasAlternatives = true
    this.pieces.push('|')
    this.at++
    this.atom = undefined
  }

  private open(lengthRead: number, opening: readonly Piece[], closing: readonly Piece[], isLookbehind = false): void {
    const lookbehindAt = isLookbehind ? this.at : undefined
    this.groups.push({ start: this.pieces.length, options: this.options, closing, lookbehindAt })
    this.pieces.push(...opening)
    this.at += lengthRead
    this.atom = undefined
  }

  private capture(lengthRead: number, name: string | undefined): void {
    this.opened++
    this.open(lengthRead, [{ opens: this.opened, id: 0, name }], [')'])
  }

  private readOpening(): void {
    const { rest } = this
    const named = NAMED_GROUP.exec(rest)
    if (named !== null) {
      const name = named[1] ?? named[2] ?? ''
      if (this.namesOpened.has(name))
        throw new PatternProblem(
          'two named subpatterns have the same name (PCRE2_DUPNAMES not set)',
          rest.slice(named[0].length),
        )
      this.namesOpened.add(name)
      this.isPlain &&= rest.startsWith('(?<')
      return this.capture(named[0].length, name)
    }
    if (NAMED_REFERENCE.test(rest)) return this.readNamedReference()
    if (!/^\([?*]/.test(rest)) return this.capture(1, undefined)
    const look = /^\(\?(?:<?[=!]|:)/.exec(rest)?.[0]
    if (look !== undefined) return this.open(look.length, [look], [')'], look.includes('<'))
    if (rest.startsWith('(?>')) return this.openAtomic()
    const fails = /^\(\*F(?:AIL)?\)/.exec(rest)?.[0]
    if (fails !== undefined) return this.putMark('(?!)', fails.length, false)
    const comment = /^\(\?#[^)]*\)/.exec(rest)?.[0]
    if (comment !== undefined) return this.skip(comment.length)
    const set = OPTIONS.exec(rest)
    if (set !== null) return this.setOptions(set)
    throw groupProblem(rest)
  }

  private openAtomic(): void {
    const id = this.helpers++
    this.isPlain = false
    this.open(3, ['(?:(?=', { opens: 'helper', id, name: undefined }], ['))', { refersToHelper: id }, ')'])
  }

  private setOptions([text, on = '', off = '', end]: RegExpExecArray): void {
    const value = (letter: string, before: boolean): boolean => on.includes(letter) || (before && !off.includes(letter))
    const { ignoresCase, isMultiline, dotTakesAll, isSpaced } = this.options
    const options = {
      ignoresCase: this.setsOptions && value('i', ignoresCase),
      isMultiline: value('m', isMultiline),
      dotTakesAll: value('s', dotTakesAll),
      isSpaced: value('x', isSpaced),
    }
    this.isPlain = false
    if (end === ':') this.open(text.length, ['(?:'], [')'])
    else this.at += text.length
    this.options = options
  }

  private readClosing(): void {
    const group = this.groups.pop()
    if (group === undefined) throw new PatternProblem('unmatched closing parenthesis', this.rest)
    this.pieces.push(...group.closing)
    this.options = group.options
    this.atom = group.start
    this.at++
  }

  private readQuantifier(): void {
    const quantifier = QUANTIFIER.exec(this.rest)?.[0] ?? ''
    if (this.atom === undefined)
      throw new PatternProblem(
        'quantifier does not follow a repeatable item',
        this.pattern.slice(this.at + quantifier.length - 1),
      )
    this.checkBounds(quantifier)
    const around = this.groups.find(({ lookbehindAt }) => lookbehindAt !== undefined)
    if (around !== undefined && !/^\{\d+\}$/.test(quantifier))
      throw new PatternProblem('lookbehind assertion is not fixed length', this.pattern.slice(around.lookbehindAt))
    const mode = this.pattern[this.at + quantifier.length]
    const { atom } = this
    this.at += quantifier.length + (mode === '?' || mode === '+' ? 1 : 0)
    this.pieces.push(quantifier + (mode === '?' ? '?' : ''))
    this.atom = undefined
    if (mode === '+') this.makePossessive(atom)
  }

  private checkBounds(quantifier: string): void {
    const [, least = '0', , most = ''] = /^\{(\d+)(,(\d*))?\}$/.exec(quantifier) ?? []
    const rest = this.pattern.slice(this.at + quantifier.length - 1)
    if (Number(least) > 65_535 || Number(most) > 65_535)
      throw new PatternProblem('number too big in {} quantifier', rest)
    if (most !== '' && Number(most) < Number(least))
      throw new PatternProblem('numbers out of order in {} quantifier', rest)
  }

  /** `a++` gives nothing back: what a lookahead has found is taken as it is. */
  private makePossessive(start: number): void {
    const id = this.helpers++
    this.pieces.splice(start, 0, '(?:(?=', { opens: 'helper', id, name: undefined })
    this.pieces.push('))', { refersToHelper: id }, ')')
    this.isPlain = false
  }

  private readNamedReference(): void {
    const [text = '', ...names] = NAMED_REFERENCE.exec(this.rest) ?? []
    const name = names.find(one => one !== undefined) ?? ''
    if (!this.names.has(name))
      throw new PatternProblem('reference to non-existent subpattern', this.rest.slice(text.indexOf(name)))
    this.put(`\\k<${name}>`, text.length, text.startsWith('\\k<'))
  }

  private readReference(lengthRead: number, number: number, isPlain: boolean): void {
    if (number < 1 || number > this.groupCount)
      throw new PatternProblem('reference to non-existent subpattern', this.rest.slice(1))
    this.atom = this.pieces.length
    this.pieces.push({ refersTo: number })
    this.at += lengthRead
    this.isPlain &&= isPlain
  }

  private readEscape(): void {
    const { rest } = this
    if (NAMED_REFERENCE.test(rest)) return this.readNamedReference()
    const relative = /^\\g(?:\{(-?)(\d+)\}|(\d+))/.exec(rest)
    if (relative !== null) {
      const number = Number(relative[2] ?? relative[3])
      return this.readReference(relative[0].length, relative[1] === '-' ? this.opened + 1 - number : number, false)
    }
    const digits = /^\\([1-9]\d*)/.exec(rest)?.[1]
    if (digits !== undefined && (digits.length === 1 || Number(digits) <= this.groupCount))
      return this.readReference(digits.length + 1, Number(digits), true)
    const quoted = /^\\Q([^]*?)(?:\\E|$)/.exec(rest)
    if (quoted !== null) return this.readQuoted(quoted)
    if (rest.startsWith('\\K')) return this.markRestart()
    if (rest.startsWith('\\E')) return this.skip(2)
    const { text, lengthRead, isPlain, hasWidth } = readEscape(rest)
    this.put(text, lengthRead, isPlain)
    if (!hasWidth) this.atom = undefined
  }

  private readQuoted([text, characters = '']: RegExpExecArray): void {
    this.isPlain = false
    for (const character of characters) this.put(literal(character), 0)
    this.at += text.length
  }

  /** `\K`: what stands before it must be there, and is no part of the match. */
  private markRestart(): void {
    if (this.groups.length > 0) throw new PatternProblem('\\K in a group', undefined)
    this.restart = this.pieces.length
    this.atom = undefined
    this.skip(2)
  }

  private startAgain(end: number): void {
    if (this.hasAlternatives) throw new PatternProblem('\\K beside alternatives', undefined)
    this.pieces.splice(end, 0, ')')
    this.pieces.unshift('(?<=')
  }
}
