import type { ResourceKind } from './scenario.ts'
import type { ViewerRequest } from './viewer-request.ts'

/** What decides how a request is cached: the kind of its resource. */
export const resourceKind = (request: ViewerRequest): ResourceKind => {
  switch (request.kind) {
    case 'page':
      return request.resource.kind
    case 'asset':
      return request.resource.path.startsWith('/assets/') ? 'asset' : 'root-file'
    case 'score':
    case 'not-found':
      return request.kind
  }
}

/** Location and key by the demonstration's cache policies: pages by query, flag and class of viewer, everything else by path alone. */
export const cacheKey = ({ kind, viewer, spelling }: ViewerRequest): string => {
  const { edgeLocation, isCrawler, release } = viewer
  if (kind === 'asset' || kind === 'score') return `${edgeLocation} ${spelling.uri}`
  return `${edgeLocation} ${spelling.uri}?${spelling.keyQuery} ${release.variant} ${isCrawler ? 'crawler' : 'browser'}`
}
