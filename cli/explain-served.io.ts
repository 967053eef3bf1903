import { explanationText } from '../explain/explanation-text.ts'
import type { ServedExplanation } from '../explain/explain-served.ts'
import { askStage, stageUrl, textIn } from './ask-stage.io.ts'
import { Failure } from './failure.ts'
import { printable } from './request-line.ts'

export interface ExplainServedOptions {
  /** `x-amz-cf-id` */
  readonly requestId?: string
  /** True: of any path. */
  readonly latest?: string | true
  readonly result?: string
  readonly status?: string
  readonly stage?: string
  readonly json?: boolean
}

const asked = async (stage: string, path: string): Promise<unknown> => {
  const { status, answer } = await askStage(stage, path)
  if (status === 200) return answer
  throw new Failure(printable(`✘ ${textIn(answer, 'error') ?? `the stage answered ${status}`}`))
}

/** People paste what they asked for: scheme, host and query string are no part of the path. */
const pathIn = (given: string): string => {
  const path = given.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/'
  if (!path.startsWith('/')) throw new Failure(`✘ --latest ${given}: a path starts with /`, 2)
  return path
}

const latestId = async (stage: string, { latest, result, status }: ExplainServedOptions): Promise<string> => {
  const path = latest === true || latest === undefined ? undefined : pathIn(latest)
  const wanted = Object.entries({ path, result, status }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] satisfies [string, string]],
  )
  const answer = await asked(stage, `/requests?${String(new URLSearchParams([...wanted, ['limit', '1']]))}`)
  const requests = typeof answer === 'object' && answer !== null && 'requests' in answer ? answer.requests : undefined
  const id = Array.isArray(requests) ? textIn(requests[0], 'requestId') : undefined
  if (id !== undefined) return id
  const such = wanted.map(([name, value]) => ` of ${name} ${value}`).join('')
  throw new Failure(printable(`✘ the stage at ${stage} remembers no request${such}`))
}

const isExplanation = (value: unknown): value is ServedExplanation =>
  textIn(value, 'whyStatus') !== undefined &&
  textIn(value, 'requestId') !== undefined &&
  typeof value === 'object' &&
  value !== null &&
  'stations' in value &&
  Array.isArray(value.stations)

const END: { readonly [end in Exclude<ServedExplanation['end'], 'complete'>]: string } = {
  'viewer-left': '; the viewer left before the end',
  'origin-broke-off': '; the origin broke off in the middle of the body',
}

const servedText = (explanation: ServedExplanation): string => {
  const { requestId, time, location, end } = explanation
  const text = `${requestId}  ${time}  ${location}${end === 'complete' ? '' : END[end]}\n${explanationText(explanation)}`
  return text.split('\n').map(printable).join('\n')
}

/** `understudy explain --request-id ID` and `--latest`: a request that a running stage has served. */
export const explainServedRequest = async (options: ExplainServedOptions): Promise<void> => {
  const stage = stageUrl(options.stage)
  const id = options.requestId ?? (await latestId(stage, options))
  const explanation = await asked(stage, `/requests/${encodeURIComponent(id)}`)
  if (!isExplanation(explanation)) throw new Failure(`✘ what answers at ${stage} is no stage of this version`)
  process.stdout.write(
    options.json === true ? `${JSON.stringify(explanation, undefined, 2)}\n` : servedText(explanation),
  )
}
