/** Holds answers back until it opens; brings an order into what happens at once. */
export class Barrier {
  #isOpen = false
  private readonly waiting: (() => void)[] = []

  get isOpen(): boolean {
    return this.#isOpen
  }

  whenOpen(then: () => void): void {
    if (this.#isOpen) then()
    else this.waiting.push(then)
  }

  open(): void {
    this.#isOpen = true
    for (const then of this.waiting.splice(0)) then()
  }
}
