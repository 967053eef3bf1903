import { decodeValue } from './encode-value.ts'

const ABSENT = 0
/** The table is full, and the value is not in it. */
export const NOT_KEPT = -1

export interface ValueTableOptions {
  /** How a cell becomes its value; by default `decodeValue`. */
  readonly decode?: (cell: string) => string | undefined
  /** Default: no bound. */
  readonly entriesMax?: number
}

const isHyphen = (bytes: Buffer, start: number, end: number): boolean => end === start + 1 && bytes[start] === 0x2d

/**
 * The distinct values of a column as small numbers, in order of arrival: the bytes of a cell are looked up, and each value is decoded
 * once. What a log repeats (paths, User-Agents, result types) gives the same string every time.
 */
export class ValueTable {
  readonly #decode: (cell: string) => string | undefined
  readonly #entriesMax: number
  /** Number of the entry; 0 for a free slot. At most half of them are taken. */
  #slots = new Int32Array(1_024)
  #hashes = new Int32Array(512)
  /** The bytes of entry `n` are from `ends[n - 1]` up to `ends[n]`. */
  #ends = new Float64Array(512)
  #arena: Buffer = Buffer.alloc(16_384)
  readonly #texts: (string | undefined)[] = [undefined]

  constructor({ decode = decodeValue, entriesMax = Infinity }: ValueTableOptions = {}) {
    this.#decode = decode
    this.#entriesMax = entriesMax
  }

  /** The number of the cell from `start` up to `end`: 0 when the value is absent, `NOT_KEPT` when there is no room for another. */
  numberOf(bytes: Buffer, start: number, end: number): number {
    if (end === start || isHyphen(bytes, start, end)) return ABSENT
    const hash = hashOf(bytes, start, end)
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] ?? 0
      if (entry === 0) return this.#add(slot, hash, bytes, start, end)
      if (this.#hashes[entry] === hash && this.#holds(entry, bytes, start, end)) return entry
    }
  }

  /** The value of a number, as on the wire. */
  textAt(number: number): string | undefined {
    return this.#texts[number]
  }

  /** Numbers are below this. */
  get size(): number {
    return this.#texts.length
  }

  #holds(entry: number, bytes: Buffer, start: number, end: number): boolean {
    const from = this.#ends[entry - 1] ?? 0
    if ((this.#ends[entry] ?? 0) - from !== end - start) return false
    const arena = this.#arena
    for (let at = from, i = start; i < end; at++, i++) if (arena[at] !== bytes[i]) return false
    return true
  }

  #add(slot: number, hash: number, bytes: Buffer, start: number, end: number): number {
    const entry = this.#texts.length
    if (entry > this.#entriesMax) return NOT_KEPT
    const from = this.#ends[entry - 1] ?? 0
    const to = from + end - start
    if (entry === this.#hashes.length) this.#growEntries()
    while (to > this.#arena.length) this.#arena = Buffer.concat([this.#arena], this.#arena.length * 2)
    bytes.copy(this.#arena, from, start, end)
    this.#hashes[entry] = hash
    this.#ends[entry] = to
    this.#texts.push(this.#decode(bytes.toString('latin1', start, end)))
    this.#slots[slot] = entry
    if (entry * 2 > this.#slots.length) this.#growSlots()
    return entry
  }

  #growEntries(): void {
    const hashes = new Int32Array(this.#hashes.length * 2)
    hashes.set(this.#hashes)
    this.#hashes = hashes
    const ends = new Float64Array(this.#ends.length * 2)
    ends.set(this.#ends)
    this.#ends = ends
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let entry = 1; entry < this.#texts.length; entry++) {
      let slot = (this.#hashes[entry] ?? 0) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = entry
    }
    this.#slots = slots
  }
}

const wordAt = (bytes: Buffer, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)

/** FNV-1a over words of four bytes, with its high bits folded down. */
const hashOf = (bytes: Buffer, start: number, end: number): number => {
  let hash = 0x811c9dc5 ^ (end - start)
  let i = start
  for (const wordsEnd = end - 3; i < wordsEnd; i += 4) hash = Math.imul(hash ^ wordAt(bytes, i), 0x01000193)
  for (; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193)
  // A word moves only the bits above it: fold them down twice.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}
