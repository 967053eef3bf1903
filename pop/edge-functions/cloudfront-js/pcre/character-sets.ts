/** Sets of characters that PCRE names and JavaScript does not, as the inside of a class (CFF-39). Without Unicode properties, as the engine compiles. */
const HORIZONTAL = String.raw`\t \xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000`
const VERTICAL = String.raw`\n-\r\x85\u2028\u2029`
const SPACE = String.raw`\t-\r `
const NOT_HORIZONTAL = String.raw`\0-\x08\n-\x1f!-\x9f\xa1-\u167f\u1681-\u180d\u180f-\u1fff\u200b-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\uffff`
const NOT_VERTICAL = String.raw`\0-\t\x0e-\x84\x86-\u2027\u202a-\uffff`
const NOT_SPACE = String.raw`\0-\x08\x0e-\x1f!-\uffff`

/** `\h` and others, by letter. */
export const ESCAPED_SETS: Readonly<Record<string, string>> = {
  h: HORIZONTAL,
  H: NOT_HORIZONTAL,
  v: VERTICAL,
  V: NOT_VERTICAL,
  s: SPACE,
  S: NOT_SPACE,
}

const BEYOND_ASCII = String.raw`\x80-\uffff`

/** `[:alpha:]` and others: what is in it, and what is not. */
export const POSIX_SETS: Readonly<Record<string, readonly [within: string, without: string]>> = {
  alnum: ['0-9A-Za-z', String.raw`\0-/:-@[-\x60{-\x7f${BEYOND_ASCII}`],
  alpha: ['A-Za-z', String.raw`\0-@[-\x60{-\x7f${BEYOND_ASCII}`],
  ascii: [String.raw`\0-\x7f`, BEYOND_ASCII],
  blank: [String.raw`\t `, String.raw`\0-\x08\n-\x1f!-\uffff`],
  cntrl: [String.raw`\0-\x1f\x7f`, String.raw` -~${BEYOND_ASCII}`],
  digit: ['0-9', String.raw`\0-/:-\uffff`],
  graph: ['!-~', String.raw`\0- \x7f${BEYOND_ASCII}`],
  lower: ['a-z', String.raw`\0-\x60{-\uffff`],
  print: [' -~', String.raw`\0-\x1f\x7f${BEYOND_ASCII}`],
  punct: [String.raw`!-/:-@[-\x60{-~`, String.raw`\0- 0-9A-Za-z\x7f${BEYOND_ASCII}`],
  space: [SPACE, NOT_SPACE],
  upper: ['A-Z', String.raw`\0-@[-\uffff`],
  word: [String.raw`\w`, String.raw`\W`],
  xdigit: ['0-9A-Fa-f', String.raw`\0-/:-@G-\x60g-\uffff`],
}

/** Characters that PCRE names by a letter, as JavaScript writes them. */
export const ESCAPED_CHARACTERS: Readonly<Record<string, string>> = { a: String.raw`\x07`, e: String.raw`\x1b` }

/** One character of a pattern, so that it stands for itself. */
export const literal = (character: string): string =>
  /[\\^$.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character

export const codePoint = (value: number): string => `\\u${value.toString(16).padStart(4, '0')}`

/** Both cases of a letter, for the inside of a class. */
export const bothCases = (character: string): string =>
  [...new Set([character, character.toLowerCase(), character.toUpperCase()])]
    .filter(({ length }) => length === 1)
    .map(literal)
    .join('')
