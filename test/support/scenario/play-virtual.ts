import type { Distribution } from '../../../distribution/model.ts'
import type { Body } from '../../../pop/body.ts'
import { createRunners } from '../../../pop/edge-functions/create-runners.ts'
import type { OriginAttempt } from '../../../pop/origin/origin-attempt.ts'
import type { FinishedExchange } from '../../../pop/server.io.ts'
import { Barrier } from '../barrier.ts'
import type { ScriptedAnswer } from '../scripted-origin.ts'
import { STAGE_BEGINS_AT, virtualStage, type StagedRequest, type VirtualStage } from '../virtual-stage.ts'
import { logRows, type SeenAnswer, type SentRequest, type StepSeen } from './observed.ts'
import { OriginScript, type Scripted } from './origin-script.ts'
import type { OriginAnswer, RequestStep, Scenario } from './scenario.ts'
import { runInlineLambda } from './scenario-lambda.ts'

/** A step that nothing answers within this time, and that no barrier holds, is a mistake. */
const LONGEST_STEP_MS = 600_000

/** What a scripted body holds, and how it ends. */
interface Content {
  readonly text: string
  readonly ends: 'whole' | 'cut' | 'never'
}

class VirtualPlay {
  readonly #scenario: Scenario
  readonly #script: OriginScript
  readonly #contents = new WeakMap<Body, Content>()
  readonly #barriers = new Map<string, Barrier>()
  readonly #closed = new Set<string>()
  readonly #stage: VirtualStage

  constructor(scenario: Scenario, distribution: Distribution) {
    this.#scenario = scenario
    this.#script = new OriginScript(scenario)
    const { runnerOf } = createRunners({ distributions: [distribution], keyValueStores: new Map(), remembers: true })
    this.#stage = virtualStage({
      distribution,
      switches: scenario.switches,
      runnerOf,
      lambda: runInlineLambda,
      origin: attempt => this.#answer(attempt),
      unknownNames: () =>
        [...distribution.origins.values()]
          .filter(({ id }) => this.#script.outageAt(id, this.#stage.now) === 'name-gone')
          .map(({ domainName }) => domainName),
      completes: body => ((this.#contents.get(body)?.ends ?? 'whole') === 'whole' ? body : undefined),
    })
  }

  play(): StepSeen[] {
    const { steps } = this.#scenario
    const begun: { step: RequestStep; requests: readonly StagedRequest[] }[] = []
    const attemptsAt: number[] = []
    for (const [index, step] of steps.entries()) {
      const at = step.at ?? this.#stage.now
      this.#stage.run(at)
      attemptsAt.push(this.#stage.originRequests)
      if (step.kind === 'release') {
        this.#barrier(step.barrier).open()
        this.#closed.delete(step.barrier)
        this.#stage.run(this.#stage.now)
      } else {
        const { method, url, protocol, headers, body, times } = step
        const parts = {
          method,
          path: url,
          protocol,
          headers,
          ...(body === undefined ? {} : { body: { byteLength: Buffer.byteLength(body) } }),
        }
        begun.push({ step, requests: this.#stage.simultaneous(times, this.#stage.now, parts) })
      }
      this.#letPass(step.kind === 'request' ? (begun.at(-1)?.requests ?? []) : [], steps[index + 1]?.at)
    }
    const attemptsEnd = [...attemptsAt.slice(1), this.#stage.originRequests]
    return steps.map((step, index) => {
      const requests = begun.find(one => one.step === step)?.requests ?? []
      return this.#seen(
        step.kind === 'request' ? step : undefined,
        requests,
        attemptsAt[index] ?? 0,
        attemptsEnd[index] ?? 0,
      )
    })
  }

  /** Until the requests are answered or held back; then on to the next step, when it names a time. */
  #letPass(requests: readonly StagedRequest[], nextAt: number | undefined): void {
    const begunAt = this.#stage.now
    this.#stage.run(begunAt)
    while (requests.some(({ isAnswered }) => !isAnswered) && this.#closed.size === 0) {
      if (this.#stage.now - begunAt > LONGEST_STEP_MS) throw new Error('a request was not answered within ten minutes')
      if (nextAt !== undefined && this.#stage.now >= nextAt)
        throw new Error('a request is still under way when the next step begins: begin it later, or hold the answer')
      this.#stage.run(this.#stage.now + 1)
    }
    if (nextAt !== undefined) this.#stage.run(nextAt)
  }

  #barrier(name: string): Barrier {
    const barrier = this.#barriers.get(name) ?? new Barrier()
    this.#barriers.set(name, barrier)
    return barrier
  }

  #answer({ origin, request }: OriginAttempt): ScriptedAnswer {
    const { uri, queryString } = request
    const url = queryString === undefined ? uri : `${uri}?${queryString}`
    return this.#scripted(this.#script.next(origin.id, url, this.#stage.now), request.method)
  }

  #scripted(scripted: Scripted, method: string): ScriptedAnswer {
    if (scripted.kind === 'outage') {
      if (scripted.how === 'unreachable') return 'unreachable'
      return { failure: scripted.how === 'refuses' ? 'refused' : 'dns' }
    }
    const { answer, body } = scripted
    if (answer.fault === 'silent') return 'silent'
    if (answer.fault === 'resets') return { failure: 'reset', afterMs: answer.after }
    if (answer.fault === 'garbage') return { failure: 'invalid-response', afterMs: answer.after }
    return this.#page(answer, method === 'HEAD' ? '' : body)
  }

  #page(answer: OriginAnswer, text: string): ScriptedAnswer {
    const { status, headers, chunked, after: afterMs, hold, fault } = answer
    const byteLength = Buffer.byteLength(text)
    const body: Body = { byteLength: chunked ? undefined : byteLength }
    this.#contents.set(body, {
      text,
      ends: fault === 'cuts-body' ? 'cut' : fault === 'stalls-body' ? 'never' : 'whole',
    })
    const page = { status, headers, byteLength: chunked ? null : byteLength, body, afterMs }
    if (hold === undefined) return page
    const barrier = this.#barrier(hold)
    if (!barrier.isOpen) this.#closed.add(hold)
    return { ...page, barrier }
  }

  #seen(step: RequestStep | undefined, requests: readonly StagedRequest[], from: number, to: number): StepSeen {
    const attempts: Record<string, number> = {}
    const made = this.#stage.attempts.slice(from, to)
    for (const { originId } of made) attempts[originId] = (attempts[originId] ?? 0) + 1
    const last = made.at(-1)
    const sent: SentRequest | undefined = last && {
      originId: last.originId,
      request: `${last.method} ${last.url}`,
      headers: Object.fromEntries(last.headers.names.map(name => [name, last.headers.joined(name) ?? ''])),
    }
    return {
      answers: requests.map(request => this.#seenAnswer(request, step?.leaves)),
      attempts,
      sent,
      waited:
        requests.length === 0
          ? undefined
          : Math.max(...requests.map(({ answeredAt, viewer }) => answeredAt - (viewer.receivedAt - STAGE_BEGINS_AT))),
    }
  }

  #seenAnswer(request: StagedRequest, leaves: RequestStep['leaves']): SeenAnswer {
    const { response, viewer } = request
    const content = this.#contents.get(response.body)
    const hasLeft = leaves === 'before-answer'
    const isBodiless = viewer.method === 'HEAD' || response.status === 304
    const end: FinishedExchange['end'] =
      leaves !== undefined ? 'viewer-left' : content?.ends === 'cut' && !isBodiless ? 'origin-broke-off' : 'complete'
    const answeredAt = STAGE_BEGINS_AT + request.answeredAt
    const log = logRows({
      pop: this.#stage.pop,
      viewer,
      served: response,
      firstByteAt: answeredAt,
      finishedAt: answeredAt,
      end,
      bytesSent: () => (hasLeft ? 0 : 500 + (response.body.byteLength ?? 0)),
    })
    const { headers, range } = response
    const text = isBodiless ? '' : content?.text
    return {
      status: hasLeft ? undefined : response.status,
      headers: hasLeft ? {} : Object.fromEntries(headers.names.map(name => [name, headers.joined(name) ?? ''])),
      body: end === 'complete' ? (range === undefined ? text : text?.slice(range.start, range.end + 1)) : undefined,
      log,
      trace: response.trace,
    }
  }
}

/** A scenario in virtual time: the walk of the server, on the clock of the replay. */
export const playVirtually = (scenario: Scenario, distribution: Distribution): StepSeen[] =>
  new VirtualPlay(scenario, distribution).play()
