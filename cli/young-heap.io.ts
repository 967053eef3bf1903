import { spawn } from 'node:child_process'

/**
 * A replay makes a few kilobytes of short-lived objects a request. In the room that Node has for them by default they are copied again and
 * again; the size can be set only when a process starts.
 */
const FLAG = '--max-semi-space-size'
const MEGABYTES = 64

/** Runs this very command in a process with more room for short-lived objects. False: this is that process, go on here. */
export const runsInRoomierProcess = async (): Promise<boolean> => {
  if (process.execArgv.some(argument => argument.startsWith(FLAG))) return false
  const child = spawn(process.execPath, [`${FLAG}=${MEGABYTES}`, ...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
  })
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal)
  process.on('SIGINT', forward).on('SIGTERM', forward)
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    // A process that a signal ended has no status; shells call that 128 and more.
    child.on('exit', status => resolve(status ?? 130))
  })
  process.off('SIGINT', forward).off('SIGTERM', forward)
  return true
}
