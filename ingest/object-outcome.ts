/** What became of one file. `key` is its absolute path. */
export type ObjectOutcome =
  | {
      readonly kind: 'ingested'
      readonly key: string
      readonly rows: number
      /** Rows among them that end before the last column. */
      readonly shortRows: number
      /** By reason. */
      readonly skipped: Readonly<Record<string, number>>
      readonly unknownFields: readonly string[]
      readonly sizeBytes: number
      /** After decompression. */
      readonly logBytes: number
      /** Rows of an earlier content of the same key went. */
      readonly isReplacement: boolean
    }
  /** Its rows are in the store already, perhaps from a file of another name. */
  | { readonly kind: 'known'; readonly key: string; readonly sameAs: string }
  /** None of its rows are in the store. */
  | { readonly kind: 'set-aside'; readonly key: string; readonly reason: string }

/** What became of a run. */
export interface IngestSummary {
  readonly outcomes: readonly ObjectOutcome[]
  /** Files in folders that are no access logs. */
  readonly ignored: readonly string[]
  /** Files that an interrupted run had left, and this one took away. */
  readonly orphansRemoved: number
}

/** Told while a run goes on. */
export type IngestProgress =
  | { readonly kind: 'found'; readonly files: number; readonly bytes: number }
  /** `bytesRead` and `fileBytes` as the file lies on the disk. */
  | { readonly kind: 'reading'; readonly key: string; readonly bytesRead: number; readonly rows: number }
  /** Its rows are written, but not yet in the catalogue. */
  | { readonly kind: 'written'; readonly key: string; readonly rows: number }
  | { readonly kind: 'finished'; readonly outcome: ObjectOutcome }
