import type { ReactNode } from 'react'
import type { Page } from '../pages.ts'
import { Logo } from '../ui/logo.tsx'
import { VersionSwitch } from '../ui/version-switch.tsx'

const links = [
  { href: '/', text: 'Home', isFor: (page: Page) => page.kind === 'home' },
  {
    href: '/live',
    text: 'Live sport',
    isFor: (page: Page) => page.kind === 'live-index' || page.kind === 'live-event',
  },
  { href: '/#series', text: 'Series', isFor: () => false },
  { href: '/#films', text: 'Films', isFor: () => false },
  { href: '/#documentaries', text: 'Documentaries', isFor: () => false },
]

export const Shell = ({ page, children }: { page: Page; children: ReactNode }) => (
  <>
    <a className="skip" href="#main">
      Skip to content
    </a>
    <header className="top">
      <a className="brand" href="/">
        <Logo />
        Footlights
      </a>
      <nav aria-label="Site">
        <ul>
          {links.map(link => (
            <li key={link.href}>
              <a href={link.href} aria-current={link.isFor(page) ? 'page' : undefined}>
                {link.text}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
    {children}
    <footer className="foot">
      <p>Footlights is a demonstration. Its programmes, teams and scores are invented.</p>
      <VersionSwitch current="v4" />
    </footer>
  </>
)
