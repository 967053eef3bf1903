import { LineCounter, parseAllDocuments, type Document } from 'yaml'
import { DEFAULT_SWITCHES, type Switches } from '../../../pop/switches.ts'
import {
  duration,
  fieldsOf,
  isRecord,
  listOf,
  oneOf,
  optional,
  orNull,
  recordOf,
  text,
  textOrNumber,
  wholeNumber,
  withDefault,
  yesOrNo,
  type Check,
  type Path,
  type Report,
} from './checked.ts'
import {
  FAULTS,
  OUTAGES,
  type DistributionSource,
  type Expectation,
  type OriginAnswer,
  type Outage,
  type RequestStep,
  type Scenario,
  type ScriptedOrigin,
  type Step,
  type Totals,
} from './scenario.ts'

const RULE_ID = /\b[A-Z][A-Z0-9]*-\d+[a-z]?\b/

const counts = recordOf(wholeNumber)
const attemptCounts: Check<number | Readonly<Record<string, number>>> = (value, path, report) =>
  isRecord(value) ? counts(value, path, report) : wholeNumber(value, path, report)

const anything: Check<unknown> = value => value

const lowerCaseNames =
  <T>(check: Check<T>): Check<Readonly<Record<string, T>>> =>
  (value, path, report) => {
    const headers = recordOf(check)(value, path, report)
    for (const name of Object.keys(headers))
      if (name !== name.toLowerCase())
        report([...path, name], `header names are lower case here: ${name.toLowerCase()}`)
    return headers
  }

const originAnswer: Check<OriginAnswer> = (value, path, report) => {
  const known = ['fault', 'status', 'headers', 'body', 'bytes', 'chunked', 'after', 'hold']
  const field = fieldsOf(value, path, report, known)
  const bytes = field('bytes', optional(wholeNumber))
  return {
    fault: field('fault', optional(oneOf(...FAULTS))),
    status: field('status', withDefault(wholeNumber, 200)),
    headers: field('headers', withDefault(lowerCaseNames(headerValue), {})),
    body: bytes === undefined ? field('body', optional(textOrNumber)) : 'x'.repeat(bytes),
    chunked: field('chunked', withDefault(yesOrNo, false)),
    after: field('after', withDefault(duration, 0)),
    hold: field('hold', optional(text)),
  }
}

const headerValue: Check<string | readonly string[]> = (value, path, report) =>
  Array.isArray(value) ? listOf(textOrNumber)(value, path, report) : textOrNumber(value, path, report)

const outage: Check<Outage> = (value, path, report) => {
  const field = fieldsOf(value, path, report, ['from', 'until', 'how'])
  return {
    from: field('from', withDefault(duration, 0)),
    until: field('until', withDefault(duration, Infinity)),
    how: field('how', oneOf(...OUTAGES)),
  }
}

const scriptedOrigin: Check<ScriptedOrigin> = (value, path, report) => {
  const field = fieldsOf(value, path, report, ['outages', 'answers'])
  const answers = field('answers', withDefault(recordOf(listOf(originAnswer)), {}))
  return {
    outages: field('outages', withDefault(listOf(outage), [])),
    answers: Object.entries(answers).map(([pathPattern, inTurn]) => ({ path: pathPattern, inTurn })),
  }
}

const sent: Check<Expectation['sent']> = (value, path, report) => {
  const field = fieldsOf(value, path, report, ['request', 'headers'])
  return {
    request: field('request', optional(text)),
    headers: field('headers', withDefault(lowerCaseNames(orNull(textOrNumber)), {})),
  }
}

const EXPECTATIONS = [
  'status',
  'result',
  'results',
  'age',
  'headers',
  'body',
  'bodyHas',
  'tier',
  'attempts',
  'sent',
  'log',
  'trace',
  'waited',
]

const expectation: Check<Expectation> = (value, path, report) => {
  const field = fieldsOf(value, path, report, EXPECTATIONS)
  return {
    status: field('status', optional(wholeNumber)),
    result: field('result', optional(text)),
    results: field('results', optional(counts)),
    age: field('age', optional(orNull(wholeNumber))),
    headers: field('headers', withDefault(lowerCaseNames(orNull(textOrNumber)), {})),
    body: field('body', optional(textOrNumber)),
    bodyHas: field('bodyHas', optional(text)),
    tier: field('tier', optional(oneOf('edge', 'regional', 'shield', 'none'))),
    attempts: field('attempts', optional(attemptCounts)),
    sent: field('sent', withDefault(sent, { request: undefined, headers: {} })),
    log: field('log', withDefault(recordOf(textOrNumber), {})),
    trace: field('trace', withDefault(recordOf(anything), {})),
    waited: field('waited', optional(duration)),
  }
}

const NO_EXPECTATION = expectation({}, [], () => {})

const requestStep = (value: unknown, path: Path, report: Report, lineOf: (path: Path) => number): RequestStep => {
  const known = ['at', 'request', 'protocol', 'headers', 'cookie', 'body', 'times', 'leaves', 'expect']
  const field = fieldsOf(value, path, report, known)
  const request = field('request', text)
  const [, method = 'GET', url = '/'] = /^([A-Z]+) (\S+)$/.exec(request) ?? []
  if (!/^[A-Z]+ \S+$/.test(request)) report([...path, 'request'], 'expected a method and a path, such as GET /live')
  const cookie = field('cookie', optional(text))
  return {
    kind: 'request',
    at: field('at', optional(duration)),
    line: lineOf(path),
    method,
    url,
    protocol: field('protocol', withDefault(oneOf('https', 'http'), 'https')),
    headers: {
      ...field('headers', withDefault(lowerCaseNames(textOrNumber), {})),
      ...(cookie === undefined ? {} : { cookie }),
    },
    body: field('body', optional(text)),
    times: field('times', withDefault(wholeNumber, 1)),
    leaves: field('leaves', optional(oneOf('before-answer', 'during-body'))),
    expect: field('expect', withDefault(expectation, NO_EXPECTATION)),
  }
}

const steps =
  (lineOf: (path: Path) => number): Check<readonly Step[]> =>
  (value, path, report) => {
    if (!Array.isArray(value) || value.length === 0) {
      report(path, 'expected a list of steps, each with a request or a release')
      return []
    }
    return value.map((item: unknown, index): Step => {
      const at = [...path, index]
      if (!isRecord(item) || !('release' in item)) return requestStep(item, at, report, lineOf)
      const field = fieldsOf(item, at, report, ['at', 'release'])
      return { kind: 'release', at: field('at', optional(duration)), barrier: field('release', text) }
    })
  }

const totals: Check<Totals> = (value, path, report) => {
  const field = fieldsOf(value, path, report, ['attempts', 'results'])
  return { attempts: field('attempts', optional(attemptCounts)), results: field('results', optional(counts)) }
}

const distributionSource: Check<DistributionSource> = (value, path, report) => {
  if (!isRecord(value) || !('template' in value))
    return { kind: 'inline', config: recordOf(anything)(value, path, report) }
  const field = fieldsOf(value, path, report, ['template', 'parameters'])
  return {
    kind: 'template',
    file: field('template', text),
    parameters: field('parameters', withDefault(recordOf(textOrNumber), {})),
  }
}

const switches: Check<Partial<Switches>> = (value, path, report) => {
  const given = recordOf(anything)(value, path, report)
  const known: Readonly<Record<string, unknown>> = { ...DEFAULT_SWITCHES }
  for (const [name, chosen] of Object.entries(given)) {
    if (!(name in known)) report([...path, name], `unknown switch; known are ${Object.keys(known).join(', ')}`)
    else if (typeof chosen !== typeof known[name]) report([...path, name], `expected a ${typeof known[name]}`)
  }
  return given
}

/** The two ways in which a script can ask for what never comes. */
const checkReferences = ({ steps: all, origins }: Scenario, report: Report): void => {
  const answers = [...origins.values()].flatMap(origin => origin.answers.flatMap(({ inTurn }) => inTurn))
  const held = new Set(answers.flatMap(({ hold }) => hold ?? []))
  const released = new Set(all.flatMap(step => (step.kind === 'release' ? step.barrier : [])))
  for (const name of released) if (!held.has(name)) report(['steps'], `nothing is held by "${name}"`)
  for (const name of held)
    if (!released.has(name)) report(['steps'], `"${name}" holds an answer and no step releases it`)
  let before = 0
  for (const [index, { at = before }] of all.entries()) {
    if (at < before) report(['steps', index, 'at'], 'a step cannot begin before the one above it')
    before = at
  }
}

const FIELDS = ['title', 'why', 'virtual-only', 'distribution', 'switches', 'origins', 'steps', 'totals']

const readScenario = (
  document: Document,
  file: string,
  lines: LineCounter,
): { scenario: Scenario; problems: string[] } => {
  const problems: string[] = []
  const lineOf = (path: Path): number => {
    for (let end = path.length; end >= 0; end--) {
      const node = document.getIn(path.slice(0, end), true)
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
        return lines.linePos(Number(node.range[0])).line
    }
    return 1
  }
  const report: Report = (path, message) => {
    problems.push(`${file}:${lineOf(path)}: ${path.join('.')}: ${message}`)
  }
  for (const error of document.errors) problems.push(`${file}:${error.linePos?.[0].line ?? 1}: ${error.message}`)
  const field = fieldsOf(document.errors.length > 0 ? {} : document.toJS(), [], report, FIELDS)
  const title = field('title', text)
  if (!RULE_ID.test(title)) report(['title'], 'a title begins with the ids of the rules it checks, such as TTL-04')
  field('why', optional(text))
  const scenario: Scenario = {
    title,
    place: { file, line: lineOf(['title']) },
    virtualOnly: field('virtual-only', optional(text)),
    distribution: field('distribution', withDefault(distributionSource, { kind: 'inline', config: {} })),
    switches: field('switches', withDefault(switches, {})),
    origins: new Map(Object.entries(field('origins', withDefault(recordOf(scriptedOrigin), {})))),
    steps: field('steps', steps(lineOf)),
    totals: field('totals', withDefault(totals, { attempts: undefined, results: undefined })),
  }
  if (problems.length === 0) checkReferences(scenario, report)
  return { scenario, problems }
}

export interface ReadScenarios {
  readonly scenarios: readonly Scenario[]
  /** One sentence a mistake, with file and line; the scenarios are usable when there is none. */
  readonly problems: readonly string[]
}

/** The scenarios of one file: YAML documents, parted by `---`. */
export const readScenarios = (file: string, content: string): ReadScenarios => {
  const lineCounter = new LineCounter()
  const documents = parseAllDocuments(content, { lineCounter })
  const read = [...documents].map(document => readScenario(document, file, lineCounter))
  return { scenarios: read.map(({ scenario }) => scenario), problems: read.flatMap(({ problems }) => problems) }
}
