/** Reads what the realm packed, `length:text` fields one by one; throws on anything else, which only a fault of the harness can cause. */
export class PackedCursor {
  private readonly packed: string
  private position = 0

  constructor(packed: string) {
    this.packed = packed
  }

  get done(): boolean {
    return this.position >= this.packed.length
  }

  /** The character that says what comes next. */
  tag(): string {
    return this.packed.charAt(this.position++)
  }

  count(): number {
    let number = 0
    for (;;) {
      const digit = this.packed.charCodeAt(this.position++) - 48
      // The colon comes after the nine.
      if (digit === 10) return number
      if (!(digit >= 0 && digit <= 9)) throw new RangeError('unreadable answer')
      number = number * 10 + digit
    }
  }

  text(): string {
    const length = this.count()
    const start = this.position
    this.position = start + length
    if (this.position > this.packed.length) throw new RangeError('an answer ends early')
    return this.packed.slice(start, this.position)
  }

  texts(): string[] {
    const values: string[] = []
    for (let count = this.count(); count > 0; count--) values.push(this.text())
    return values
  }
}
