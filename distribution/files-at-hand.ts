/** What readers may ask of this machine. Paths are as the configuration's own path. */
export interface FilesAtHand {
  /** True for a file or folder that exists. */
  exists(path: string): boolean
  /** Undefined for a file that is missing, unreadable or larger than a configuration may be. */
  text(path: string): string | undefined
  /** Names of the `.json` files in a folder, in order; empty for one that is missing. */
  jsonNames(folder: string): readonly string[]
}
