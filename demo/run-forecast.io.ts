import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { forwardingTheCookie } from './forecast/forward-cookie.ts'

/**
 * `npm run demo:forecast [-- ROWS]`: the evening of a live event, generated, and replayed twice: with the flag's cookie forwarded, as many
 * sites have it, and with the flag as a header, as the bundle has it.
 */
const FOLDER = '.understudy/forecast'
const ROWS_DEFAULT = '100000'
const UNDERSTUDY = join(import.meta.dirname, '..', 'cli', 'understudy.js')

const understudy = (...args: readonly string[]): void => {
  const { status } = spawnSync(process.execPath, [UNDERSTUDY, ...args], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const [rows = ROWS_DEFAULT] = process.argv.slice(2)
mkdirSync(FOLDER, { recursive: true })
const evening = join(FOLDER, `evening-${rows}.log.gz`)
// Beside the packaged one, whose Lambdas it names.
const cookieForwarded = join(dirname(PACKAGED_TEMPLATE), 'cookie-forwarded.json')
writeFileSync(cookieForwarded, JSON.stringify(forwardingTheCookie(JSON.parse(readFileSync(PACKAGED_TEMPLATE, 'utf8')))))
if (!existsSync(evening)) understudy('capture', 'generate', '--scenario', 'live-event', '--rows', rows, '-o', evening)
const rules = join('demo', 'forecast', 'footlights-origins.json')
understudy('replay', evening, '--template', cookieForwarded, '--against', PACKAGED_TEMPLATE, '--origin-model', rules)
