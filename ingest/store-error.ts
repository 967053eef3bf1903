/** Why a store cannot be used; each has its remedy in the message. */
export type StoreProblem =
  | 'library-missing'
  | 'absent'
  | 'locked'
  | 'not-a-store'
  | 'disk-full'
  | 'not-permitted'
  | 'query-failed'

/** What stands between the user and the store. `message` is one sentence, `remedy` what to do about it. */
export class StoreError extends Error {
  readonly problem: StoreProblem
  readonly remedy: string

  constructor(problem: StoreProblem, message: string, remedy: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'StoreError'
    this.problem = problem
    this.remedy = remedy
  }
}

/** What DuckDB or the system says, as a `StoreError` where it is the user's matter; else as it came. In: the folder of the store. */
export const asStoreError = (error: unknown, folder: string): unknown => {
  if (error instanceof StoreError) return error
  const text = error instanceof Error ? error.message : String(error)
  const known = KNOWN.find(({ pattern }) => pattern.test(text))
  if (known === undefined) return error
  return new StoreError(known.problem, `${known.says} ${folder}`, known.remedy, error)
}

const KNOWN: readonly {
  readonly pattern: RegExp
  readonly problem: StoreProblem
  readonly says: string
  readonly remedy: string
}[] = [
  {
    pattern: /could not set lock|conflicting lock|used by another process/i,
    problem: 'locked',
    says: 'another process is using the store',
    remedy: 'wait until it has ended; one process at a time writes, and nobody reads meanwhile',
  },
  {
    pattern: /no space left|ENOSPC|failed to offload|max_temp_directory_size|out of disk/i,
    problem: 'disk-full',
    says: 'the disk is full: what was complete is kept in',
    remedy: 'make room and run the same command again; it goes on where this one stopped',
  },
  {
    pattern: /EACCES|EPERM|EROFS|permission denied|read-only file system/i,
    problem: 'not-permitted',
    says: 'this account may not use',
    remedy: 'give it rights to the folder, or name another with --store',
  },
  {
    pattern:
      /not a valid DuckDB database|serialized .* version|newer version|invalid (?:database|storage)|ENOTDIR|EEXIST/i,
    problem: 'not-a-store',
    says: 'there is something else, or a store of another version, at',
    remedy: 'name another folder with --store; nothing was changed here',
  },
]
