import { tokenizer, tokTypes } from 'acorn'

/** A page that stands in code as a text. */
export interface WrittenPage {
  /** In UTF-8. */
  readonly byteLength: number
  /** 1-based, where the text begins. */
  readonly line: number
}

/** Words of a page; tables and code in a text have none. */
const PAGE = /<(?:!doctype|html|head|body)[\s>]/i

/**
 * The largest page that code holds as one text, inlined by a bundler. Looks at tokens alone, so that code may be as large as its page makes it.
 * Undefined: none is seen.
 */
export const largestWrittenPage = (source: string): WrittenPage | undefined => {
  let largest: WrittenPage | undefined
  try {
    for (const token of tokenizer(source, { ecmaVersion: 'latest', locations: true })) {
      if (token.type !== tokTypes.string && token.type !== tokTypes.template) continue
      // Its type does not tell that a token has its value, escapes read.
      const value: unknown = 'value' in token ? token.value : undefined
      if (typeof value !== 'string') continue
      if (value.length <= (largest?.byteLength ?? 0) / BYTES_A_UNIT_MAX || !PAGE.test(value)) continue
      const byteLength = Buffer.byteLength(value)
      if (byteLength > (largest?.byteLength ?? 0)) largest = { byteLength, line: token.loc?.start.line ?? 1 }
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  return largest
}

/** Of UTF-8, for one unit of a JavaScript text. */
const BYTES_A_UNIT_MAX = 3
