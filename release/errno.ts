import { ReleaseRefused } from './problem.ts'

/** The system's word for a failure, such as `ENOSPC`; undefined when it is none of the system's. */
export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const ABSENCE: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR'])

/** For `catch`: a value where there is no such file; any other failure goes on. */
export const ifAbsent =
  <T>(value: T) =>
  (error: unknown): T => {
    if (ABSENCE.has(errnoOf(error))) return value
    throw error
  }

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'make room on the disk',
  EDQUOT: 'make room, or have the quota raised',
  EROFS: 'mount it for writing',
  EACCES: 'give this account the right to read the release and write the bucket',
  EPERM: 'give this account the right to read the release and write the bucket',
  ENOENT: 'do not build or clean up while a release is published',
  EEXIST: 'remove the file that stands where a folder has to be',
  ENOTDIR: 'remove the file that stands where a folder has to be',
  EISDIR: 'remove the folder that stands where a file has to be',
  ENAMETOOLONG: 'give the file a shorter name',
  EMFILE: 'raise the limit of open files',
}

/** What a failure of the disk means to the user; anything else as it is. */
export const translateDiskError =
  (folder: string) =>
  (error: unknown): unknown => {
    const remedy = REMEDIES[errnoOf(error) ?? '']
    if (remedy === undefined || !(error instanceof Error)) return error
    return new ReleaseRefused({ message: error.message, place: folder, remedy })
  }
