import { decodeValue } from './encode-value.ts'

const SLOTS = 65_536
const ENTRIES_MAX = 32_768
const ARENA_MAX_BYTES = 4_194_304
/** Cells that share a slot; more than hostile input should get. */
const PROBES_MAX = 8
const SAMPLED_BYTES = 16

/**
 * The texts of a column whose values come again and again (paths, User-Agents, result types): the bytes of a cell are looked up and give
 * the same string every time, decoded once. Bounded: past its capacity a cell is decoded like any other.
 */
export class RepeatedValues {
  readonly #decode: (cell: string) => string | undefined
  /** 1 + index of the entry; 0 for a free slot. */
  readonly #slots = new Int32Array(SLOTS)
  readonly #starts = new Int32Array(ENTRIES_MAX + 1)
  readonly #texts: (string | undefined)[] = []
  #arena = new Uint8Array(65_536)

  /** In: how a cell becomes its value; by default `decodeValue`. */
  constructor(decode: (cell: string) => string | undefined = decodeValue) {
    this.#decode = decode
  }

  /** The value of the cell from `start` up to `end`. */
  get(bytes: Buffer, start: number, end: number): string | undefined {
    let slot = this.#slotOf(bytes, start, end)
    for (let probe = 0; probe < PROBES_MAX; probe++) {
      const entry = (this.#slots[slot] ?? 0) - 1
      if (entry === -1) return this.#add(slot, bytes, start, end)
      if (this.#holds(entry, bytes, start, end)) return this.#texts[entry]
      slot = (slot + 1) & (SLOTS - 1)
    }
    return this.#decode(bytes.toString('latin1', start, end))
  }

  /** Of the length and a sample of the bytes, so that a long cell costs no more than a short one. */
  #slotOf(bytes: Buffer, start: number, end: number): number {
    const length = end - start
    let hash = length
    const step = length <= SAMPLED_BYTES ? 1 : length / SAMPLED_BYTES
    for (let at = 0; at < length; at += step) hash = Math.imul(hash ^ (bytes[start + (at | 0)] ?? 0), 0x01000193)
    hash = Math.imul(hash ^ (bytes[end - 1] ?? 0), 0x01000193)
    return (hash ^ (hash >>> 15)) & (SLOTS - 1)
  }

  #holds(entry: number, bytes: Buffer, start: number, end: number): boolean {
    const from = this.#starts[entry] ?? 0
    const length = (this.#starts[entry + 1] ?? 0) - from
    if (length !== end - start) return false
    const arena = this.#arena
    for (let i = 0; i < length; i++) if (arena[from + i] !== bytes[start + i]) return false
    return true
  }

  #add(slot: number, bytes: Buffer, start: number, end: number): string | undefined {
    const text = this.#decode(bytes.toString('latin1', start, end))
    const entry = this.#texts.length
    const from = this.#starts[entry] ?? 0
    const to = from + end - start
    if (entry >= ENTRIES_MAX || to > ARENA_MAX_BYTES) return text
    if (to > this.#arena.length) this.#grow(to)
    this.#arena.set(bytes.subarray(start, end), from)
    this.#starts[entry + 1] = to
    this.#texts.push(text)
    this.#slots[slot] = entry + 1
    return text
  }

  #grow(neededBytes: number): void {
    const larger = new Uint8Array(Math.max(neededBytes, this.#arena.length * 2))
    larger.set(this.#arena)
    this.#arena = larger
  }
}
