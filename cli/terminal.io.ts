import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Colour only where a person reads: never in a pipe, never against NO_COLOR. */
export const styled = (style: Style, text: string): string =>
  process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined ? styleText(style, text) : text

/** Talk goes to stderr; stdout is for data. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}
