import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem } from '../../distribution/problem.ts'

/** Headers of one object, as its publisher set them at upload. */
export type ObjectHeaders = Readonly<Record<string, string>>

/** Nothing at the root of a bucket's folder that starts so is served. */
export const HIDDEN_PREFIX = '.understudy-'

/** Lies in the folder of a bucket and is not served: `{ "assets/*": { "Cache-Control": "…" }, "robots.txt": { … } }`. */
export const METADATA_FILE = `${HIDDEN_PREFIX}metadata.json`

const SETTABLE =
  /^(cache-control|content-(disposition|encoding|language|type)|expires|x-amz-meta-[!#$%&'*+.^_`|~\w-]+)$/i

type Rules = readonly (readonly [keyPattern: string, headers: ObjectHeaders])[]

/**
 * The headers of keys by the metadata file of a folder, which may change while it is served. A pattern is a key, or a prefix and `*`;
 * where several match, the later one wins, header by header. A bad file is reported once a version and sets nothing.
 */
export const createBucketMetadata = (folder: string, report: (problem: Problem) => void) => {
  const file = join(folder, METADATA_FILE)
  const read = async (): Promise<Rules> => parseMetadata(file, await readFile(file, 'utf8').catch(() => ''), report)
  // A promise: who asks while a version is being read waits for it.
  let rules: Promise<Rules> = Promise.resolve([])
  let version = 0
  return async (key: string): Promise<ObjectHeaders> => {
    const current = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    )
    if (current !== version) {
      version = current
      rules = current === 0 ? Promise.resolve([]) : read()
    }
    return headersOf(await rules, key)
  }
}

const headersOf = (rules: Rules, key: string): ObjectHeaders => {
  const isMatched = (pattern: string): boolean =>
    pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern
  return Object.assign({}, ...rules.filter(([pattern]) => isMatched(pattern)).map(([, headers]) => headers))
}

/** In: the text of a metadata file. Out: its rules; entries that are not understood are reported and left out. */
const parseMetadata = (file: string, text: string, report: (problem: Problem) => void): Rules => {
  const problem = (message: string, path?: string): void =>
    report({
      severity: 'warning',
      message,
      place: path === undefined ? { file } : { file, path },
      remedy: 'write { "key or prefix*": { "Cache-Control": "…" } }',
    })
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    problem(`not JSON: ${error instanceof Error ? error.message : String(error)}`)
    return []
  }
  if (!isObject(parsed)) {
    problem('not an object of keys')
    return []
  }
  return Object.entries(parsed).map(
    ([pattern, headers]) => [pattern, settableHeaders(pattern, headers, problem)] as const,
  )
}

const settableHeaders = (
  pattern: string,
  headers: unknown,
  problem: (message: string, path: string) => void,
): ObjectHeaders => {
  if (!isObject(headers)) {
    problem('not an object of headers', pattern)
    return {}
  }
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (!SETTABLE.test(name)) problem(`"${name}" is not a header that S3 keeps with an object`, pattern)
    else if (typeof value !== 'string' || /[\r\n\0]/.test(value))
      problem(`the value of "${name}" is not one line of text`, pattern)
    else kept[name.toLowerCase()] = value
  }
  return kept
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
