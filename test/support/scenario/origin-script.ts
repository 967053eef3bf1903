import type { OriginAnswer, Outage, Scenario } from './scenario.ts'

/** What an origin does with one attempt. */
export type Scripted =
  | { readonly kind: 'outage'; readonly how: Outage['how'] }
  | { readonly kind: 'answer'; readonly answer: OriginAnswer; readonly body: string }

const matches = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern

const PAGE: OriginAnswer = {
  fault: undefined,
  status: 200,
  headers: {},
  body: undefined,
  chunked: false,
  after: 0,
  hold: undefined,
}

/** Remembers how often each path pattern of each origin was asked; the same in virtual time and over sockets. */
export class OriginScript {
  readonly #scenario: Scenario
  readonly #asked = new Map<string, number>()

  constructor(scenario: Scenario) {
    this.#scenario = scenario
  }

  /** Undefined: the origin is there. `now` in milliseconds since the scenario began. */
  outageAt(originId: string, now: number): Outage['how'] | undefined {
    const outages = this.#scenario.origins.get(originId)?.outages ?? []
    return outages.find(({ from, until }) => from <= now && now < until)?.how
  }

  /** Counts the attempt. An origin or a path without a script answers 200 with the URL as its body. */
  next(originId: string, url: string, now: number): Scripted {
    const how = this.outageAt(originId, now)
    if (how !== undefined) return { kind: 'outage', how }
    const path = url.split('?')[0] ?? url
    const rule = this.#scenario.origins.get(originId)?.answers.find(one => matches(one.path, path))
    if (rule === undefined) return { kind: 'answer', answer: PAGE, body: url }
    const counter = `${originId} ${rule.path}`
    const count = this.#asked.get(counter) ?? 0
    this.#asked.set(counter, count + 1)
    const answer = rule.inTurn[Math.min(count, rule.inTurn.length - 1)] ?? PAGE
    return { kind: 'answer', answer, body: answer.body ?? url }
  }
}
