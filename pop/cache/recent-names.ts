/** Remembers names that were added lately: at least so many as half the capacity, at most all of it. */
export class RecentNames {
  readonly #generationMax: number
  #newer = new Set<string>()
  #older = new Set<string>()

  constructor(capacity: number) {
    this.#generationMax = capacity / 2
  }

  has(name: string): boolean {
    return this.#newer.has(name) || this.#older.has(name)
  }

  add(name: string): void {
    if (this.#newer.size >= this.#generationMax) {
      this.#older = this.#newer
      this.#newer = new Set()
    }
    this.#newer.add(name)
  }

  delete(name: string): void {
    this.#newer.delete(name)
    this.#older.delete(name)
  }

  clear(): void {
    this.#newer.clear()
    this.#older.clear()
  }
}
