import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fallbackPage } from '../report/pages.io.ts'
import { fallbackText } from './fallback/fallback-text.ts'
import { runFallback } from './fallback/run-fallback.io.ts'

/**
 * `npm run demo:fallback [-- --json] [-- --copy-survives]`: each failure of the SSR servers under each fallback mode, and a page about it.
 * `--copy-survives` takes the other reading of STALE-10: a 200 of origin-response leaves a good expired copy alone.
 */
const FOLDER = '.understudy/fallback'

const flags = process.argv.slice(2)
const data = await runFallback({
  generatedAtMs: Date.now(),
  switches: flags.includes('--copy-survives') ? { originResponseReplacesStaleCopy: false } : {},
})
mkdirSync(FOLDER, { recursive: true })
const page = join(FOLDER, 'fallback.html')
writeFileSync(page, fallbackPage(data))
console.log(flags.includes('--json') ? JSON.stringify(data, undefined, 2) : fallbackText(data))
process.stderr.write(`page   ${page}\n`)
