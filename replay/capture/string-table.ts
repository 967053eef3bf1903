/** Strings as small numbers, in order of arrival; 0 stands for an absent one. */
export class StringTable {
  readonly #numbers = new Map<string, number>()
  readonly #strings: (string | undefined)[] = [undefined]

  numberOf(text: string | undefined): number {
    if (text === undefined) return 0
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.#strings.push(text) - 1
    this.#numbers.set(text, number)
    return number
  }

  at(number: number): string | undefined {
    return this.#strings[number]
  }

  /** Numbers are below this. */
  get size(): number {
    return this.#strings.length
  }
}
