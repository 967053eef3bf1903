import { readFileSync } from 'node:fs'
import type { Distribution } from '../distribution/model.ts'
import { orderOfStarts } from '../replay/capture/order-of-starts.ts'
import { differenceOf, inputsOf, type Forecast } from '../replay/forecast.ts'
import { originModelOf } from '../replay/origin/origin-model.ts'
import { parseOriginRules, type OriginRule } from '../replay/origin/origin-rules.ts'
import { readCapture, type ReadCapture } from '../replay/read-capture.io.ts'
import { runReplay, type ReplayInput } from '../replay/run-replay.ts'
import { loggedTally, summaryOf, type Summary } from '../replay/summary.ts'
import { parseAssignments } from './assignments.ts'
import { Failure } from './failure.ts'
import { findImportFiles } from './import-sources.io.ts'
import { parseKeyValueFiles, readKeyValueFiles } from './key-value-stores.io.ts'
import { loadDistributions } from './load-distributions.io.ts'
import { openFailure, troubleIn } from './logs-read.io.ts'
import { wholeNumber } from './numbers.ts'
import { createProgressLine } from './progress.io.ts'
import { forecastText } from './replay-text.ts'
import { parseSwitches } from './switch-options.ts'
import { say, styled } from './terminal.io.ts'

export interface ReplayOptions {
  readonly template: string
  readonly parameter: readonly string[]
  readonly against?: string
  readonly againstParameter: readonly string[]
  readonly originModel?: string
  readonly kvs: readonly string[]
  readonly flagHeader: string
  readonly flagCookie: string
  readonly cacheMegabytes: string
  readonly switch: readonly string[]
  readonly json?: boolean
}

const percent = (share: number): string => `${Math.floor(share * 100)} %`

const readRules = (file: string | undefined): readonly OriginRule[] => {
  if (file === undefined) return []
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new Failure(`✘ ${isMissing ? 'no such file' : `not JSON: ${String(error)}`}   ${file}`)
  }
  const parsed = parseOriginRules(json)
  if (parsed.kind === 'invalid') throw new Failure(`✘ ${parsed.problem}   ${file}`)
  return parsed.rules
}

const readAll = async (files: readonly string[]): Promise<ReadCapture> => {
  const progress = createProgressLine()
  try {
    const read = await readCapture(files, (file, { bytesRead, fileBytes, rows }) =>
      progress.show(
        `reading ${file}${fileBytes === undefined ? '' : `  ${percent(bytesRead / fileBytes)}`}  ${rows.toLocaleString('en')} rows`,
      ),
    )
    for (const { file, outcome } of read.files) {
      const trouble = troubleIn(file, outcome)
      if (trouble !== undefined) say(styled('yellow', trouble))
    }
    if (read.capture.count === 0) throw new Failure(`✘ no request in ${files.join(', ')}`)
    return read
  } catch (error) {
    throw error instanceof Failure ? error : openFailure(files.join(', '), error)
  } finally {
    progress.clear()
  }
}

/** The one distribution that a capture is replayed through. */
const loadOne = async (template: string, parameter: readonly string[], option: string): Promise<Distribution> => {
  const parameters = parseAssignments(option, parameter, 'KEY=VALUE')
  const [distribution, ...others] = await loadDistributions({ template, parameters })
  if (others.length > 0)
    say(styled('yellow', `• ${template} has ${others.length + 1} distributions; ${distribution.logicalId} is replayed`))
  return distribution
}

/** `understudy replay`. */
export const replay = async (files: readonly string[], options: ReplayOptions): Promise<void> => {
  const capacityMegabytes = wholeNumber('--cache-megabytes', options.cacheMegabytes, 1, 1_000_000_000)
  const switches = parseSwitches(options.switch)
  const rules = readRules(options.originModel)
  const distribution = await loadOne(options.template, options.parameter, '--parameter')
  const comparesParameters = options.against === undefined && options.againstParameter.length > 0
  const againstTemplate = comparesParameters ? options.template : options.against
  const second =
    againstTemplate === undefined
      ? undefined
      : await loadOne(againstTemplate, options.againstParameter, '--against-parameter')
  const keyValueStores = storesFor(options.kvs, second === undefined ? [distribution] : [distribution, second])
  // The logs come last: reading them may take minutes, and every mistake that is known without them is told before.
  const { capture, files: read } = await readAll(files)
  const starts = orderOfStarts(capture)
  const originModel = originModelOf(capture, rules)
  const forecastFor = (one: Distribution, label: string): Summary => {
    const progress = createProgressLine()
    const input: ReplayInput = {
      capture,
      starts,
      distribution: one,
      originModel,
      keyValueStores,
      tierCapacityBytes: capacityMegabytes * 1_048_576,
      switches,
      flagNames: { header: options.flagHeader.toLowerCase(), cookie: options.flagCookie },
      onProgress: begun =>
        progress.show(`replaying ${label}  ${percent(begun / capture.count)}  ${begun.toLocaleString('en')} requests`),
    }
    const run = runReplay(input)
    progress.clear()
    for (const problem of run.compileProblems) say(styled('yellow', `• ${problem}`))
    return summaryOf(capture, starts, run)
  }
  const summary = forecastFor(distribution, options.template)
  const against = second === undefined ? undefined : forecastFor(second, againstTemplate ?? '')
  const forecast: Forecast = {
    inputs: inputsOf(capture, starts, read, originModel.description),
    logged: loggedTally(capture, starts),
    template: labelOf(options.template, [...options.parameter, ...options.switch]),
    summary,
    against:
      against === undefined
        ? undefined
        : {
            template: labelOf(againstTemplate ?? '', [...options.againstParameter, ...options.switch]),
            summary: against,
            difference: differenceOf(summary, against),
          },
  }
  process.stdout.write(options.json === true ? `${JSON.stringify(forecast, undefined, 2)}\n` : forecastText(forecast))
}

const storesFor = (
  given: readonly string[],
  distributions: readonly Distribution[],
): ReturnType<typeof readKeyValueFiles> => {
  const files = parseKeyValueFiles(given, distributions)
  for (const warning of findImportFiles(files, distributions).warnings) say(styled('yellow', warning))
  return readKeyValueFiles(files)
}

const labelOf = (template: string, parameters: readonly string[]): string => [template, ...parameters].join(' ')
