import { createRoot, hydrateRoot } from 'react-dom/client'
import type { PageState } from '../pages.ts'
import { Site } from '../ui/site.tsx'
import type { Views } from '../ui/views.ts'

/** What the server left in the document; undefined on the static page, which no server rendered for this address. */
const serverState = (): PageState | undefined => {
  const text = document.getElementById('page-state')?.textContent
  // Written by our own server into the same document that loads this script.
  return text === undefined ? undefined : (JSON.parse(text) as PageState)
}

const ownState = (): PageState => ({ path: location.pathname, publicUrl: location.origin, scores: {} })

/** Takes over the server's markup where there is some, and renders the page alone where there is none. */
export const start = (views: Views): void => {
  const root = document.getElementById('root')
  if (root === null) return
  const state = serverState()
  if (state === undefined) createRoot(root).render(<Site state={ownState()} views={views} />)
  else hydrateRoot(root, <Site state={state} views={views} />)
}
