import { visibleText } from './visible-text.ts'

class Source {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  toString(): string {
    return this.#text
  }
}

/** HTML that may be put into a page as it stands. Only this file makes it, so a value of a log never becomes one by accident. */
export type Markup = Source

export type MarkupValue = Markup | string | number | undefined | readonly MarkupValue[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string =>
  visibleText(text).replace(/[&<>"']/g, character => ENTITIES[character] ?? character)

const sourceOf = (value: MarkupValue): string => {
  if (value === undefined) return ''
  if (value instanceof Source) return String(value)
  if (typeof value === 'object') return value.map(sourceOf).join('')
  return escaped(String(value))
}

/** Template tag: what is put in is escaped, for text and for quoted attributes alike, unless it is markup itself. */
export const html = (parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup =>
  new Source(parts.reduce((source, part, index) => source + sourceOf(values[index - 1]) + part))

/** For scripts and styles of our own; never for anything read from a log. */
export const trustedMarkup = (source: string): Markup => new Source(source)

/** JSON that a `<script>` element can hold: no `<` can end it, and U+2028 and U+2029 end no line. */
export const scriptJson = (value: unknown): Markup =>
  new Source(
    JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  )
