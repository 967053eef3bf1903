import { createRequire } from 'node:module'

type Yaml = typeof import('yaml')

let library: Yaml | undefined

/** The YAML parser, loaded when the first YAML template is: a packaged template is JSON, and `dev` is to answer at once. */
export const yaml = (): Yaml => {
  library ??= createRequire(import.meta.url)('yaml') as Yaml
  return library
}
