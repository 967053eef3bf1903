import { join } from 'node:path'
import { openAccessLog } from '../../access-log/access-log-file.io.ts'
import { ingestFiles } from '../../ingest/ingest-files.io.ts'
import { openStore } from '../../ingest/store.io.ts'
import { accessLogRecord } from '../../pop/trace/access-log-record.ts'
import type { DrillData } from '../../report/drill-data.ts'
import { openDemoStage, publishVersion, type DemoStage } from '../demo-stage.io.ts'
import { Audience } from './audience.io.ts'
import { Buckets } from './buckets.ts'
import { DrillClock } from './clock.ts'
import { countersOf } from './counters.ts'
import { drillDataOf, findingsOf } from './drill-data.ts'
import { logTally, reportTally, stageTally } from './parties.io.ts'
import { newTally, tallyRequest } from './tally.ts'
import type { Action, TimelineMinute } from './timeline.ts'

export interface EventOptions {
  readonly timeline: readonly TimelineMinute[]
  /** Where access log and store are put; must be empty. */
  readonly folder: string
  /** Milliseconds since the epoch. */
  readonly beginsAtMs: number
  readonly onMinute: (minute: number, label: string | undefined) => void
}

export interface EventResult {
  readonly data: DrillData
  /** What did not go as it must. */
  readonly findings: readonly string[]
  readonly logFile: string
  readonly storeFolder: string
}

const MINUTE_MS = 60_000
/** The visits of a minute come at so many moments; those of one moment are simultaneous. */
const MOMENTS_A_MINUTE = 6
const FLAG_STORE = 'understudy-flags'

/** What an operator writes into the store of flags, as it stands. */
class Flags {
  #site: { default: string; ramp?: Readonly<Record<string, number>> } = { default: 'v4' }

  set(setting: { default: string; ramp?: Readonly<Record<string, number>> }): void {
    this.#site = setting
  }

  readonly pairs = (): ReadonlyMap<string, string> =>
    new Map([['featureFlipping', JSON.stringify({ site: this.#site })]])
}

const carryOut = async (action: Action, { site, bucket }: DemoStage, flags: Flags): Promise<void> => {
  switch (action.do) {
    case 'ramp':
      return flags.set({ default: 'v4', ramp: { v5: action.v5Percent } })
    case 'default':
      return flags.set({ default: action.version })
    case 'publish':
      return publishVersion(bucket, action.version)
    case 'kill-ssr':
      return site.setFault({ mode: 'refuse' })
    case 'restore-ssr':
      return site.setFault({ mode: 'none' })
  }
}

/**
 * An evening on the stage, over real sockets: releases are published, a flag is ramped, the SSR servers die and come back. Then the stage's
 * own access log is ingested, and viewers, stage, log and report are asked for the same counts.
 */
export const runEvent = async (options: EventOptions): Promise<EventResult> => {
  const { timeline, folder, beginsAtMs } = options
  const logFile = join(folder, 'access.log')
  const played = await playOnStage(options, logFile)
  const storeFolder = join(folder, 'logs')
  const store = await openStore(storeFolder)
  try {
    const { outcomes } = await ingestFiles(store, [logFile])
    const [outcome] = outcomes
    if (outcome?.kind !== 'ingested') throw new Error(`the log was not ingested: ${JSON.stringify(outcome)}`)
    const { viewers, finished, buckets, ssrRequests } = played
    const parties = {
      viewers,
      stage: stageTally(finished),
      log: await logTally(logFile),
      report: await reportTally(store),
    }
    const facts = {
      timeline,
      beginsAtMs,
      bucketMs: MINUTE_MS,
      buckets: buckets.all,
      counters: countersOf(parties),
      ssrRequests,
      generatedAtMs: Date.now(),
    }
    return { data: drillDataOf(facts), findings: findingsOf(facts), logFile, storeFolder }
  } finally {
    store.close()
  }
}

const playOnStage = async ({ timeline, beginsAtMs, onMinute }: EventOptions, logFile: string) => {
  const clock = new DrillClock(beginsAtMs, Date.now)
  const flags = new Flags()
  const log = openAccessLog(logFile, { format: 'v2' })
  const viewers = newTally()
  const buckets = new Buckets(beginsAtMs, MINUTE_MS, timeline.length)
  const demo = await openDemoStage('origin-response', {
    now: clock.now,
    keyValueStores: new Map([[FLAG_STORE, flags.pairs]]),
    onFinished: exchange => log.write(accessLogRecord(exchange)),
  })
  try {
    // The assets of the next release are there before the first viewer can be sent to it; the page of V4 stands in.
    await publishVersion(demo.bucket, 'v5')
    await publishVersion(demo.bucket, 'v4')
    const audience = new Audience(demo.url, answer => {
      tallyRequest(viewers, answer)
      buckets.addSeen(answer, clock.now())
    })
    await play(timeline, { clock, audience, demo, flags, beginsAtMs, buckets, onMinute })
  } finally {
    // A request is finished when its connection has taken the last byte: closing waits for that.
    await demo.close()
    await log.close()
  }
  return { viewers, buckets, finished: demo.finished, ssrRequests: demo.site.counters.total }
}

interface Play {
  readonly clock: DrillClock
  readonly audience: Audience
  readonly demo: DemoStage
  readonly flags: Flags
  readonly beginsAtMs: number
  readonly buckets: Buckets
  readonly onMinute: EventOptions['onMinute']
}

const originAttempts = ({ stage }: DemoStage): number => stage.counters.originAttempts['ssr'] ?? 0

const play = async (timeline: readonly TimelineMinute[], on: Play): Promise<void> => {
  for (const [minute, { visits, actions, label, push }] of timeline.entries()) {
    on.onMinute(minute, label)
    const attemptsBefore = originAttempts(on.demo)
    for (let moment = 0; moment < MOMENTS_A_MINUTE; moment++) {
      on.clock.setForwardTo(on.beginsAtMs + (minute + moment / MOMENTS_A_MINUTE) * MINUTE_MS)
      if (moment === 0) for (const action of actions) await carryOut(action, on.demo, on.flags)
      await on.audience.visit(share(visits, moment), push)
    }
    on.buckets.addOriginRequests(minute, originAttempts(on.demo) - attemptsBefore)
  }
}

/** The visits of one moment, so that those of a minute add up. */
const share = (visits: number, moment: number): number =>
  Math.floor((visits * (moment + 1)) / MOMENTS_A_MINUTE) - Math.floor((visits * moment) / MOMENTS_A_MINUTE)
