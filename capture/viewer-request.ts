import type { Asset, Page, Resource } from './scenario.ts'
import type { Spelling } from './spelling.ts'
import type { Viewer } from './viewer.ts'

interface AnyRequest {
  /** Milliseconds since the epoch. */
  readonly startsAt: number
  readonly viewer: Viewer
  readonly spelling: Spelling
  readonly referer: string | undefined
}

/** One request of the evening, before the edge has answered it. */
export type ViewerRequest =
  | (AnyRequest & { readonly kind: 'page'; readonly resource: Page })
  | (AnyRequest & { readonly kind: 'asset'; readonly resource: Asset })
  | (AnyRequest & { readonly kind: 'score'; readonly resource: Resource })
  | (AnyRequest & { readonly kind: 'not-found'; readonly resource: Resource })
