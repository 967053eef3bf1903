import type { Finding } from './finding.ts'

export type Deployable =
  | { readonly kind: 'deployable'; readonly text: string }
  | { readonly kind: 'refused'; readonly finding: Finding }

/** esbuild ends a bundle with the one export statement of its entry, e.g. `export{R as handler};`. */
const TAIL = /export\s*\{([^{}]*)\};?\s*$/

const refused = (file: string, message: string, remedy: string): Deployable => ({
  kind: 'refused',
  finding: { rule: 'CFF-03', severity: 'error', file, line: 1, column: 1, message, remedy },
})

/** Gives the minified function its name back. A wrapper at the end keeps every position before it, and so the source map. */
const named = (code: string, local: string): string => {
  if (local === 'handler') return code
  const isAsync = new RegExp(`\\basync function ${local.replaceAll('$', '\\$')}\\(`).test(code)
  return isAsync
    ? `${code}async function handler(e){return await ${local}(e)}`
    : `${code}function handler(e){return ${local}(e)}`
}

/**
 * Turns an ES module that exports `handler` into what CloudFront takes: the same text without the export, with a
 * top-level `function handler` (CFF-03: `export` is a syntax error there). Only the end of the text changes.
 */
export const withoutExport = (bundle: string, file: string): Deployable => {
  const tail = TAIL.exec(bundle)
  const exported = tail?.[1]?.split(',').map(name => name.trim().split(/\s+as\s+/)) ?? []
  const handler = exported.find(([local, name = local]) => name === 'handler')?.[0]
  if (tail === null || handler === undefined)
    return refused(file, 'handler is not exported', 'write export function handler(event) { … }')
  const others = exported.map(([local, name = local]) => name).filter(name => name !== 'handler')
  if (others.length > 0) {
    return refused(
      file,
      `${others.join(', ')} is exported besides handler`,
      'move it to a file of its own and import it from there',
    )
  }
  return { kind: 'deployable', text: `${named(bundle.slice(0, tail.index), handler)}\n` }
}
