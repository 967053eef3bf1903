import { describe, expect, it } from 'vitest'
import { readPlainResponse } from './plain-response.ts'

const read = (text: string, method = 'GET') => readPlainResponse(method, Buffer.from(text, 'latin1'))

describe('a plain response is read as it stands', () => {
  it.each([
    [
      'a stated length',
      'HTTP/1.1 200 OK\r\nContent-Length: 12\r\nX-oDD:  v\xe9\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\nbody',
      {
        status: 200,
        rawHeaders: ['Content-Length', '12', 'X-oDD', 'v\xe9', 'Set-Cookie', 'a', 'Set-Cookie', 'b'],
        framing: { kind: 'length', byteLength: 12 },
        keepsConnection: true,
        bodyStart: 81,
      },
    ],
    [
      'chunks, and a phrase of one\u2019s own',
      'HTTP/1.1 404 no such\tthing\r\ntransfer-encoding: Chunked\r\nConnection: Keep-Alive\r\n\r\n',
      { status: 404, framing: { kind: 'chunked' }, keepsConnection: true },
    ],
    ['no phrase', 'HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n', { status: 200 }],
    [
      'a body that ends with the connection',
      'HTTP/1.1 200 OK\r\n\r\n',
      { framing: { kind: 'until-close' }, keepsConnection: false },
    ],
    ['a last answer', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx', { keepsConnection: false }],
    [
      'a 204, whatever its fields say',
      'HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n',
      { framing: { kind: 'length', byteLength: 0 }, keepsConnection: true },
    ],
    [
      'a 304, with the length of what it stands for',
      'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n',
      { framing: { kind: 'length', byteLength: 0 }, rawHeaders: ['Content-Length', '9'] },
    ],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toMatchObject(expected)
  })

  it('the answer to a HEAD has no body', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'
    expect(read(text, 'HEAD')?.framing).toEqual({ kind: 'length', byteLength: 0 })
    expect(read(text, 'GET')?.framing).toEqual({ kind: 'length', byteLength: 9 })
  })
})

describe('anything else is left to a full parser', () => {
  it.each([
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n'],
    ['nothing', ''],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['an interim answer', 'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a status line without space behind the status', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx'],
    ['a list of lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx'],
    ['a signed length', 'HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx'],
    ['an empty length', 'HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n'],
    ['a length beyond all numbers', `HTTP/1.1 200 OK\r\nContent-Length: ${'9'.repeat(20)}\r\n\r\n`],
    ['length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['chunks and length', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n'],
    ['another coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
    ['an offered upgrade', 'HTTP/1.1 200 OK\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n'],
    ['a connection field of its own', 'HTTP/1.1 200 OK\r\nConnection: keep-alive, X\r\nContent-Length: 0\r\n\r\n'],
    ['a folded field', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n'],
    ['a control character', 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n'],
    ['a bare line feed', 'HTTP/1.1 200 OK\r\nX: a\nY: b\r\nContent-Length: 0\r\n\r\n'],
    ['an empty line first', '\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['more than 4 KB', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(4_096)}\r\nContent-Length: 0\r\n\r\n`],
  ])('%s', (_, text) => {
    expect(read(text)).toBeUndefined()
  })
})
