import { useEffect, useRef, useState } from 'react'
import { pageAt } from '../pages.ts'
import type { Page, PageState } from '../pages.ts'
import type { Scores } from '../score.ts'
import { showHead } from './document-head.ts'
import { useNavigation } from './navigation.ts'
import { useScores } from './use-scores.ts'
import type { Views } from './views.ts'

const PageView = ({ page, scores, views }: { page: Page; scores: Scores; views: Views }) => {
  switch (page.kind) {
    case 'home':
      return <views.Home scores={scores} />
    case 'programme':
      return <views.ProgrammePage key={page.programme.slug} programme={page.programme} />
    case 'live-index':
      return <views.LiveIndex scores={scores} />
    case 'live-event':
      return <views.LiveEventPage key={page.event.slug} event={page.event} scores={scores} />
    case 'not-found':
      return <views.NotFound />
  }
}

/** Marks for tests and for the curious: the tree is alive in this browser. */
const useHydratedMark = (): void =>
  useEffect(() => {
    document.documentElement.dataset['hydrated'] = 'true'
  }, [])

/** The whole site of one release: the same tree on the server, after hydration, and alone on the static page. */
export const Site = ({ state, views }: { state: PageState; views: Views }) => {
  const [path, setPath] = useState(state.path)
  const main = useRef<HTMLElement>(null)
  const page = pageAt(path)
  const scores = useScores(state.scores, page)
  useHydratedMark()
  useNavigation(setPath, main)
  useEffect(() => showHead(pageAt(path), state.publicUrl), [path, state.publicUrl])

  return (
    <views.Shell page={page}>
      <main id="main" ref={main} tabIndex={-1}>
        <PageView page={page} scores={scores} views={views} />
      </main>
    </views.Shell>
  )
}
