import { ReleaseRefused } from '../problem.ts'

/** A function exists in both; LIVE is what viewers get (CFF-157). */
export type FunctionStage = 'DEVELOPMENT' | 'LIVE'

/** What TestFunction answers (CFF-158). */
export interface RemoteRun {
  /** JSON text, empty when the function failed. */
  readonly output: string
  readonly logs: readonly string[]
  /** Empty when it ran. */
  readonly errorMessage: string
  /** Percent of the time that CloudFront allows (CFF-151). */
  readonly computeUtilization: string
}

/** The version of the API that every path begins with. */
export const API_PATH = '/2020-05-31/function'

/** The API takes no larger one (TestFunction, EventObject). */
const EVENT_MAX_BYTES = 40_960

/** The body of a TestFunction request: the event as base64 (CFF-158). In: JSON text of an event. */
export const testFunctionBody = (event: string, stage: FunctionStage): string => {
  const bytes = Buffer.from(event)
  if (bytes.length > EVENT_MAX_BYTES)
    throw new ReleaseRefused({
      message: `the event has ${bytes.length} bytes, TestFunction takes at most ${EVENT_MAX_BYTES}`,
      place: `${event.slice(0, 40)}…`,
      remedy: 'make it smaller',
    })
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<TestFunctionRequest xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">' +
    `<EventObject>${bytes.toString('base64')}</EventObject><Stage>${stage}</Stage>` +
    '</TestFunctionRequest>'
  )
}

type Node = Readonly<Record<string, unknown>>

const nodeIn = (value: unknown, name: string): Node => {
  const inner = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return typeof inner === 'object' && inner !== null ? { ...inner } : {}
}

const textIn = (node: Node, name: string): string => {
  const text = node[name]
  return typeof text === 'string' ? text : ''
}

const membersOf = ({ member }: Node): string[] =>
  (Array.isArray(member) ? member : [member]).filter(line => typeof line === 'string')

/** In: the parsed document of a TestFunction answer. Undefined: it is none. */
export const readRemoteRun = (document: unknown): RemoteRun | undefined => {
  const result = nodeIn(document, 'TestResult')
  if (!Object.hasOwn(result, 'FunctionOutput') && !Object.hasOwn(result, 'FunctionErrorMessage')) return undefined
  return {
    output: textIn(result, 'FunctionOutput'),
    logs: membersOf(nodeIn(result, 'FunctionExecutionLogs')),
    errorMessage: textIn(result, 'FunctionErrorMessage'),
    computeUtilization: textIn(result, 'ComputeUtilization'),
  }
}

/** In: the parsed document of an answer that is an error; empty texts where it says nothing. */
export const readApiError = (document: unknown): { readonly code: string; readonly message: string } => {
  const error = nodeIn(nodeIn(document, 'ErrorResponse'), 'Error')
  return { code: textIn(error, 'Code'), message: textIn(error, 'Message') }
}
