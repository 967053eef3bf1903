/** A line of a stream; undefined stands for one that is longer than may be. */
export type BoundedLine = string | undefined

/** Splits chunks of UTF-8 into lines and never holds more than one line of `maxBytes`. Empty lines are left out. */
export const boundedLines = async function* (
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<BoundedLine> {
  let held: Uint8Array[] = []
  let heldBytes = 0
  const take = (part: Uint8Array): void => {
    heldBytes += part.length
    if (heldBytes <= maxBytes) held.push(part)
    else held = []
  }
  const line = (): BoundedLine => {
    const text = heldBytes > maxBytes ? undefined : Buffer.concat(held).toString('utf8')
    held = []
    heldBytes = 0
    return text
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      take(chunk.subarray(start, end))
      start = end + 1
      const text = line()
      if (text?.trim() !== '') yield text
    }
    take(chunk.subarray(start))
  }
  if (heldBytes === 0) return
  const last = line()
  if (last?.trim() !== '') yield last
}
