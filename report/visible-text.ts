/**
 * Characters that act instead of being seen: controls (an escape sequence in a user agent would reach the terminal), and marks that turn the
 * direction of writing or have no width, with which one path can look like another.
 */
// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const ACTING = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udfff]/gu

/** Text of a log as it can be shown: what acts is spelled, `\x1b` or `\u202e`. */
export const visibleText = (text: string): string =>
  text.replace(ACTING, character => {
    const code = character.charCodeAt(0)
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })

/** At most `length` characters; what is cut from the middle is replaced by `…`, for both ends of a path tell something. */
export const shortened = (text: string, length: number): string => {
  if (text.length <= length) return text
  const kept = Math.max(0, length - 1)
  const tail = Math.floor(kept / 3)
  return `${text.slice(0, kept - tail)}…${tail === 0 ? '' : text.slice(-tail)}`
}
