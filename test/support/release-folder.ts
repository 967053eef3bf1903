import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of a built client with these files; a static page and a file of the root are there unless given. */
export const releaseFolder = (
  parent: string,
  assets: readonly string[],
  others: Readonly<Record<string, string>> = {},
) => {
  const dir = mkdtempSync(join(parent, 'client-'))
  const files: Readonly<Record<string, string>> = {
    ...Object.fromEntries(assets.map(name => [`assets/${name}`, `content of ${name}`])),
    'robots.txt': `robots of ${assets.join()}`,
    'static-index.html': `<html>${assets.map(name => `<script src="/assets/${name}"></script>`).join('')}</html>`,
    ...others,
  }
  for (const [key, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, key)), { recursive: true })
    writeFileSync(join(dir, key), text)
  }
  return dir
}
