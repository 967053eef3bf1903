/** Objects whose names carry the hash of their content: they are never overwritten, only superseded. */
export const ASSETS_PREFIX = 'assets/'
/** Kept for the tool itself; no behavior of the distribution sends a viewer here. */
export const RELEASES_PREFIX = 'releases/'
/** The page that stands in when the SSR servers fail: published last, because it points at everything else. */
export const STATIC_PAGE = 'static-index.html'
/** Which release is live, which ones were, and who is changing that. No release may have its name. */
export const LIVE_RECORD_KEY = `${RELEASES_PREFIX}live.json`

const RELEASE_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/

/**
 * Names are file names and parts of keys: lower case, so that they differ also where a file system ignores case. `live` is
 * taken, and a name ending in `.json` could not be told from a manifest.
 */
export const isReleaseName = (name: string): boolean =>
  RELEASE_NAME.test(name) && name !== 'live' && !name.endsWith('.json')

export const RELEASE_NAME_RULE =
  'up to 64 lower-case letters, digits, dots, dashes and underscores, starting with a letter or digit; not "live", not ending in ".json"'

export const manifestKey = (name: string): string => `${RELEASES_PREFIX}${name}.json`

/** Where a release keeps its copy of a file that other releases overwrite. */
export const copyKey = (name: string, key: string): string => `${RELEASES_PREFIX}${name}/${key}`

/** The release whose manifest has this key; undefined for any other object. */
export const releaseOfManifestKey = (key: string): string | undefined => {
  if (!key.startsWith(RELEASES_PREFIX) || !key.endsWith('.json')) return undefined
  const name = key.slice(RELEASES_PREFIX.length, -'.json'.length)
  return isReleaseName(name) ? name : undefined
}

/** S3 User Guide, "Naming Amazon S3 objects": 1,024 bytes of UTF-8; some are left for the prefix of a copy. */
const KEY_MAX_BYTES = 1_024 - copyKey('x'.repeat(64), '').length

/** What no file name needs and a path, a header or a line of a terminal would take for something else. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const ODD_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\\\ufffd]/

/** Why a file may not be published under this key; undefined when it may. */
export const keyProblem = (key: string): string | undefined => {
  const segments = key.split('/')
  if (segments.some(segment => segment === '' || segment === '.' || segment === '..')) return 'leaves its folder'
  if (ODD_CHARACTERS.test(key)) return 'has a backslash or a character that is no text in its name'
  if (new TextEncoder().encode(key).length > KEY_MAX_BYTES) return `is longer than ${KEY_MAX_BYTES} bytes`
  if (key.startsWith(RELEASES_PREFIX)) return `lies under ${RELEASES_PREFIX}, where the releases are kept`
  if (segments.some((segment, depth) => segment.startsWith('.') && !(depth === 0 && segment === '.well-known')))
    return 'is hidden'
  return undefined
}
