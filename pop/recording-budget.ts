/** Bytes that bodies under way may hold for the caches, all of them together. */
export class RecordingBudget {
  readonly #capacityBytes: number
  #takenBytes = 0

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes
  }

  /** False, and nothing taken, when there is not so much left. */
  take(bytes: number): boolean {
    if (this.#takenBytes + bytes > this.#capacityBytes) return false
    this.#takenBytes += bytes
    return true
  }

  giveBack(bytes: number): void {
    this.#takenBytes -= bytes
  }
}
