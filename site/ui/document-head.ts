import { pageHead } from '../page-head.ts'
import type { Page } from '../pages.ts'

const setLink = (url: string | undefined): void => {
  const present = document.querySelector('link[rel=canonical]')
  if (url === undefined) return present?.remove()
  const link = present ?? document.head.appendChild(document.createElement('link'))
  link.setAttribute('rel', 'canonical')
  link.setAttribute('href', url)
}

/** Brings title, description and canonical address in line with the page shown. */
export const showHead = (page: Page, publicUrl: string): void => {
  const head = pageHead(page, publicUrl)
  document.title = head.title
  document.querySelector('meta[name=description]')?.setAttribute('content', head.description)
  setLink(head.canonicalUrl)
}
