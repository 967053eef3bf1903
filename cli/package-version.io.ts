import { createRequire } from 'node:module'

/** Of this package. The compiled file stands two folders below it, in the repository and where it is installed. */
export const packageVersion = (): string => {
  const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string }
  return version
}
