import { spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import type { Readable } from 'node:stream'
import type { GuestInvocation, GuestMessage, GuestSettings } from './guest/program.ts'
import { createOutputReader, type OutputReader } from './output-reader.io.ts'

export interface GuestEnd {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  /** Why it could not be started. */
  readonly error?: Error
}

export interface GuestProcess {
  readonly output: OutputReader
  readonly send: (invocation: GuestInvocation) => void
  /** Megabytes in memory now; undefined when this system does not tell. */
  readonly residentMegabytes: () => Promise<number | undefined>
  /** Ends it at once, whatever it does. */
  readonly kill: () => void
  /** Ends it and keeps this process until it is gone. */
  readonly close: () => Promise<void>
  readonly ended: Promise<GuestEnd>
}

/** The share of a Lambda's memory that its heap may fill; the rest is for Node.js itself. */
const HEAP_SHARE = 0.9

const running = new Set<ChildProcess>()
const killAll = (): void => running.forEach(child => child.kill('SIGKILL'))

/** A process that loops would outlive the stage. */
const track = (child: ChildProcess): void => {
  if (running.size === 0) process.once('exit', killAll)
  running.add(child)
}

const forget = (child: ChildProcess): void => {
  running.delete(child)
  if (running.size === 0) process.off('exit', killAll)
}

/** The stage comes first when the processors are busy. */
const giveWay = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or the system does not allow it.
  }
}

const residentMegabytes = async ({ pid }: ChildProcess): Promise<number | undefined> => {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'latin1'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024
  } catch {
    return undefined
  }
}

const unrefStream = (stream: Readable): void => {
  if ('unref' in stream && typeof stream.unref === 'function') stream.unref()
}

export interface GuestOptions {
  /** Absolute path. */
  readonly program: string
  readonly memoryMegabytes: number
  readonly settings: GuestSettings
  /** All the variables it has. */
  readonly environment: Readonly<Record<string, string>>
  readonly onMessage: (message: GuestMessage) => void
}

const spawnGuest = ({ program, memoryMegabytes, settings, environment }: GuestOptions): ChildProcess => {
  const heap = `--max-old-space-size=${Math.floor(memoryMegabytes * HEAP_SHARE)}`
  return spawn(process.execPath, [heap, program, JSON.stringify(settings)], {
    cwd: settings.taskRoot,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
}

/** Starts the program of a container. It does not keep this process alive. */
export const startGuest = (options: GuestOptions): GuestProcess => {
  const child = spawnGuest(options)
  track(child)
  giveWay(child)
  child.unref()
  child.channel?.unref()
  const streams = [child.stdout, child.stderr].filter(stream => stream !== null)
  streams.forEach(unrefStream)
  child.on('message', options.onMessage)
  const ended = new Promise<GuestEnd>(resolve => {
    child.once('error', error => resolve({ status: null, signal: null, error }))
    child.once('exit', (status, signal) => resolve({ status, signal }))
  })
  void ended.then(() => forget(child))
  return {
    output: createOutputReader(streams),
    // A process that is ending takes no more; its end is told by `ended`.
    send: invocation => void (child.connected && child.send(invocation, () => {})),
    residentMegabytes: () => residentMegabytes(child),
    kill: () => void child.kill('SIGKILL'),
    close: async () => {
      child.ref()
      child.kill('SIGKILL')
      await ended
    },
    ended,
  }
}
