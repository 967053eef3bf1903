import { useEffect } from 'react'
import type { RefObject } from 'react'
import { pageAt } from '../pages.ts'

/** The address that a click would open inside the site; undefined when the browser should follow the link itself. */
const innerTarget = (click: MouseEvent): URL | undefined => {
  if (click.defaultPrevented || click.button !== 0) return undefined
  if (click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return undefined
  const anchor = click.target instanceof Element ? click.target.closest('a') : null
  if (anchor === null || anchor.target !== '' || anchor.hasAttribute('download')) return undefined
  const url = new URL(anchor.href, location.href)
  if (url.origin !== location.origin) return undefined
  const isSamePage = url.pathname === location.pathname && url.hash !== ''
  return isSamePage || pageAt(url.pathname).kind === 'not-found' ? undefined : url
}

/** Where a new page begins for the eye and for a screen reader. */
const arrive = (main: HTMLElement | null): void => {
  const target = location.hash === '' ? null : document.getElementById(location.hash.slice(1))
  if (target === null) window.scrollTo(0, 0)
  else target.scrollIntoView()
  main?.focus({ preventScroll: true })
}

/** Opens links of the site without asking the server for a page, and follows the back button. */
export const useNavigation = (show: (path: string) => void, main: RefObject<HTMLElement | null>): void =>
  useEffect(() => {
    const onClick = (click: MouseEvent): void => {
      const url = innerTarget(click)
      if (url === undefined) return
      click.preventDefault()
      history.pushState(null, '', url)
      show(url.pathname)
      requestAnimationFrame(() => arrive(main.current))
    }
    const onPopState = (): void => show(location.pathname)
    document.addEventListener('click', onClick)
    window.addEventListener('popstate', onPopState)
    return () => {
      document.removeEventListener('click', onClick)
      window.removeEventListener('popstate', onPopState)
    }
  }, [show, main])
