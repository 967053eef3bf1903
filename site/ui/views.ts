import type { ComponentType, ReactNode } from 'react'
import type { Programme } from '../catalogue.ts'
import type { LiveEvent } from '../live-events.ts'
import type { Page } from '../pages.ts'
import type { Scores } from '../score.ts'

/** The pages of one release. Both releases show the same catalogue, each in its own way. */
export type Views = {
  Shell: ComponentType<{ page: Page; children: ReactNode }>
  Home: ComponentType<{ scores: Scores }>
  ProgrammePage: ComponentType<{ programme: Programme }>
  LiveIndex: ComponentType<{ scores: Scores }>
  LiveEventPage: ComponentType<{ event: LiveEvent; scores: Scores }>
  NotFound: ComponentType
}
