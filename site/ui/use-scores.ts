import { useEffect, useRef, useState } from 'react'
import { eventsOn } from '../pages.ts'
import type { Page } from '../pages.ts'
import { isScore } from '../score.ts'
import type { Score, Scores } from '../score.ts'

const LIVE_PAGE_MILLISECONDS = 5_000
const OTHER_PAGE_MILLISECONDS = 15_000

/** The score of an event now; undefined when the servers do not answer with one. Never an error: the page goes on without. */
const fetchScore = async (slug: string, signal: AbortSignal): Promise<Score | undefined> => {
  try {
    const response = await fetch(`/api/score/${slug}`, { signal, headers: { accept: 'application/json' } })
    const answer: unknown = response.ok ? await response.json() : undefined
    return isScore(answer) && answer.slug === slug ? answer : undefined
  } catch {
    return undefined
  }
}

/** Scores known so far, refreshed while their page is open and visible. A failed refresh keeps the last figures. */
export const useScores = (initial: Scores, page: Page): Scores => {
  const [scores, setScores] = useState(initial)
  const isFirstPage = useRef(true)
  const slugs = eventsOn(page)
    .map(event => event.slug)
    .join(' ')
  const milliseconds = page.kind === 'home' ? OTHER_PAGE_MILLISECONDS : LIVE_PAGE_MILLISECONDS

  useEffect(() => {
    if (slugs === '') {
      isFirstPage.current = false
      return undefined
    }
    const stop = new AbortController()
    const refresh = async (slug: string): Promise<void> => {
      const score = await fetchScore(slug, stop.signal)
      if (score !== undefined && !stop.signal.aborted) setScores(known => ({ ...known, [slug]: score }))
    }
    const refreshAll = (): void => {
      if (document.visibilityState === 'visible') slugs.split(' ').forEach(slug => void refresh(slug))
    }
    const timer = setInterval(refreshAll, milliseconds)
    // What the server rendered is fresh enough; a page opened without it (navigation, static page) asks at once.
    const isRendered = isFirstPage.current && slugs.split(' ').every(slug => initial[slug] !== undefined)
    isFirstPage.current = false
    if (!isRendered) refreshAll()
    return () => {
      clearInterval(timer)
      stop.abort()
    }
  }, [slugs, milliseconds, initial])
  return scores
}
