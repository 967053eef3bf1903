import { basename, dirname, resolve } from 'node:path'
import { checkRun, type Verdict } from '../function-cases/check-run.ts'
import type { FunctionCase } from '../function-cases/function-case.ts'
import { testFunction, type FunctionTestRun, type Runtime } from '../function-cases/test-function.ts'
import { Failure } from './failure.ts'
import { loadFunction, type LoadedFunction } from './invoke-source.io.ts'
import { loadCase, type LoadedCase } from './test-cases.io.ts'

/** What came of one case. */
export type CaseReport =
  | {
      readonly kind: 'ran'
      readonly file: string
      readonly functionFile: string
      readonly case: FunctionCase
      readonly run: FunctionTestRun
      readonly verdict: Verdict
    }
  /** The case or its function cannot be read or built; the message names place and remedy. */
  | { readonly kind: 'not-run'; readonly file: string; readonly message: string }

export interface TestRun {
  readonly reports: readonly CaseReport[]
  /** Absolute paths of everything that a report depends on. */
  readonly inputs: ReadonlySet<string>
}

export const isAsExpected = (report: CaseReport): boolean =>
  report.kind === 'ran' && report.verdict.kind === 'as-expected'

/** `functions/viewer-request/cases/crawler.json` → `crawler` */
export const caseName = (file: string): string => basename(file, '.json')

/** The folder of the function that a case belongs to. */
export const caseFolder = (file: string): string => dirname(dirname(file))

/** Each function is built once, however many cases it has. */
const createLoader = (inputs: Set<string>) => {
  const loaded = new Map<string, Promise<LoadedFunction>>()
  return async (file: string, runtime: Runtime): Promise<LoadedFunction> => {
    inputs.add(resolve(file))
    const key = `${runtime} ${resolve(file)}`
    const loading = loaded.get(key) ?? loadFunction(file, runtime)
    loaded.set(key, loading)
    const fn = await loading
    for (const input of fn.inputs) inputs.add(input)
    return fn
  }
}

const runCase = (fn: LoadedFunction, loaded: LoadedCase, now: number): FunctionTestRun => {
  const { keyValues } = loaded
  const { event, random, now: at = now } = loaded.case
  return testFunction(fn, event, {
    now: at,
    ...(keyValues === undefined ? {} : { keyValues }),
    ...(random === undefined ? {} : { random }),
  })
}

/**
 * Runs cases one after the other. What is wrong with one of them, or with its function, is its report; the others run all the same.
 *
 * @param now milliseconds since the epoch, for cases that set no time
 */
export const runCases = async (files: readonly string[], now: number): Promise<TestRun> => {
  const inputs = new Set(files.map(file => resolve(file)))
  const load = createLoader(inputs)
  const reports: CaseReport[] = []
  for (const file of files) {
    try {
      const loaded = await loadCase(file)
      const fn = await load(loaded.functionFile, loaded.case.runtime)
      const run = runCase(fn, loaded, now)
      const { functionFile } = loaded
      reports.push({ kind: 'ran', file, functionFile, case: loaded.case, run, verdict: checkRun(loaded.case, run) })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      reports.push({ kind: 'not-run', file, message: error.message })
    }
  }
  return { reports, inputs }
}
