/** The lower-case form of names seen so far; interning makes later comparisons a pointer comparison. */
const lowerCaseNames = new Map<string, string>()
const INTERNED_NAMES_MAX = 4_096

const lowerCase = (name: string): string => {
  const known = lowerCaseNames.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  if (lowerCaseNames.size < INTERNED_NAMES_MAX) {
    lowerCaseNames.set(name, lower)
    if (lower !== name) lowerCaseNames.set(lower, lower)
  }
  return lower
}

const capitalizedNames = new Map<string, string>()

/** `x-amz-cf-id` → `X-Amz-Cf-Id`: the spelling CloudFront gives to names written by functions (CFF-77, LAE-03). */
export const capitalized = (name: string): string => {
  const known = capitalizedNames.get(name)
  if (known !== undefined) return known
  const spelling = name.replace(/(^|-)([a-z])/g, letter => letter.toUpperCase())
  if (capitalizedNames.size < INTERNED_NAMES_MAX) capitalizedNames.set(name, spelling)
  return spelling
}

/**
 * HTTP header fields in arrival order, repeated names kept apart. Names compare without case; the spelling received is kept
 * for the wire and for Lambda@Edge events (LAE-03). All `name` arguments must be lower case.
 */
export class HeaderList {
  /** Lower-case names, aligned with `values` and `spellings`. */
  readonly names: string[]
  readonly values: string[]
  readonly spellings: string[]

  /** Takes the three columns as its own. */
  constructor(names: string[] = [], values: string[] = [], spellings: string[] = []) {
    this.names = names
    this.values = values
    this.spellings = spellings
  }

  /** From a flat `[name, value, name, value, …]` array such as `IncomingMessage.rawHeaders`; HTTP/2 pseudo headers are left out. */
  static fromRaw(raw: readonly string[]): HeaderList {
    const list = new HeaderList()
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const spelling = raw[i] as string
      if (spelling.charCodeAt(0) === 0x3a) continue
      list.names.push(lowerCase(spelling))
      list.values.push(raw[i + 1] as string)
      list.spellings.push(spelling)
    }
    return list
  }

  /** From an object of lower-case names, for tests and constants. */
  static of(fields: Readonly<Record<string, string | readonly string[]>>): HeaderList {
    const list = new HeaderList()
    for (const [name, value] of Object.entries(fields)) {
      for (const one of typeof value === 'string' ? [value] : value) list.append(lowerCase(name), one)
    }
    return list
  }

  get length(): number {
    return this.names.length
  }

  /** The value of the first field of that name. */
  get(name: string): string | undefined {
    const index = this.names.indexOf(name)
    return index === -1 ? undefined : this.values[index]
  }

  /** All values of that name, in order. */
  getAll(name: string): string[] {
    return this.values.filter((_, index) => this.names[index] === name)
  }

  /** All values of that name joined with `separator` (`, ` for lists, `; ` for cookies), or undefined when absent. */
  joined(name: string, separator = ', '): string | undefined {
    const first = this.names.indexOf(name)
    if (first === -1) return undefined
    if (this.names.indexOf(name, first + 1) === -1) return this.values[first]
    return this.getAll(name).join(separator)
  }

  has(name: string): boolean {
    return this.names.indexOf(name) !== -1
  }

  /** Replaces every field of that name by one, in the place of the first. */
  set(name: string, value: string, spelling = capitalized(name)): this {
    const index = this.names.indexOf(name)
    if (index === -1) return this.append(name, value, spelling)
    this.values[index] = value
    this.spellings[index] = spelling
    this.removeFrom(name, index + 1)
    return this
  }

  append(name: string, value: string, spelling = capitalized(name)): this {
    this.names.push(name)
    this.values.push(value)
    this.spellings.push(spelling)
    return this
  }

  delete(name: string): this {
    this.removeFrom(name, 0)
    return this
  }

  clone(): HeaderList {
    return new HeaderList(this.names.slice(), this.values.slice(), this.spellings.slice())
  }

  /** Flat `[name, value, …]` for `ServerResponse.writeHead`, in the spelling received; HTTP/2 wants `names` in lower case. */
  toRaw(): string[] {
    const { spellings, values } = this
    const raw: string[] = []
    for (let i = 0; i < spellings.length; i++) raw.push(spellings[i] as string, values[i] as string)
    return raw
  }

  /** `[lower-case name, value]` pairs in order. */
  *[Symbol.iterator](): Generator<readonly [name: string, value: string]> {
    for (let i = 0; i < this.names.length; i++) yield [this.names[i] as string, this.values[i] as string]
  }

  private removeFrom(name: string, start: number): void {
    for (let i = this.names.length - 1; i >= start; i--) {
      if (this.names[i] !== name) continue
      this.names.splice(i, 1)
      this.values.splice(i, 1)
      this.spellings.splice(i, 1)
    }
  }
}
