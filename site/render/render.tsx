import { renderToString } from 'react-dom/server'
import type { RenderInput } from '../render-contract.ts'
import type { SiteVersion } from '../site-version.ts'
import { Site } from '../ui/site.tsx'
import type { Views } from '../ui/views.ts'
import { views as v4 } from '../v4/views.ts'
import { views as v5 } from '../v5/views.ts'
import { serverDocument } from './document.ts'

const releases: Readonly<Record<SiteVersion, Views>> = { v4, v5 }

/** A page as a whole HTML document. Pure: time is already in `state.scores`. */
export const renderPage = ({ version, state, assets }: RenderInput): string =>
  serverDocument(version, assets, state, renderToString(<Site state={state} views={releases[version]} />))
