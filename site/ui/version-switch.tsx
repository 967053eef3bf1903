import type { SiteVersion } from '../site-version.ts'

const ONE_YEAR_SECONDS = 31_536_000

/** Stores the choice where the viewer-request function reads it, and asks for the page again. */
const choose = (version: SiteVersion): void => {
  document.cookie = `featureFlipping=site:${version}; Path=/; Max-Age=${ONE_YEAR_SECONDS}; SameSite=Lax`
  location.reload()
}

export const VersionSwitch = ({ current }: { current: SiteVersion }) => {
  const other = current === 'v4' ? 'v5' : 'v4'
  return (
    <p className="version-switch">
      You are watching release {current.toUpperCase()}.{' '}
      <button type="button" onClick={() => choose(other)}>
        Show me {other.toUpperCase()}
      </button>
    </p>
  )
}
