import type { CacheKey } from '../cache-key/cache-key.ts'
import type { InvalidationItems } from './invalidation-items.ts'

/** What an invalidation knows a response by, beside the path and query string of its cache key (INV-03). */
export interface InvalidationMarks {
  /** Path and query string as the viewer asked for them, where that differs from the key's (INV-05). */
  readonly asAsked: string | undefined
  /** Lower case (INV-20). */
  readonly tags: readonly string[]
  /** How many invalidations there had been when its fetch began, or when it was last found to be spared. */
  asOf: number
}

/** Beyond it the list is full. Wildcards are few because each is held against each response. */
const CHARACTERS_MAX = 4_000_000
const PREFIXES_MAX = 1_000

/** A stored response, or a fetch under way. */
export interface Invalidatable {
  readonly key: CacheKey
  readonly marks: InvalidationMarks
}

/** As invalidations write a path (INV-03). */
export const pathWithQuery = (uri: string, queryString: string): string =>
  queryString === '' ? uri : `${uri}?${queryString}`

const isNewer = (at: number | undefined, asOf: number): boolean => at !== undefined && at > asOf

/**
 * The invalidations of a distribution. Nothing is looked for when one is made: each stored response is held against those that are newer
 * than itself when it is next asked for, so an invalidation costs the same whatever the caches hold.
 */
export class Invalidations {
  private readonly paths = new Map<string, number>()
  private readonly prefixes = new Map<string, number>()
  private readonly tags = new Map<string, number>()
  private forgottenUpTo = 0
  private counted = 0
  private characters = 0

  /** How many there have been. */
  get count(): number {
    return this.counted
  }

  /** True: time to hold every stored response against it, and to `forget`. */
  get isFull(): boolean {
    return this.characters > CHARACTERS_MAX || this.prefixes.size > PREFIXES_MAX
  }

  add({ paths, prefixes, tags }: InvalidationItems): void {
    this.counted++
    for (const path of paths) this.remember(this.paths, path)
    for (const prefix of prefixes) this.remember(this.prefixes, prefix)
    for (const tag of tags) this.remember(this.tags, tag)
  }

  /** Whether an invalidation names a response whose fetch began before it (INV-12). */
  hits({ key, marks }: Invalidatable): boolean {
    if (marks.asOf === this.counted) return false
    if (this.isNamed(key, marks)) return true
    marks.asOf = this.counted
    return false
  }

  /** Lets go of what is remembered. A response that was not held against it by then counts as named. */
  forget(): void {
    this.paths.clear()
    this.prefixes.clear()
    this.tags.clear()
    this.characters = 0
    this.forgottenUpTo = this.counted
  }

  private remember(list: Map<string, number>, text: string): void {
    if (!list.has(text)) this.characters += text.length
    list.set(text, this.counted)
  }

  private isNamed(key: CacheKey, { asAsked, tags, asOf }: InvalidationMarks): boolean {
    if (asOf < this.forgottenUpTo) return true
    const inKey = pathWithQuery(key.uri, key.queryString)
    const paths = asAsked === undefined ? [inKey] : [inKey, asAsked]
    if (paths.some(path => isNewer(this.paths.get(path), asOf))) return true
    if (tags.some(tag => isNewer(this.tags.get(tag), asOf))) return true
    for (const [prefix, at] of this.prefixes) if (at > asOf && paths.some(path => path.startsWith(prefix))) return true
    return false
  }
}
