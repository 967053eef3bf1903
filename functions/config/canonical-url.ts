/** The canonical form of the site's URLs: the one place to change it. Build, functions and tests read this file. */

/** `/live/` redirects to `/live`; the root stays `/`. */
export function never(path: string): string {
  return path
}

/** `/live` redirects to `/live/`; a last segment with a dot (`/robots.txt`) counts as a file and stays. */
export function always(path: string): string {
  return /\.[^/]*$|\/$/.test(path) ? path : path + '/'
}

/** The trailing-slash policy: `never` or `always`. It is given the path without a slash at its end; the other is not built in. */
export { never as trailingSlash }

/**
 * Query parameters that only tell analytics where a visit came from, up to their `=`. They never reach the origin, so no
 * page can depend on them.
 */
export const TRACKING_PARAMETER = /^(utm_|((fb|tt|tw|[dgy])clid|msclkid|igshid|mc_[ce]id|_g[al])(=|$))/
