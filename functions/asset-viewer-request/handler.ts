import type { ViewerRequest, ViewerRequestEvent } from '../event.ts'

/** Viewer-request of the asset behaviours: a query does not choose a file, so it must not make a cache entry or reach the bucket. */
export function handler(event: ViewerRequestEvent): ViewerRequest {
  event.request.querystring = {}
  return event.request
}
