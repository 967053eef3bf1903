/** How the static page is fetched and remembered. */
export interface StaticPageSource {
  /** Answers like the global `fetch`. */
  readonly fetch: (url: string, init: { signal: AbortSignal; redirect: 'error' }) => Promise<Response>
  readonly nowMilliseconds: () => number
  /** The copy that was built in: the last resort. */
  readonly builtIn: string
}

const FRESH_MILLISECONDS = 60_000

/** After a failed fetch the copy at hand serves this long before the next attempt: an outage must not cost each viewer the timeout. */
const RETRY_MILLISECONDS = 5_000

const TIMEOUT_MILLISECONDS = 1_500

/** A response with a body from the function may be 1 MB with its headers (LAE-41). */
const LONGEST_PAGE_BYTES = 1_000_000

const textOf = async (response: Response): Promise<string> => {
  if (response.status !== 200) throw new Error(`the static page answered ${response.status}`)
  const type = response.headers.get('content-type') ?? ''
  if (!type.startsWith('text/html')) throw new Error(`the static page is of type "${type}"`)
  const bytes = await response.arrayBuffer()
  if (bytes.byteLength === 0 || bytes.byteLength > LONGEST_PAGE_BYTES)
    throw new Error(`the static page has ${bytes.byteLength} bytes, 1 to ${LONGEST_PAGE_BYTES} are possible`)
  return new TextDecoder().decode(bytes)
}

/**
 * The static page, from memory for a minute, else from the distribution itself; simultaneous callers share one fetch. When the
 * fetch fails, the copy of before; when there was none, the one built in. Never rejects.
 */
export const staticPage = ({
  fetch,
  nowMilliseconds,
  builtIn,
}: StaticPageSource): ((url: string) => Promise<string>) => {
  let page = builtIn
  let goodUntil = Number.NEGATIVE_INFINITY
  let underway: Promise<string> | undefined

  const refresh = async (url: string): Promise<string> => {
    try {
      page = await textOf(await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS), redirect: 'error' }))
      goodUntil = nowMilliseconds() + FRESH_MILLISECONDS
    } catch (error) {
      goodUntil = nowMilliseconds() + RETRY_MILLISECONDS
      console.warn(`static page not refreshed from ${url}: ${String(error)}`)
    }
    return page
  }

  return async url => {
    if (nowMilliseconds() < goodUntil) return page
    underway ??= refresh(url).finally(() => (underway = undefined))
    return await underway
  }
}
