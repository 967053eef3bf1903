import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drillPage } from '../report/pages.io.ts'
import { runEvent } from './event/run-event.io.ts'
import { eventText } from './event/event-text.ts'
import { eveningOf } from './event/timeline.ts'

/** `npm run demo:event`: an evening on the stage, and one page about it. Exit status 1 when counts do not agree or a viewer missed anything. */
const FOLDER = '.understudy/event'
const VISITS_BEFORE_KICK_OFF = 12

rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
const timeline = eveningOf(VISITS_BEFORE_KICK_OFF)
const { data, findings, logFile, storeFolder } = await runEvent({
  timeline,
  folder: FOLDER,
  // The next full minute, so that minutes of the drill are minutes of the clock.
  beginsAtMs: Math.ceil(Date.now() / 60_000) * 60_000,
  onMinute: (minute, label) =>
    process.stderr.write(
      `minute ${String(minute + 1).padStart(2)} of ${timeline.length}${label === undefined ? '' : `  ${label}`}\n`,
    ),
})
const page = join(FOLDER, 'event.html')
writeFileSync(page, drillPage(data))
console.log(eventText(data))
console.log(`page   ${page}\nlog    ${logFile}\nstore  ${storeFolder}   understudy logs report --store ${storeFolder}`)
process.exitCode = findings.length === 0 ? 0 : 1
