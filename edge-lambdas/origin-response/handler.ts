import builtIn from 'virtual:static-index.html'
import { originResponse } from './origin-response.ts'
import { staticPage } from './static-page.io.ts'

/** Origin-response of the HTML behaviour. The page outlives the invocation in the memory of the instance. */
export const handler = originResponse(
  staticPage({
    fetch: async (url, init) => await fetch(url, init),
    nowMilliseconds: () => Date.now(),
    builtIn,
  }),
)
