import { isAbsolute, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Finding, Rule, Severity } from '../distribution/checks/rule.ts'
import type { Place, Problem } from '../distribution/problem.ts'

type Level = 'error' | 'warning' | 'note'

const LEVELS: Readonly<Record<Severity, Level>> = { error: 'error', warning: 'warning', advice: 'note' }

interface ReportingDescriptor {
  readonly id: string
  readonly shortDescription: { readonly text: string }
  readonly help: { readonly text: string; readonly markdown: string }
  readonly helpUri?: string
  readonly defaultConfiguration: { readonly level: Level }
  readonly properties: { readonly tags: readonly string[] }
}

interface Result {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: Level
  readonly message: { readonly text: string }
  readonly locations: readonly [unknown]
  readonly suppressions?: readonly { readonly kind: 'inSource'; readonly justification: string }[]
}

/** What is wrong at load, as rules: their ids stand in docs/checks.md too. */
export const LOAD_RULES = {
  error: { id: 'load-error', level: 'error', text: 'The configuration cannot be loaded' },
  refused: { id: 'load-refused', level: 'error', text: 'The configuration asks for what is not emulated' },
  warning: { id: 'load-warning', level: 'warning', text: 'The configuration loads and deserves a look' },
} as const

const descriptorOf = ({ id, severity, title, page, cites }: Rule): ReportingDescriptor => ({
  id,
  shortDescription: { text: title },
  help: {
    text: `docs/checks.md, ${id}. AWS: ${page.title}, ${page.url}`,
    markdown: `See \`docs/checks.md\`, section \`${id}\`. AWS: [${page.title}](${page.url})`,
  },
  helpUri: page.url,
  defaultConfiguration: { level: LEVELS[severity] },
  properties: { tags: ['cloudfront', ...cites] },
})

const LOAD_DESCRIPTORS: readonly ReportingDescriptor[] = Object.values(LOAD_RULES).map(({ id, level, text }) => ({
  id,
  shortDescription: { text },
  help: { text: `docs/checks.md, ${id}`, markdown: `See \`docs/checks.md\`, section \`${id}\`.` },
  defaultConfiguration: { level },
  properties: { tags: ['cloudfront'] },
}))

/** Code scanning finds files by their path in the repository. */
const uriOf = (file: string, folder: string): string => {
  const path = relative(folder, file)
  if (path.startsWith('..') || isAbsolute(path)) return pathToFileURL(file).href
  return path.split(sep).map(encodeURIComponent).join('/')
}

const locationOf = ({ file, line = 1, column }: Place, folder: string) => ({
  physicalLocation: {
    artifactLocation: { uri: uriOf(file, folder) },
    region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) },
  },
})

export interface SarifInput {
  readonly version: string
  readonly rules: readonly Rule[]
  readonly findings: readonly Finding[]
  readonly problems: readonly Problem[]
  /** Paths are given relative to it; absolute. */
  readonly folder: string
}

/** The findings as a SARIF 2.1.0 log, which code scanning of GitHub and others read. Properties without effect are left out. */
export const sarifLog = ({ version, rules, findings, problems, folder }: SarifInput) => {
  const descriptors = [...rules.map(descriptorOf), ...LOAD_DESCRIPTORS]
  const indexOf = new Map(descriptors.map(({ id }, index) => [id, index]))
  const result = (ruleId: string, level: Level, message: string, place: Place, remedy?: string): Result => ({
    ruleId,
    ruleIndex: indexOf.get(ruleId) ?? 0,
    level,
    message: { text: remedy === undefined ? message : `${message}. Remedy: ${remedy}` },
    locations: [locationOf(place, folder)],
  })
  const results = [
    ...problems.flatMap(({ severity, message, place, remedy }) => {
      if (severity === 'ignored') return []
      const { id, level } = LOAD_RULES[severity]
      return [result(id, level, message, place, remedy)]
    }),
    ...findings.map(({ rule, message, place, remedy, accepted }): Result => {
      const found = result(rule.id, LEVELS[rule.severity], message, place, remedy)
      if (accepted === undefined) return found
      return { ...found, suppressions: [{ kind: 'inSource', justification: accepted }] }
    }),
  ]
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      { tool: { driver: { name: 'understudy', version, rules: descriptors } }, columnKind: 'utf16CodeUnits', results },
    ],
  } as const
}
