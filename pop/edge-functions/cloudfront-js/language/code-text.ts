import type { Token } from 'acorn'

/** Why the engine does not compile a piece of code: its own words, and where it notices. */
export interface Refusal {
  /** With the class of the error, without the line: `SyntaxError: Unexpected token "=>"`. */
  readonly text: string
  /** Offset in the source. */
  readonly position: number
}

/** A function's file as the engine's parser sees it: token by token. */
export interface CodeText {
  readonly source: string
  readonly tokens: readonly Token[]
}

export const lineAt = (source: string, position: number): number => source.slice(0, position).split('\n').length

/** The first token that starts at `position` or behind it; undefined at the end of the input. */
const tokenFrom = ({ tokens }: CodeText, position: number): Token | undefined =>
  tokens.find(({ start, end }) => start >= position && end > start)

export const notSupported = (token: string, position: number): Refusal => ({
  text: `SyntaxError: Token "${token}" not supported in this version`,
  position,
})

export const unexpected = (token: string, position: number): Refusal => ({
  text: `SyntaxError: Unexpected token "${token}"`,
  position,
})

const END_OF_INPUT = 'SyntaxError: Unexpected end of input'

/** How the engine names a token: a text by what is in it. */
export const named = (token: string): string => /^(['"])([^]*)\1$/.exec(token)?.[2] ?? token

/** The engine meets a token it has no use for. */
export const unexpectedFrom = (code: CodeText, position: number): Refusal => {
  const token = tokenFrom(code, position)
  if (token === undefined) return { text: END_OF_INPUT, position: code.source.length }
  return unexpected(named(code.source.slice(token.start, token.end)), token.start)
}

/** The engine knows the token and does not implement what it starts. */
export const notSupportedFrom = (code: CodeText, position: number): Refusal => {
  const token = tokenFrom(code, position)
  if (token === undefined) return { text: END_OF_INPUT, position: code.source.length }
  return notSupported(named(code.source.slice(token.start, token.end)), token.start)
}

/** Where the next such token stands. */
export const positionOf = (code: CodeText, token: string, from: number): number =>
  code.tokens.find(({ start, end }) => start >= from && code.source.slice(start, end) === token)?.start ?? from
