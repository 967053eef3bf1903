import type { PathKind } from './counters.ts'

export const FAULT_MODES = ['none', '500', '502', '503', 'slow', 'hang', 'refuse', 'reset'] as const

/**
 * How the server fails: an answered error; an answer that comes late; a request accepted and never answered; connections
 * refused because nobody listens; connections cut when a request arrives.
 */
export type FaultMode = (typeof FAULT_MODES)[number]

/** `refuse` closes the port, so it always means everything. */
export type FaultScope = 'pages' | 'all'

export type Fault = { mode: FaultMode; delayMilliseconds: number; scope: FaultScope }

export const NO_FAULT: Fault = { mode: 'none', delayMilliseconds: 0, scope: 'all' }

/** What a user may say about a fault; what is left out has a default. */
export type FaultRequest = { mode: FaultMode; delayMs?: number; scope?: FaultScope }

const DEFAULT_DELAY_MILLISECONDS = 3_000
const MAX_DELAY_MILLISECONDS = 600_000

export const faultFrom = ({ mode, delayMs, scope }: FaultRequest): Fault => ({
  mode,
  delayMilliseconds: mode === 'slow' ? (delayMs ?? DEFAULT_DELAY_MILLISECONDS) : 0,
  scope: scope ?? 'all',
})

type ParsedFault = { ok: true; fault: FaultRequest } | { ok: false; problem: string }

const isMode = (value: unknown): value is FaultMode => FAULT_MODES.some(mode => mode === value)

const isDelay = (value: unknown): value is number | undefined =>
  value === undefined || (typeof value === 'number' && value >= 0 && value <= MAX_DELAY_MILLISECONDS)

const isScope = (value: unknown): value is FaultScope | undefined =>
  value === undefined || value === 'pages' || value === 'all'

const FIELDS: readonly string[] = ['mode', 'delayMs', 'scope']

/** A fault from JSON `{ "mode", "delayMs"?, "scope"? }`, or a sentence that says what is wrong with it. */
export const parseFault = (value: unknown): ParsedFault => {
  if (typeof value !== 'object' || value === null)
    return { ok: false, problem: 'expected a JSON object with the field "mode"' }
  const { mode, delayMs, scope }: { mode?: unknown; delayMs?: unknown; scope?: unknown } = value
  const unknown = Object.keys(value).find(field => !FIELDS.includes(field))
  if (unknown !== undefined) return { ok: false, problem: `unknown field "${unknown}"; known are ${FIELDS.join(', ')}` }
  if (!isMode(mode)) return { ok: false, problem: `"mode" must be one of ${FAULT_MODES.join(', ')}` }
  if (!isDelay(delayMs)) return { ok: false, problem: `"delayMs" must be a number from 0 to ${MAX_DELAY_MILLISECONDS}` }
  if (!isScope(scope)) return { ok: false, problem: '"scope" must be pages or all' }
  return {
    ok: true,
    fault: { mode, ...(delayMs === undefined ? {} : { delayMs }), ...(scope === undefined ? {} : { scope }) },
  }
}

/** The mode that a request of this kind meets. */
export const faultModeFor = (fault: Fault, kind: PathKind): FaultMode =>
  fault.scope === 'all' || kind === 'pages' ? fault.mode : 'none'
