import type { Finding } from '../pop/edge-functions/cloudfront-js/language/finding.ts'
import { shiftedSourceMap } from './shift-source-map.ts'

export type Deployable =
  | { readonly kind: 'deployable'; readonly text: string; readonly sourceMap: string }
  | { readonly kind: 'refused'; readonly finding: Finding }

/** esbuild ends a bundle with the one export statement of its entry, e.g. `export{R as handler};`. */
const TAIL = /export\s*\{([^{}]*)\};?\s*$/

const refused = (file: string, message: string, remedy: string): Deployable => ({
  kind: 'refused',
  finding: { rule: 'CFF-03', severity: 'error', file, line: 1, column: 1, message, remedy },
})

/** A minified declaration and the name it must have; `column` is counted in UTF-16 units, like a source map's. */
interface Renaming {
  readonly line: number
  readonly column: number
  readonly addedCharacters: number
}

const identifier = (name: string): string => `(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`

/** The one place where the minified function is declared; undefined when other code mentions the name, too. */
const soleDeclaration = (code: string, local: string): number | undefined => {
  const mentions = [...code.matchAll(new RegExp(identifier(local), 'g'))]
  const declared = new RegExp(`\\bfunction ${identifier(local)}\\(`).exec(code)
  return mentions.length === 1 && declared !== null ? declared.index + 'function '.length : undefined
}

const placeOf = (code: string, index: number): Pick<Renaming, 'line' | 'column'> => {
  const before = code.slice(0, index)
  return { line: before.split('\n').length - 1, column: index - (before.lastIndexOf('\n') + 1) }
}

/** Gives the minified function its name back: where it is declared if nothing else mentions it, else by a wrapper at the end. */
const named = (code: string, local: string): { readonly text: string; readonly renaming?: Renaming } => {
  if (local === 'handler') return { text: code }
  const index = soleDeclaration(code, local)
  if (index !== undefined) {
    const text = `${code.slice(0, index)}handler${code.slice(index + local.length)}`
    return {
      text,
      renaming: { ...placeOf(code, index + local.length), addedCharacters: 'handler'.length - local.length },
    }
  }
  const isAsync = new RegExp(`\\basync function ${identifier(local)}\\(`).test(code)
  const wrapper = isAsync
    ? `async function handler(e){return await ${local}(e)}`
    : `function handler(e){return ${local}(e)}`
  return { text: code + wrapper }
}

/**
 * Turns an ES module that exports `handler` into what CloudFront takes: the same text without the export, with a
 * top-level `function handler` (CFF-03: `export` is a syntax error there). The source map (JSON text, may be empty) follows the change.
 */
export const withoutExport = (bundle: string, sourceMap: string, file: string): Deployable => {
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
  const { text, renaming } = named(bundle.slice(0, tail.index), handler)
  const moved = renaming === undefined ? sourceMap : shiftedSourceMap(sourceMap, renaming)
  return { kind: 'deployable', text: `${text}\n`, sourceMap: moved }
}
