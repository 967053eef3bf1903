import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PlainChunks, type ChunksRead } from './plain-chunks.ts'

/** In: pieces as they arrive. Out: the data, how the last piece read, how many bytes were left behind the end. */
const readAll = (pieces: readonly Buffer[]) => {
  const chunks = new PlainChunks()
  let data = ''
  let last: ChunksRead = { kind: 'more' }
  let behind = 0
  for (const piece of pieces) {
    if (last.kind === 'over') {
      behind += piece.length
    } else {
      last = chunks.read(piece, 0, part => {
        data += part.toString('latin1')
      })
      if (last.kind === 'over') behind += piece.length - last.at
    }
    if (last.kind === 'odd' || last.kind === 'broken') break
  }
  return { data, last, behind }
}

const cutAt = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [...new Set(cuts.map(cut => cut % (bytes.length + 1)))].toSorted((a, b) => a - b)
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index] ?? bytes.length))
}

describe('chunks', () => {
  it('are read the same wherever they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 40, unit: 'binary-ascii' }), { maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.nat(5),
        (parts, cuts, extra) => {
          const text = parts.map(part => `${part.length.toString(16)}\r\n${part}\r\n`).join('')
          const bytes = Buffer.from(`${text}0\r\n\r\n${'x'.repeat(extra)}`, 'latin1')
          const read = readAll(cutAt(bytes, cuts))
          expect(read).toMatchObject({ data: parts.join(''), last: { kind: 'over' }, behind: extra })
        },
      ),
    )
  })

  it.each([
    ['an extension', '3\r\nabc\r\n4;a=b\r\ndefg\r\n', 'abc', '4;a=b\r\ndefg\r\n'],
    ['a trailer', '3\r\nabc\r\n0\r\nX: y\r\n\r\n', 'abc', '0\r\nX: y\r\n\r\n'],
    ['no size', '3\r\nabc\r\nx\r\n', 'abc', 'x\r\n'],
    ['a bare line feed', '3\nabc', '', '3\nabc'],
    ['a size of eight digits', '00000003\r\nabc', '', '00000003\r\nabc'],
  ])('%s goes to a full parser from the beginning of its chunk', (_, text, data, rest) => {
    for (let cut = 0; cut <= text.length; cut++) {
      const read = readAll([Buffer.from(text.slice(0, cut)), Buffer.from(text.slice(cut))])
      expect(read.data).toBe(data)
      expect(read.last.kind).toBe('odd')
      const arrived = read.last.kind === 'odd' ? read.last.rest.toString() : ''
      expect(rest.startsWith(arrived)).toBe(true)
      expect(arrived.length).toBeGreaterThan(0)
    }
  })

  it('a chunk longer than it said is broken', () => {
    expect(readAll([Buffer.from('3\r\nabcd\r\n')]).last).toEqual({ kind: 'broken' })
  })
})
