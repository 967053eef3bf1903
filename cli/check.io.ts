import { loadTemplateFiles } from '../distribution/load-template.io.ts'
import { problemText, stops } from '../distribution/problem.ts'
import { propertiesWithoutEffect } from '../distribution/property-report.ts'
import { parseAssignments } from './assignments.ts'
import { templateFiles } from './template-files.io.ts'
import { say, styled } from './terminal.io.ts'

export interface CheckOptions {
  readonly template: readonly string[]
  readonly parameter: readonly string[]
  readonly import: readonly string[]
  readonly json?: boolean
}

/** `understudy check`: exit status 0 when the configuration loads, 1 when it does not. Findings go to stdout. */
export const check = async (options: CheckOptions): Promise<0 | 1> => {
  const templates = templateFiles(options.template)
  const { distributions, problems, passedOver } = await loadTemplateFiles(templates, {
    parameters: Object.fromEntries(parseAssignments('--parameter', options.parameter, 'KEY=VALUE')),
    imports: Object.fromEntries(parseAssignments('--import', options.import, 'NAME=VALUE')),
  })
  const status = stops(problems) ? 1 : 0
  if (options.json === true) {
    const named = distributions.map(({ id, logicalId, domainName, aliases }) => ({
      id,
      logicalId,
      domainName,
      aliases,
    }))
    const report = { distributions: named, problems, withoutEffect: propertiesWithoutEffect(problems), passedOver }
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
    return status
  }
  for (const problem of problems) process.stdout.write(`${problemText(problem)}\n`)
  const names = distributions.map(({ logicalId }) => logicalId).join(', ')
  say(status === 0 ? `${styled('green', 'loads')}  ${names}` : styled('red', 'does not load'))
  return status
}
