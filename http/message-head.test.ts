import { describe, expect, it } from 'vitest'
import { responseHead } from './message-head.ts'

describe('the head of a response', () => {
  it('has a status line and a line a field, as they are spelled', () => {
    expect(responseHead(200, 'OK', ['X-A', '1', 'x-a', 'ü'])).toBe('HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: ü\r\n')
  })

  it.each([
    ['a line break in a value', 'OK', ['X-A', 'a\r\nSet-Cookie: b']],
    ['a bare line feed in a value', 'OK', ['X-A', 'a\nb']],
    ['a NUL in a value', 'OK', ['X-A', 'a\0']],
    ['a character beyond Latin-1 in a value', 'OK', ['X-A', '€']],
    ['a line break in a name', 'OK', ['X-A\r\nX', 'a']],
    ['a colon in a name', 'OK', ['X:A', 'a']],
    ['no name', 'OK', ['', 'a']],
    ['a line break in the phrase', 'OK\r\nX: y', []],
  ])('is refused with %s', (_, phrase, fields) => {
    expect(() => responseHead(200, phrase, fields)).toThrow(TypeError)
  })
})
