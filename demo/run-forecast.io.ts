import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { comparisonTable } from './forecast/comparison-table.ts'
import { forwardingCookies, type Json } from './forecast/forward-cookie.ts'
import type { Forecast } from '../replay/forecast.ts'

/**
 * `npm run demo:forecast [-- ROWS]`: the evening of a live event, generated, and replayed under three configurations: all cookies
 * forwarded, the flag's cookie forwarded, and the flag as a header, as the bundle has it.
 */
const FOLDER = '.understudy/forecast'
const ROWS_DEFAULT = '100000'
const UNDERSTUDY = join(import.meta.dirname, '..', 'cli', 'understudy.js')
const RULES = join('demo', 'forecast', 'footlights-origins.json')
const OUTPUT_MAX_BYTES = 67_108_864

/** Runs the command as a user would, and gives what it prints. */
const understudy = (...args: readonly string[]): string => {
  const { status, stdout } = spawnSync(process.execPath, [UNDERSTUDY, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: OUTPUT_MAX_BYTES,
  })
  if (status !== 0) process.exit(status ?? 1)
  return stdout
}

/** Beside the packaged one, whose Lambdas it names. */
const writeTemplate = (name: string, template: Json): string => {
  const file = join(dirname(PACKAGED_TEMPLATE), `${name}.json`)
  writeFileSync(file, JSON.stringify(template))
  return file
}

const [rows = ROWS_DEFAULT] = process.argv.slice(2)
mkdirSync(FOLDER, { recursive: true })
const evening = join(FOLDER, `evening-${rows}.log.gz`)
if (!existsSync(evening)) understudy('capture', 'generate', '--scenario', 'live-event', '--rows', rows, '-o', evening)
const packaged: Json = JSON.parse(readFileSync(PACKAGED_TEMPLATE, 'utf8'))
const configurations = [
  { name: 'all cookies forwarded', template: writeTemplate('all-cookies', forwardingCookies(packaged, 'all')) },
  { name: 'the cookie forwarded', template: writeTemplate('flag-cookie', forwardingCookies(packaged, 'flag')) },
  { name: 'the flag as a header', template: PACKAGED_TEMPLATE },
]
const forecasts = configurations.map(({ name, template }): { name: string; forecast: Forecast } => ({
  name,
  forecast: JSON.parse(understudy('replay', evening, '--template', template, '--origin-model', RULES, '--json')),
}))
console.log(comparisonTable(forecasts))
console.log(
  `\nin full: understudy replay ${evening} --template ${configurations[1]?.template ?? ''} --against ${PACKAGED_TEMPLATE} --origin-model ${RULES}`,
)
