import type { ReactNode } from 'react'
import type { Page } from '../pages.ts'
import { Logo } from '../ui/logo.tsx'
import { VersionSwitch } from '../ui/version-switch.tsx'

const icons = {
  home: 'M3 11 12 3l9 8v10h-6v-6H9v6H3z',
  live: 'M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6M6 6a8.5 8.5 0 0 0 0 12l1.6-1.6a6.2 6.2 0 0 1 0-8.8zm12 0-1.6 1.6a6.2 6.2 0 0 1 0 8.8L18 18a8.5 8.5 0 0 0 0-12',
  series: 'M3 6h13v11H3zm4 13h14V9h-2v8H7z',
  films: 'M3 5h18v14H3zm2 2v2h2V7zm0 4v2h2v-2zm0 4v2h2v-2zm12-8v2h2V7zm0 4v2h2v-2zm0 4v2h2v-2z',
  documentaries: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18m4 5-6 2-2 6 6-2z',
}

const links = [
  { href: '/', icon: icons.home, text: 'Home', isFor: (page: Page) => page.kind === 'home' },
  {
    href: '/live',
    icon: icons.live,
    text: 'Live',
    isFor: (page: Page) => page.kind === 'live-index' || page.kind === 'live-event',
  },
  { href: '/#series', icon: icons.series, text: 'Series', isFor: () => false },
  { href: '/#films', icon: icons.films, text: 'Films', isFor: () => false },
  { href: '/#documentaries', icon: icons.documentaries, text: 'Stories', isFor: () => false },
]

const Side = ({ page }: { page: Page }) => (
  <nav className="dock" aria-label="Site">
    <ul>
      {links.map(link => (
        <li key={link.href}>
          <a href={link.href} aria-current={link.isFor(page) ? 'page' : undefined}>
            <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
              <path d={link.icon} fill="currentColor" fillRule="evenodd" />
            </svg>
            {link.text}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

export const Shell = ({ page, children }: { page: Page; children: ReactNode }) => (
  <div className="frame">
    <a className="skip" href="#main">
      Skip to content
    </a>
    <header className="masthead">
      <a className="brand" href="/">
        <Logo />
        Footlights
      </a>
      <span className="version-badge">V5</span>
    </header>
    <Side page={page} />
    <div className="stage">
      {children}
      <footer className="foot">
        <p>Footlights is a demonstration. Its programmes, teams and scores are invented.</p>
        <VersionSwitch current="v5" />
      </footer>
    </div>
  </div>
)
