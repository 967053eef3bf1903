import { explanationText } from '../explain/explanation-text.ts'
import { createPointOfPresence, TemplateError } from '../rehearsal/point-of-presence.io.ts'
import { systemClock, type Clock } from '../rehearsal/clock.ts'
import { parseAssignments } from './assignments.ts'
import { Failure } from './failure.ts'
import { readKeyValueFile } from './key-value-stores.io.ts'
import { wholeNumber } from './numbers.ts'
import { templateFiles } from './template-files.io.ts'
import { say } from './terminal.io.ts'

export interface ExplainOptions {
  readonly template: readonly string[]
  readonly import: readonly string[]
  readonly parameter: readonly string[]
  readonly origin: readonly string[]
  readonly kvs: readonly string[]
  readonly header: readonly string[]
  readonly earlierHeader: readonly string[]
  readonly method: string
  readonly wait: string
  readonly json?: boolean
}

/** `name: value` options; a name given again is another field. */
const parseHeaders = (option: string, given: readonly string[]): Record<string, string[]> => {
  const headers: Record<string, string[]> = {}
  for (const text of given) {
    const colon = text.indexOf(':')
    if (colon <= 0) throw new Failure(`✘ ${option} ${text}: expected 'name: value'`, 2)
    const name = text.slice(0, colon).trim().toLowerCase()
    headers[name] = [...(headers[name] ?? []), text.slice(colon + 1).trim()]
  }
  return headers
}

const refuseOtherUrls = (url: string): void => {
  if (!/^(?:https?:\/\/[^/]|\/)/i.test(url)) throw new Failure(`✘ ${url}: neither a path nor an http(s) URL`, 2)
}

const WAIT_MAX_SECONDS = 31_536_000

const open = async ({ template, import: imports, parameter, origin, kvs }: ExplainOptions, clock: Clock) => {
  const stores = parseAssignments('--kvs', kvs, 'NAME=FILE')
  try {
    return await createPointOfPresence({
      template: templateFiles(template),
      imports: Object.fromEntries(parseAssignments('--import', imports, 'NAME=VALUE')),
      parameters: Object.fromEntries(parseAssignments('--parameter', parameter, 'KEY=VALUE')),
      origins: Object.fromEntries(parseAssignments('--origin', origin, 'ID=URL or ID=DIR')),
      keyValueStores: Object.fromEntries(
        [...stores].map(([name, file]) => [name, Object.fromEntries(readKeyValueFile(file))]),
      ),
      clock,
      onMessage: say,
    })
  } catch (error) {
    throw error instanceof TemplateError ? new Failure(error.message) : error
  }
}

/** `understudy explain URL…`: the earlier ones are asked, the last one is explained. */
export const explainRequest = async (urls: readonly string[], options: ExplainOptions): Promise<0> => {
  const headers = parseHeaders('--header', options.header)
  const earlier = parseHeaders('--earlier-header', options.earlierHeader)
  const waitMs = wholeNumber('--wait', options.wait, 0, WAIT_MAX_SECONDS) * 1_000
  for (const url of urls) refuseOtherUrls(url)
  let aheadMs = 0
  const clock: Clock = {
    now: () => Date.now() + aheadMs,
    after: (delayMs, happen) => systemClock.after(delayMs, happen),
  }
  const pop = await open(options, clock)
  try {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is what is asked for
    for (const url of urls.slice(0, -1)) await pop.request(url, { headers: earlier })
    aheadMs = waitMs
    const response = await pop.request(urls.at(-1) ?? '/', { method: options.method, headers })
    const explanation = response.explain()
    if (options.json === true) {
      const json = { ...explanation, headers: [...response.headers], trace: response.trace }
      process.stdout.write(`${JSON.stringify(json, undefined, 2)}\n`)
    } else {
      process.stdout.write(explanationText(explanation))
    }
    return 0
  } finally {
    await pop.close()
  }
}
