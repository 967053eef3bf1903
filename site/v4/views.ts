import type { Views } from '../ui/views.ts'
import { Home } from './home.tsx'
import { LiveEventPage } from './live-event.tsx'
import { LiveIndex } from './live-index.tsx'
import { NotFound } from './not-found.tsx'
import { ProgrammePage } from './programme.tsx'
import { Shell } from './shell.tsx'

export const views: Views = { Shell, Home, ProgrammePage, LiveIndex, LiveEventPage, NotFound }
