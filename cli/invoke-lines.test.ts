import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundedLines, type BoundedLine } from './invoke-lines.ts'

const linesOf = async (chunks: readonly Uint8Array[], maxBytes: number): Promise<BoundedLine[]> => {
  const lines: BoundedLine[] = []
  const source = async function* () {
    yield* chunks
  }
  for await (const line of boundedLines(source(), maxBytes)) lines.push(line)
  return lines
}

test('wherever a stream is cut into chunks, its lines are the same', async () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 12 }).filter(text => !text.includes('\n'))
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 7 }), fc.boolean(), async (lines, size, isEnded) => {
      const bytes = Buffer.from(lines.join('\n') + (isEnded ? '\n' : ''))
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      )
      expect(await linesOf(chunks, 1_000)).toEqual(lines.filter(text => text.trim() !== ''))
    }),
  )
})

test('a line that is too long is told in its place and not held', async () => {
  const chunks = ['ab\n', 'x'.repeat(6), 'x'.repeat(6), '\ncd'].map(text => Buffer.from(text))
  expect(await linesOf(chunks, 10)).toEqual(['ab', undefined, 'cd'])
})
