import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WORK_FOLDER } from './work-folder.ts'

const FILE = join(WORK_FOLDER, 'stage.json')

/** Where the stage that runs in this folder takes commands; undefined: none left its address. */
export const readStageAddress = (folder = '.'): string | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, FILE), 'utf8'))
    return typeof value === 'object' && value !== null && 'controlUrl' in value && typeof value.controlUrl === 'string'
      ? value.controlUrl
      : undefined
  } catch {
    return undefined
  }
}

/** Leaves the address for `understudy invalidate`. Out: takes it away again, unless another stage has left its own. */
export const leaveStageAddress = (controlUrl: string, folder = '.'): (() => void) => {
  try {
    mkdirSync(join(folder, WORK_FOLDER), { recursive: true })
    writeFileSync(join(folder, FILE), `${JSON.stringify({ controlUrl })}\n`)
  } catch {
    // A folder that cannot be written: --stage names the address.
  }
  return () => {
    if (readStageAddress(folder) === controlUrl) rmSync(join(folder, FILE), { force: true })
  }
}
