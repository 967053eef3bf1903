import { writeFile } from 'node:fs/promises'
import { checkDistributions } from '../distribution/checks/check-distributions.ts'
import type { Finding, Rule } from '../distribution/checks/rule.ts'
import { RULES } from '../distribution/checks/rules.ts'
import { loadTemplateFiles } from '../distribution/load-template.io.ts'
import type { LoadedFiles } from '../distribution/load-template.io.ts'
import { problemText, stops, type Problem } from '../distribution/problem.ts'
import { propertiesWithoutEffect } from '../distribution/property-report.ts'
import { nameRemedy } from '../distribution/template/nearest-name.ts'
import { parseAssignments } from './assignments.ts'
import { sarifLog } from './check-sarif.ts'
import { findingsText } from './check-text.ts'
import { Failure } from './failure.ts'
import { codeProblemsOf } from './function-gates.ts'
import { lambdaSource } from './lambda-source.io.ts'
import { packageVersion } from './package-version.io.ts'
import { templateFiles } from './template-files.io.ts'
import { say, styled } from './terminal.io.ts'

export interface CheckOptions {
  readonly template: readonly string[]
  readonly parameter: readonly string[]
  readonly import: readonly string[]
  readonly ignore: readonly string[]
  readonly only: readonly string[]
  readonly strict?: boolean
  readonly json?: boolean
  /** A file, or `-`. */
  readonly sarif?: string
}

const refuseUnknown = (option: string, ids: readonly string[]): void => {
  const known = RULES.map(({ id }) => id)
  for (const id of ids) {
    if (!known.includes(id))
      throw new Failure(`✘ ${option}: there is no rule ${id}\n  → ${nameRemedy(id, known)}; docs/checks.md has all`, 2)
  }
}

const chosenRules = ({ ignore, only, json, sarif }: CheckOptions): readonly Rule[] => {
  refuseUnknown('--ignore', ignore)
  refuseUnknown('--only', only)
  if (json === true && sarif === '-')
    throw new Failure('✘ --json and --sarif - both want stdout\n  → give --sarif a file', 2)
  return RULES.filter(({ id }) => !ignore.includes(id) && (only.length === 0 || only.includes(id)))
}

const jsonReport = (
  { distributions, passedOver, leftOut }: LoadedFiles,
  problems: readonly Problem[],
  findings: readonly Finding[],
) => ({
  distributions: distributions.map(({ id, logicalId, domainName, aliases }) => ({
    id,
    logicalId,
    domainName,
    aliases,
  })),
  problems,
  findings: findings.map(({ rule, message, place, remedy, accepted }) => ({
    rule: rule.id,
    severity: rule.severity,
    message,
    place,
    remedy,
    page: rule.page,
    cites: rule.cites,
    ...(accepted === undefined ? {} : { accepted }),
  })),
  withoutEffect: propertiesWithoutEffect(problems),
  passedOver,
  leftOut: leftOut.map(({ file }) => file),
})

/** 1 when the configuration does not load or holds an error; with `strict` also when there is a warning of either kind. */
const statusOf = (problems: readonly Problem[], findings: readonly Finding[], strict: boolean): 0 | 1 => {
  const has = (wanted: 'error' | 'warning'): boolean =>
    findings.some(({ rule }) => rule.severity === wanted) || problems.some(({ severity }) => severity === wanted)
  return stops(problems) || has('error') || (strict && has('warning')) ? 1 : 0
}

const conclusion = (loaded: LoadedFiles, findings: readonly Finding[], acceptedCount: number): string => {
  if (stops(loaded.problems)) return styled('red', 'does not load')
  const names = loaded.distributions.map(({ logicalId }) => logicalId).join(', ')
  const leftOut = loaded.leftOut.map(({ file }) => `  ${styled('red', 'does not load')}  ${file}`).join('')
  const found = findings.length === 0 ? 'nothing found' : `${findings.length} found`
  const accepted = acceptedCount === 0 ? '' : `, ${acceptedCount} accepted in the configuration`
  return `${styled('green', 'loads')}  ${names}  ${found}${accepted}${leftOut}`
}

/**
 * `understudy check`: exit status 0 when the configuration loads and holds no error, else 1; a `Failure` for wrong usage. Findings go to stdout.
 */
export const check = async (options: CheckOptions): Promise<0 | 1> => {
  const rules = chosenRules(options)
  const templates = templateFiles(options.template)
  const loaded = await loadTemplateFiles(templates, {
    parameters: Object.fromEntries(parseAssignments('--parameter', options.parameter, 'KEY=VALUE')),
    imports: Object.fromEntries(parseAssignments('--import', options.import, 'NAME=VALUE')),
  })
  const { distributions, notes, leftOut } = loaded
  const problems = [...loaded.problems, ...leftOut.flatMap(stack => stack.problems)]
  const findings = checkDistributions({ distributions, notes, sourceOf: lambdaSource, codeProblemsOf, rules })
  const open = findings.filter(({ accepted }) => accepted === undefined)
  const status = statusOf(problems, open, options.strict === true)
  if (options.sarif !== undefined) {
    const log = sarifLog({ version: packageVersion(), rules, findings, problems, folder: process.cwd() })
    await writeSarif(options.sarif, `${JSON.stringify(log, undefined, 2)}\n`)
  }
  if (options.json === true)
    process.stdout.write(`${JSON.stringify(jsonReport(loaded, problems, findings), undefined, 2)}\n`)
  if (options.json === true || options.sarif === '-') return status
  for (const problem of problems) process.stdout.write(`${problemText(problem)}\n`)
  if (problems.length > 0 && open.length > 0) process.stdout.write('\n')
  process.stdout.write(findingsText(open))
  say(conclusion(loaded, open, findings.length - open.length))
  return status
}

const writeSarif = async (file: string, text: string): Promise<void> => {
  if (file === '-') {
    process.stdout.write(text)
    return
  }
  try {
    await writeFile(file, text)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new Failure(`✘ ${file} cannot be written (${code})\n  → name a file in a folder that exists`, 2)
  }
}
