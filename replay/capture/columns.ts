type Numbers = Float64Array | Uint32Array | Uint16Array

/** A column that grows; twice the room when it is full. */
export class Column<T extends Numbers> {
  values: T
  readonly #larger: (length: number) => T

  constructor(make: (length: number) => T) {
    this.#larger = make
    this.values = make(1_024)
  }

  set(index: number, value: number): void {
    if (index >= this.values.length) {
      const larger = this.#larger(this.values.length * 2)
      larger.set(this.values)
      this.values = larger
    }
    this.values[index] = value
  }

  at(index: number): number {
    return this.values[index] ?? 0
  }
}

export const wide = (): Column<Float64Array> => new Column(length => new Float64Array(length))
export const numbers = (): Column<Uint32Array> => new Column(length => new Uint32Array(length))
export const small = (): Column<Uint16Array> => new Column(length => new Uint16Array(length))
