import { GUEST_HANDLER } from './handler.ts'
import { GUEST_INVOKE } from './invoke.ts'
import { GUEST_OUTPUT } from './output.ts'
import { GUEST_STAGE_REQUESTS } from './stage-requests.ts'

/** What the program is told at its start, as JSON in its first argument. */
export interface GuestSettings {
  /** Absolute path of the file with the handler. */
  readonly file: string
  readonly exportName: string
  /** As in the template, for messages. */
  readonly handler: string
  /** Absolute path of the folder that is `/var/task` on Lambda. */
  readonly taskRoot: string
  readonly runtime: string
  readonly functionArn: string
  readonly stageOrigins: GuestInvocation['stageOrigins']
}

/** To the program. */
export interface GuestInvocation {
  /** JSON of the event. */
  readonly event: string
  readonly requestId: string
  /** Milliseconds since the epoch. */
  readonly deadline: number
  /** Host names of the stage and where it listens. */
  readonly stageOrigins: readonly (readonly [host: string, origin: string])[]
}

/** From the program. `text` is JSON for a result, words for everything that failed. */
export interface GuestMessage {
  readonly kind: 'ready' | 'init-error' | 'result' | 'error' | 'crash'
  readonly text: string
  /** Largest resident set so far. */
  readonly maxMemoryKilobytes: number
}

/**
 * The program of a container: a process that loads the handler once and answers one event after the other. It is text because a process
 * needs a file of JavaScript, and this package also runs from TypeScript.
 */
export const GUEST_PROGRAM = String.raw`'use strict'
const settings = JSON.parse(process.argv[2])
const { channel } = process
const send = process.send.bind(process)
// Nothing of the runner is for the function to see.
process.send = undefined
process.argv.length = 2
${GUEST_OUTPUT}
${GUEST_STAGE_REQUESTS}
${GUEST_HANDLER}
${GUEST_INVOKE}
const post = (kind, text, done) =>
  send({ kind, text, maxMemoryKilobytes: process.resourceUsage().maxRSS }, undefined, undefined, done)

const answer = async (handler, invocation) => {
  stageOrigins = new Map(invocation.stageOrigins)
  requestId = invocation.requestId
  let outcome
  try {
    outcome = ['result', resultText(await invoke(handler, invocation))]
  } catch (error) {
    outcome = ['error', thrownText(error)]
  }
  channel.ref()
  markEnd(requestId)
  post(...outcome)
}

// Ctrl-C is for the stage, which ends this process when it has served its last request.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit())
process.on('uncaughtException', error => post('crash', thrownText(error), () => process.exit(1)))

loadHandler().then(
  handler => {
    process.on('message', invocation => answer(handler, invocation))
    post('ready', '')
  },
  error => post('init-error', thrownText(error)),
)
`
