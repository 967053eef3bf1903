import { describe, expect, it } from 'vitest'
import { responseHead } from './response-head.ts'

describe('the head of a response', () => {
  it('has a status line and a line a field, as they are spelled', () => {
    expect(responseHead(200, undefined, ['X-A', '1', 'x-a', 'ü'])).toBe('HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: ü\r\n')
  })

  it('takes the phrase it is given, and one of its own for a status that has none', () => {
    expect(responseHead(200, 'Fine', [])).toBe('HTTP/1.1 200 Fine\r\n')
    expect(responseHead(299, undefined, [])).toBe('HTTP/1.1 299 unknown\r\n')
  })

  it.each([
    ['a line break in a value', undefined, ['X-A', 'a\r\nSet-Cookie: b']],
    ['a bare line feed in a value', undefined, ['X-A', 'a\nb']],
    ['a NUL in a value', undefined, ['X-A', 'a\0']],
    ['a character beyond Latin-1 in a value', undefined, ['X-A', '€']],
    ['a line break in a name', undefined, ['X-A\r\nX', 'a']],
    ['a colon in a name', undefined, ['X:A', 'a']],
    ['no name', undefined, ['', 'a']],
    ['a line break in the phrase', 'OK\r\nX: y', []],
  ])('is refused with %s', (_, phrase, fields) => {
    expect(() => responseHead(200, phrase, fields)).toThrow(TypeError)
  })
})
