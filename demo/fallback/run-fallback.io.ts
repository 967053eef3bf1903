import type { FallbackData } from '../../report/fallback-data.ts'
import type { Switches } from '../../pop/switches.ts'
import type { FallbackMode } from '../demo-stage.io.ts'
import { DRILL_MINUTES, OUTAGE } from './audience.ts'
import { FAILURES } from './failures.ts'
import { figuresOf } from './figures.ts'
import { packagedDistribution, playMode } from './play.io.ts'

export const MODES = ['error-pages', 'origin-response', 'origin-group'] as const satisfies readonly FallbackMode[]

/** The mode that a deployment gets which names none; it travels to the Lambdas as a header of the origin. */
const defaultMode = async (): Promise<string> => {
  const { origins } = await packagedDistribution(undefined)
  const headers = new Map(origins.get('ssr')?.customHeaders)
  return headers.get('x-static-fallback-mode') ?? ''
}

export interface FallbackOptions {
  readonly generatedAtMs: number
  /** Readings of AWS's documents other than the default ones. */
  readonly switches?: Partial<Switches>
}

/** Every failure under every mode. Needs the package (`npm run package`). */
export const runFallback = async ({ generatedAtMs, switches = {} }: FallbackOptions): Promise<FallbackData> => {
  const played = new Map<FallbackMode, Awaited<ReturnType<typeof playMode>>>()
  for (const mode of MODES) played.set(mode, await playMode(mode, FAILURES, switches))
  return {
    generatedAtMs,
    minutes: DRILL_MINUTES,
    outage: OUTAGE,
    modes: MODES,
    defaultMode: await defaultMode(),
    failures: FAILURES.map(failure => ({
      id: failure.id,
      title: failure.title,
      plays: MODES.map(mode => figuresOf(mode, played.get(mode)?.get(failure) ?? [])),
    })),
  }
}
