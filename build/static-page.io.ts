import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'

/** Where the static page is looked for, the built site first. */
export const STATIC_PAGE_FILES = [
  'dist/site/client/v4/static-index.html',
  'edge-lambdas/origin-response/default-static-index.html',
] as const

/**
 * Provides `import page from 'virtual:static-index.html'`: the text of the static page, so that the Lambda has a copy when the
 * bucket cannot be reached either.
 */
export const staticPage = (root: string): Plugin => ({
  name: 'static-page',
  setup(build) {
    build.onResolve({ filter: /^virtual:static-index\.html$/ }, ({ path }) => ({ path, namespace: 'static-page' }))
    build.onLoad({ filter: /.*/, namespace: 'static-page' }, async () => {
      const file = STATIC_PAGE_FILES.map(path => join(root, path)).find(path => existsSync(path))
      if (file === undefined)
        return {
          errors: [{ text: 'there is no static page', notes: [{ text: `put one at ${STATIC_PAGE_FILES[1]}` }] }],
        }
      return { contents: await readFile(file, 'utf8'), loader: 'text', watchFiles: [file] }
    })
  },
})
